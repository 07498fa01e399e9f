"""What the contacts of a community do, and the team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from eventhub.blueprints import present
from eventhub.blueprints.access import allow, get_person, signed_in
from eventhub.blueprints.communities import bp
from eventhub.blueprints.communities.forms import CommunityForm, ContactForm, StepForm
from eventhub.blueprints.communities.views import render_page
from eventhub.blueprints.forms import refuse, region_name, roll_back
from eventhub.communities import queries, services
from eventhub.communities.models import Community
from eventhub.communities.permissions import CommunityPermission
from eventhub.core import limits
from eventhub.core.errors import Changed, Invalid, Refused
from eventhub.regions.rules import is_region_code

NAMES = {"region_code": "region"}
ADDED_IN_A_DAY = 20


@bp.get("/new")
@signed_in
def new() -> str:
    """The form for a new community."""
    region = request.args.get("region", "")
    return render_template("communities/new.html", form=CommunityForm.blank(region if is_region_code(region) else ""))


@bp.post("/new")
@signed_in
def create() -> Any:
    """Add it to the directory; whoever adds it is its first contact."""
    form = CommunityForm()
    if form.validate():
        try:
            community = services.found_community(form.draft(), founder=get_person())
            flash(_("The community has its page. Add a second contact, so that it does not hang on you alone."), "success")
            return redirect(url_for("communities.show", key=community.key, slug=community.slug), 303)
        except Invalid as error:
            refuse(form, error, NAMES)
    return render_template("communities/new.html", form=form), 422


@bp.get("/<key>/edit")
@allow(CommunityPermission.EDIT, on=queries.find_community, read=CommunityPermission.READ)
def edit(community: Community) -> str:
    """The form with what the page says."""
    return render_template("communities/edit.html", form=CommunityForm.of(community), community=community, differs=[])


@bp.post("/<key>/edit")
@allow(CommunityPermission.EDIT, on=queries.find_community, read=CommunityPermission.READ)
def save(community: Community) -> Any:
    """Change what the page says, unless someone else did so meanwhile."""
    form, key, status, differs = CommunityForm(zone=community.zone, languages=community.languages), community.key, 422, []
    if form.validate():
        try:
            services.edit_community(community, form.draft(), actor=get_person(), revision=form.revision.data or 0)
            flash(_("Saved."), "success")
            return redirect(url_for("communities.show", key=community.key, slug=community.slug), 303)
        except Invalid as error:
            refuse(form, error, NAMES)
        except (Changed, StaleDataError):
            status, differs = 409, _compare(form, key)
    community = _reload(key)
    return render_template("communities/edit.html", form=form, community=community, differs=differs), status


@bp.get("/<key>/contacts")
@allow(CommunityPermission.EDIT, on=queries.find_community, read=CommunityPermission.READ)
def contacts(community: Community) -> str:
    """Who speaks for the community."""
    return _contacts_page(community, ContactForm())


@bp.post("/<key>/contacts")
@allow(CommunityPermission.EDIT, on=queries.find_community, read=CommunityPermission.READ)
def add_contact(community: Community) -> Any:
    """Let someone else speak for it too; the answer is the same for every address."""
    form, key = ContactForm(), community.key
    if form.validate():
        limits.hit(f"contact:{get_person().id}", limit=ADDED_IN_A_DAY, window=timedelta(days=1))
        try:
            services.add_contact(community, form.email.data, actor=get_person())
            flash(_("If someone has an account with this address, they are a contact now. Tell them yourself, too."), "success")
            return redirect(url_for("communities.contacts", key=community.key), 303)
        except Invalid as error:
            refuse(form, error)
    return _contacts_page(_reload(key), form), 422


@bp.post("/<key>/leave")
@allow(CommunityPermission.EDIT, on=queries.find_community, read=CommunityPermission.READ)
def leave(community: Community) -> Any:
    """Stop speaking for it."""
    services.leave_community(community, person=get_person())
    flash(_("You are no longer a contact of this community. Thank you for what you did for it."))
    return redirect(url_for("communities.show", key=community.key, slug=community.slug), 303)


@bp.post("/<key>/steps/<name>")
@allow(CommunityPermission.READ, on=queries.find_community, read=CommunityPermission.READ)
def take_step(community: Community, name: str) -> Any:
    """Take a step of its standing."""
    form, key = StepForm(), community.key
    try:
        step = services.advance_community(community, name, actor=get_person(), reason=form.reason.data or "")
    except Invalid as error:
        roll_back()
        said = {"name": name, "error": error.fields.get("reason"), "reason": form.reason.data}
        return render_page(_reload(key), failed=said), 422
    flash(step.done, "success")
    return redirect(url_for("communities.show", key=community.key, slug=community.slug), 303)


def _reload(key: str) -> Community:
    """The community as it is stored, after a roll-back."""
    roll_back()
    community = queries.find_community(key)
    if community is None:
        raise Refused(_("This community is gone."))
    return community


def _compare(form: CommunityForm, key: str) -> list[tuple[Any, str]]:
    """What the page says by now where the form says something else; saving once more then takes the form's word."""
    community = _reload(key)
    form.revision.data = community.revision
    form.revision.raw_data = None
    now = {"name": community.name, "city": community.city, "summary": community.summary}
    differs = [(form[name].label.text, said) for name, said in now.items() if (form[name].data or "") != said]
    if form.region.data != community.region_code:
        differs.append((form.region.label.text, region_name(community.region_code)))
    return differs


def _contacts_page(community: Community, form: ContactForm) -> str:
    own = any(contact.person_id == get_person().id for contact in community.contacts)
    people = present.people_view(contact.person for contact in community.contacts)
    return render_template("communities/contacts.html", community=community, people=people, form=form, own=own)
