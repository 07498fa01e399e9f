from flask import Blueprint
from eventhub.blueprints.access import anyone
bp = Blueprint("desk", __name__, url_prefix="/tmp-desk")
def count_for(person):
    return 0
