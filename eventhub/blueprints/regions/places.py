"""The look-up of cities behind place fields."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request

from eventhub.blueprints import present
from eventhub.blueprints.access import anyone
from eventhub.blueprints.context import choose_locale
from eventhub.blueprints.regions import bp
from eventhub.core.text import clean_line
from eventhub.regions import queries
from eventhub.regions.models import City
from eventhub.regions.rules import territory_name

LONGEST = 80
_HOUR = 3600


@bp.get("/places")
@anyone
def places() -> Any:
    """Up to eight cities whose name begins with ``q``, the largest first; country names in the reader's language."""
    tag = choose_locale()
    text = clean_line(request.args.get("q"))[:LONGEST]
    answer = jsonify([_view(city, tag) for city in queries.search_cities(text)])
    answer.cache_control.private = True
    answer.cache_control.max_age = _HOUR
    answer.vary.update(("Cookie", "Accept-Language"))
    return answer


def _view(city: City, tag: str) -> dict[str, Any]:
    country = territory_name(city.country, tag) or city.country
    return {
        "id": city.id, "name": city.name, "region": country, "region_code": city.country, "country": city.country, "zone": city.zone, "lat": city.lat,
        "lon": city.lon, "label": present.place_text(city.name, country),
    }  # fmt: skip
