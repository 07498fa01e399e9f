from flask import Blueprint
from eventhub.blueprints.access import anyone
bp = Blueprint("home", __name__, url_prefix="/tmp-home")
