from flask import Blueprint
from eventhub.blueprints.access import anyone
bp = Blueprint("admin", __name__, url_prefix="/tmp-admin")
