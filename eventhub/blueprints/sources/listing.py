"""The calendars of a community: which there are, how they are, and a new one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from eventhub.blueprints.access import allow, get_person
from eventhub.blueprints.forms import refuse, roll_back
from eventhub.blueprints.sources import bp
from eventhub.blueprints.sources.forms import AddForm, read_upload
from eventhub.blueprints.sources.said import source_view
from eventhub.communities.models import Community
from eventhub.communities.permissions import CommunityPermission as P
from eventhub.communities.queries import find_community
from eventhub.core import policy
from eventhub.core.errors import Invalid, Refused
from eventhub.imports.sources import queries, services
from eventhub.imports.sources.models import Source, SourceKind

OF_COMMUNITY = "/communities/<string(length=10):key>/calendars"


@bp.get(OF_COMMUNITY)
@allow(P.SOURCE_READ, on=find_community, read=P.READ)
def index(community: Community) -> Any:
    """The calendars that are mirrored into a community."""
    return _page(community, AddForm(formdata=None))


@bp.post(OF_COMMUNITY)
@allow(P.SOURCE_EDIT, on=find_community, read=P.READ)
def add(community: Community) -> Any:
    """Have a calendar looked at. Nothing comes in before it was seen."""
    form, key = AddForm(), community.key
    try:
        if form.validate():
            source = _add(community, form)
            flash(_("Read. Here is what would come in; nothing has yet."), "success")
            return redirect(url_for("sources.show", key=source.key), 303)
        roll_back()
    except services.AlreadyThere as there:
        there_key = there.source.key
        roll_back()
        flash(_("This calendar is here already. Here it is."))
        return redirect(url_for("sources.show", key=there_key), 303)
    except Invalid as error:
        refuse(form, error)
    return _page(_reload(key), form), 422


def _add(community: Community, form: AddForm) -> Source:
    upload, place, person = read_upload(form.file), (form.place.data or "").strip(), get_person()
    if bool(upload) == bool(place):
        raise Invalid({"place": _("Give either an address or a file.")})
    if upload:
        name, data = upload
        return services.add_source(community, kind=SourceKind.FILE, place=name, data=data, actor=person)
    if "://" not in place:
        place = f"https://{place}"
    return services.add_source(community, kind=SourceKind.FEED, place=place, actor=person)


def _reload(key: str) -> Community:
    community = find_community(key)
    if community is None:
        raise Refused(_("This community is gone."))
    return community


def _page(community: Community, form: AddForm) -> str:
    found = queries.list_of_community(community)
    healths = queries.healths_of(found)
    may_edit = policy.can(get_person(), P.SOURCE_EDIT, community)
    return render_template(
        "sources/index.html", community=community, form=form, may_edit=may_edit,
        sources=[source_view(source, healths[source.id], whole=may_edit) for source in found], full=len(found) >= services.MAX_SOURCES,
    )  # fmt: skip
