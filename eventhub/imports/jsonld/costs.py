"""What it costs to come, as pages say it: ``isAccessibleForFree`` and the prices of ``offers`` (schema.org/Offer)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from eventhub.core.text import clean_line
from eventhub.imports.jsonld.graph import Graph, Node, get, listed, text

MAX_OFFERS = 20
_PRICES = ("price", "lowPrice", "highPrice")
_PRICE = re.compile(
    r"(?P<whole>\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+(?=,)|\d{1,3}(?:\.\d{3}){2,})(?:[.,](?P<cents>\d{1,2}))?", re.ASCII
)
_CURRENCY = re.compile(r"[A-Z]{3}")
_SAID = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def read_cost(node: Node, graph: Graph) -> tuple[str, str]:
    """``cost`` and ``cost_note`` of an event; empty where the page does not say, or says both."""
    free = _truth(get(node, "isAccessibleForFree"))
    prices, currency = _prices(node, graph)
    if free is None and prices:
        free = max(prices) == 0
    if free is None or (free and prices and max(prices) > 0):
        return "", ""
    return ("free", "") if free else ("paid", _range(prices, currency))


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else _SAID.get(text(value).strip().rpartition("/")[2].lower())


def _prices(node: Node, graph: Graph) -> tuple[list[Decimal], str]:
    """All prices, and their currency where it is one; none where one of them can't be read, for they would be half the truth."""
    found: list[Decimal | None] = []
    currencies: set[str] = set()
    for offer in _offers(node, graph):
        said = [written for name in _PRICES if (written := text(get(offer, name)).strip())]
        named = text(get(offer, "priceCurrency")).strip().upper()
        if said:
            currencies.add(named if _CURRENCY.fullmatch(named) else "")
        found += map(_number, said)
    known = [price for price in found if price is not None]
    return known if len(known) == len(found) else [], currencies.pop() if len(currencies) == 1 else ""


def _offers(node: Node, graph: Graph) -> Iterator[Node]:
    """The offers, and those that an offer with a range (AggregateOffer) or a specification holds."""
    waiting = [graph.resolve(each) for each in listed(get(node, "offers"))[:MAX_OFFERS]]
    for offer in waiting:
        if isinstance(offer, dict):
            yield offer
            inner = (*listed(get(offer, "offers")), *listed(get(offer, "priceSpecification")))
            waiting += [graph.resolve(each) for each in inner[: max(MAX_OFFERS - len(waiting), 0)]]


def _number(written: str) -> Decimal | None:
    """“12.5”, “12,50”, “1,250.00”, “1.250,00” and “12,000”; None for anything else, “12.000” among it, which may be either."""
    match = _PRICE.fullmatch(written.replace("\N{NO-BREAK SPACE}", " ").replace(" ", ""))
    if match is None:
        return None
    whole = re.sub(r"[.,]", "", match["whole"])
    return Decimal(f"{whole}.{match['cents'] or 0}") if len(whole) <= 9 else None


def _range(prices: list[Decimal], currency: str) -> str:
    if not prices:
        return ""
    low, high = min(prices), max(prices)
    if not high:
        return ""
    said = _written(low) if low == high else f"{_written(low)}–{_written(high)}"
    return clean_line(f"{said} {currency}")


def _written(price: Decimal) -> str:
    return f"{price:.0f}" if price == price.to_integral_value() else f"{price:.2f}"
