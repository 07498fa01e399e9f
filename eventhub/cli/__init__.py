"""The command line: ``python -m eventhub.cli``."""
