from flask import Blueprint
from eventhub.blueprints.access import anyone
bp = Blueprint("communities", __name__, url_prefix="/tmp-communities")
