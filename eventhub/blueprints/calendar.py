from flask import Blueprint
from eventhub.blueprints.access import anyone
bp = Blueprint("calendar", __name__, url_prefix="/tmp-calendar")
