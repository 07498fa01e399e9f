"""Entry point of ``python -m eventhub.cli``."""

from eventhub.cli.main import main

main()
