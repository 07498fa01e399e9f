from flask import Blueprint
from eventhub.blueprints.access import anyone
bp = Blueprint("regions", __name__, url_prefix="/tmp-regions")
