"""For machines that look for pages or show them to others: the sitemap, and cards of lists, communities and regions."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("discovery", __name__)

from eventhub.blueprints.discovery import cards, sitemap  # noqa: E402, F401  # they hang their routes on bp
