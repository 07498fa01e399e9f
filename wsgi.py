"""The door for a WSGI server: ``granian --interface wsgi wsgi:app``."""

from eventhub import create_app

app = create_app()
