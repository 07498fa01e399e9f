from flask import Blueprint
from eventhub.blueprints.access import anyone
bp = Blueprint("account", __name__, url_prefix="/tmp-account")
