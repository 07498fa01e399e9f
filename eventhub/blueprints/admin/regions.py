"""The region tree: subdivisions and city areas are added where people need them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from eventhub.blueprints.access import allow_anywhere, get_person
from eventhub.blueprints.admin import bp
from eventhub.blueprints.admin.forms import RegionForm
from eventhub.blueprints.context import choose_locale, own_name
from eventhub.blueprints.forms import list_region_options, refuse, sort_key
from eventhub.config import LANGUAGES
from eventhub.core.errors import Invalid
from eventhub.regions import rules, services
from eventhub.regions.models import RegionKind
from eventhub.regions.permissions import RegionPermission

_SMALL = {RegionKind.SUBDIVISION, RegionKind.AREA}


@bp.get("/regions")
@allow_anywhere(RegionPermission.EDIT)
def regions() -> str:
    """What was added, and the form; ``country`` lists what can be, ``code`` fills in its names."""
    code = request.args.get("code", "")[:40]
    return _page(
        RegionForm.of(code, rules.pinned_subdivisions().get(code, {})), country=request.args.get("country") or code[:2]
    )


@bp.post("/regions")
@allow_anywhere(RegionPermission.EDIT)
def add_region() -> Any:
    """Add a subdivision or an area."""
    form = RegionForm()
    if form.validate():
        try:
            region = services.add_region(form.code.data or "", names=form.names(), actor=get_person(), lat=form.lat.data,
                                         lon=form.lon.data)  # fmt: skip
            flash(_("%(name)s is on the map now.", name=region.name_in(choose_locale())), "success")
            return redirect(url_for("admin.regions", country=region.code[:2]), 303)
        except Invalid as error:
            refuse(form, error, {"name": f"name_{LANGUAGES[0]}"})
    return _page(form, country=(form.code.data or "")[:2]), 422


def _page(form: RegionForm, *, country: str) -> str:
    options = list_region_options()
    known = {option.code for option in options}
    tag = choose_locale()
    proposals = [
        (code, rules.name_of(code, names, tag)) for code, names in rules.pinned_subdivisions().items()
        if country and code.startswith(f"{country}-") and code not in known
    ]  # fmt: skip
    return render_template(
        "admin/regions.html", form=form, country=country, added=[o for o in options if o.kind in _SMALL],
        countries=[(o.code, o.name) for o in sorted(options, key=lambda o: sort_key(o.name)) if o.kind is RegionKind.COUNTRY],
        proposals=sorted(proposals, key=lambda pair: sort_key(pair[1])), own_names=[(tag, own_name(tag)) for tag in LANGUAGES],
    )  # fmt: skip
