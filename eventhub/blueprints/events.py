from flask import Blueprint
from eventhub.blueprints.access import anyone
bp = Blueprint("events", __name__, url_prefix="/tmp-events")
