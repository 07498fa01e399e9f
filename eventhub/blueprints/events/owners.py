"""Who runs an event: inviting, answering, handing over, leaving; communities that host together; what the team looks after."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, SelectField, TextAreaField
from wtforms.fields import SelectChoice

from eventhub.accounts.models import Person
from eventhub.blueprints import dates, present
from eventhub.blueprints.access import allow, allow_anywhere, anyone, current_person, get_person, signed_in
from eventhub.blueprints.context import reader_zone
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.parts import PARTS, Part
from eventhub.blueprints.forms import NEEDED, BaseForm, at_most, refuse, roll_back
from eventhub.communities.models import Community
from eventhub.communities.queries import DirectoryFilter, list_of_contact, select_directory
from eventhub.core import advance, clock
from eventhub.core.db import db
from eventhub.core.errors import Invalid, NotFound, Refused
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.events.ownership import queries, services
from eventhub.events.ownership.models import Invitation
from eventhub.events.ownership.workflow import INVITATION, I
from eventhub.events.permissions import EventPermission as P

OWNERS = "/<string(length=10):key>/organizers"
TO_ME = "/invitations/<string(length=10):key>"
BY_MAIL = "/invitations/by-mail/<token>"
ANSWERS = frozenset({"accept", "decline"})
owners_only = allow(P.OWN, on=events.find_event, read=P.OWN)

PARTS.append(Part(_l("Who runs it"), "events.organizers", "users-round"))


class InviteForm(BaseForm):
    """Someone to run the event with us, or instead of me."""

    email = EmailField(
        _l("E-mail address"),
        [NEEDED],
        description=_l("They get a link, and decide for themselves. An account can be made then."),
    )
    message = TextAreaField(_l("A word to them"), [at_most(services.MAX_MESSAGE)])
    hands_over = BooleanField(_l("I hand it over: when they accept, I am no longer an organizer"))


class CoHostForm(BaseForm):
    """A community that hosts the event with us."""

    community = SelectField(
        _l("Community"), [NEEDED], description=_l("Its contacts decide. The event is found under both communities then.")
    )

    def offer(self, event: Event, person: Person) -> None:
        """The communities that can be asked, those first that the person speaks for."""
        mine = list_of_contact(person)
        own = {community.id for community in mine}
        taken = {event.community_id, *(community.id for community in queries.list_cohosts(event.id))}
        others = db.session.scalars(select_directory(DirectoryFilter()).limit(1000))
        self.community.choices = [
            SelectChoice("", _("Choose a community")),
            *(SelectChoice(c.key, c.name, optgroup=_("You speak for")) for c in mine if c.id not in taken),
            *(SelectChoice(c.key, c.name, optgroup=_("Others")) for c in others if c.id not in taken | own),
        ]


class HelpForm(BaseForm):
    """A call to the team, when nobody is there to hand over to."""

    need = TextAreaField(_l("What is needed?"), [NEEDED, at_most(services.MAX_MESSAGE)])


@bp.get(OWNERS)
@owners_only
def organizers(event: Event) -> Any:
    """Everyone who runs it, with equal weight, and who is invited."""
    return _owners_page(event)


def _owners_page(event: Event, status: int = 200, *, error: Any = "", **forms: BaseForm) -> Any:
    person = get_person()
    own = any(organizer.person_id == person.id for organizer in event.organizers)
    invite = forms.get("invite") or InviteForm(formdata=None)
    cohost = forms.get("cohost") or CoHostForm(formdata=None)
    assert isinstance(cohost, CoHostForm)
    cohost.offer(event, person)
    if not own and "hands_over" in invite:
        del invite.hands_over
    return render_template(
        "events/owners.html", event=event, own=own, alone=len(event.organizers) == 1, error=error, invite=invite, cohost=cohost,
        help=forms.get("help") or HelpForm(formdata=None), people=present.people_view(o.person for o in event.organizers),
        cohosts=[_community_view(community) for community in queries.list_cohosts(event.id)],
        waiting=[_waiting_view(event, invitation) for invitation in queries.list_open(event)],
    ), status  # fmt: skip


def _community_view(community: Community) -> dict[str, Any]:
    return {"name": community.name, "href": url_for("communities.show", key=community.key, slug=community.slug)}


def _waiting_view(event: Event, invitation: Invitation) -> dict[str, Any]:
    """An open invitation; an address is shown only as far as its writer knows it again."""
    by = advance.answer_by(invitation)
    return {
        "to": invitation.community.name if invitation.community else _masked(invitation.email),
        "by": dates.by_text(by, reader_zone() or event.zone), "hands_over": invitation.hands_over,
        "inviter": invitation.invited_by.name if invitation.invited_by else "",
        "withdraw": url_for("events.withdraw_invitation", key=event.key, invitation=invitation.key),
    }  # fmt: skip


def _masked(email: str) -> str:
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"


@bp.post(OWNERS)
@owners_only
def invite_organizer(event: Event) -> Any:
    """Ask someone to run it too; the answer is the same for every address."""
    form, key = InviteForm(), event.key
    if not form.validate():
        return _owners_page(event, 422, invite=form)
    try:
        services.invite_organizer(event, form.email.data or "", actor=get_person(), hands_over=bool(form.hands_over.data),
                                  message=form.message.data or "")  # fmt: skip
    except Invalid as error:
        refuse(form, error)
        return _owners_page(_reload(key), 422, invite=form)
    flash(_("Sent. They have two weeks to answer; nothing changes before they do."), "success")
    return redirect(url_for("events.organizers", key=key), 303)


@bp.post("/<string(length=10):key>/cohosts")
@owners_only
def invite_community(event: Event) -> Any:
    """Ask a community to host it too."""
    form, key = CoHostForm(), event.key
    form.offer(event, get_person())
    if not form.validate():
        return _owners_page(event, 422, cohost=form)
    try:
        services.invite_community(event, form.community.data or "", actor=get_person())
    except Invalid as error:
        refuse(form, error)
        return _owners_page(_reload(key), 422, cohost=form)
    flash(_("Sent. Its contacts have two weeks to answer."), "success")
    return redirect(url_for("events.organizers", key=key), 303)


@bp.post("/<string(length=10):key>/invitations/<string(length=10):invitation>/withdraw")
@owners_only
def withdraw_invitation(event: Event, invitation: str) -> Any:
    """Take an open invitation back."""
    found = queries.find_invitation(invitation)
    if found is None or found.event_id != event.id:
        raise NotFound(_l("There is no such invitation."))
    step = services.withdraw(found, actor=get_person())
    flash(step.done, "success")
    return redirect(url_for("events.organizers", key=event.key), 303)


@bp.post(f"{OWNERS}/leave")
@owners_only
def leave_event(event: Event) -> Any:
    """Stop running it; the last one is shown what can be done instead."""
    key, title = event.key, event.title
    try:
        services.leave_event(event, person=get_person())
    except Refused as error:
        roll_back()
        return _owners_page(_reload(key), error.status, error=error.message)
    flash(_("You are no longer an organizer of “%(title)s”. Thank you for what you did for it.", title=title), "success")
    return redirect(url_for("events.mine"), 303)


@bp.post(f"{OWNERS}/help")
@owners_only
def ask_team(event: Event) -> Any:
    """Ask the team to find someone."""
    form, key = HelpForm(), event.key
    if not form.validate():
        return _owners_page(event, 422, help=form)
    try:
        services.ask_team(event, actor=get_person(), message=form.need.data or "")
    except Invalid as error:
        refuse(form, error, {"message": "need"})
        return _owners_page(_reload(key), 422, help=form)
    flash(_("The team knows, and sees it on its desk until someone is found."), "success")
    return redirect(url_for("events.organizers", key=key), 303)


def _reload(key: str) -> Event:
    """The event as it is stored, after a roll-back."""
    event = events.find_event(key)
    if event is None:
        raise NotFound(_l("There is nothing at this address, or it is not public."))
    return event


# Answering


@bp.get(TO_ME)
@allow(P.ACCEPT, on=queries.find_invitation, read=P.ACCEPT)
def own_invitation(found: Invitation) -> Any:
    """What is asked, and two buttons."""
    return _invitation_page(found, {name: url_for("events.answer_invitation", key=found.key, name=name) for name in ANSWERS})


@bp.post(f"{TO_ME}/<name>")
@allow(P.ACCEPT, on=queries.find_invitation, read=P.ACCEPT)
def answer_invitation(found: Invitation, name: str) -> Any:
    """Accept or decline."""
    return _answered(found, _checked_answer(name), lambda: services.answer(found, name, actor=get_person()))


@bp.get(BY_MAIL)
@anyone
def invitation_by_mail(token: str) -> Any:
    """The same for whoever holds the link, with or without an account."""
    found = services.find_by_link(token)
    return _invitation_page(found, {name: url_for("events.answer_by_mail", token=token, name=name) for name in ANSWERS})


@bp.post(f"{BY_MAIL}/<name>")
@anyone
def answer_by_mail(token: str, name: str) -> Any:
    """Accept or decline by the link in the mail; a no needs no account."""
    found = services.find_by_link(token)
    if current_person() is None and _checked_answer(name) == "accept":
        return redirect(url_for("account.sign_in", next=url_for("events.invitation_by_mail", token=token)), 303)
    return _answered(found, name, lambda: services.answer_by_link(found, name, actor=current_person()))


def _checked_answer(name: str) -> str:
    if name not in ANSWERS:
        raise NotFound(_l("There is no such step."))
    return name


def _answered(found: Invitation, name: str, take: Any) -> Any:
    event, is_person = found.event, found.community_id is None
    step = take()
    flash(step.done, "success")
    if name == "accept" and is_person:
        return redirect(url_for("events.manage", key=event.key), 303)
    if current_person() is None:
        return redirect(present.event_address(event) if event.is_public else url_for("home.index"), 303)
    return redirect(url_for("events.cohosting") if name == "accept" else url_for("desk.index"), 303)


def _invitation_page(found: Invitation, actions: dict[str, str]) -> Any:
    event = found.event
    date, by = event.occurrence, advance.answer_by(found)
    return render_template(
        "events/owners_invitation.html", invitation=found, event=event, actions=actions, is_open=found.status is I.INVITED,
        state=INVITATION.states[found.status], by=dates.by_text(by, reader_zone() or event.zone),
        inviter=found.invited_by.name if found.invited_by else "",
        when=dates.when_text(date.wall_start, date.wall_end, date.zone, all_day=event.all_day) if date else _("No date yet"),
        address=present.event_address(event) if event.is_public else None,
        sign_up=url_for("account.sign_up"), sign_in=url_for("account.sign_in", next=request.path),
    )  # fmt: skip


# Communities that host together


@bp.get("/cohosting")
@signed_in
def cohosting() -> Any:
    """The events that the person's communities host with others."""
    rows = [
        {
            "title": event.title, "href": present.event_address(event), "community": community.name,
            "when": _short_when(event), "leave": url_for("events.leave_cohosting", key=event.key, community=community.key),
        }
        for event, community in queries.list_cohosted_by(get_person())
    ]  # fmt: skip
    return render_template("events/owners_cohosting.html", rows=rows)


def _short_when(event: Event) -> str:
    date = event.occurrence
    return dates.when_text(date.wall_start, date.wall_end, date.zone, all_day=event.all_day) if date else _("No date yet")


@bp.post("/<string(length=10):key>/cohosts/<string(length=10):community>/leave")
@allow(P.COHOST, on=events.find_event, read=P.READ)
def leave_cohosting(event: Event, community: str) -> Any:
    """A community takes its name off; its contacts decide."""
    found = queries.find_cohost(event.id, community)
    if found is None:
        raise NotFound(_l("This community does not host it any more."))
    name = found.community.name
    services.leave_cohosting(found, event, actor=get_person())
    flash(_("%(name)s no longer hosts “%(title)s”. The organizers know.", name=name, title=event.title), "success")
    return redirect(url_for("events.cohosting"), 303)


@bp.app_template_global()
def cohosts_of(event: Event) -> list[dict[str, Any]]:
    """The communities that host an event besides its own, for its page."""
    return [_community_view(community) for community in queries.list_cohosts(event.id)]


# For the team


@bp.get("/orphans")
@allow_anywhere(P.OWN)
def orphans() -> Any:
    """Events to come that nobody runs any more, or whose last organizer asks for help."""
    found = queries.list_orphaned(get_person(), now=clock.now())
    return render_template("events/owners_orphans.html", rows=[
        {
            "title": event.title or _("An event without a title"), "href": url_for("events.organizers", key=event.key), "when": _short_when(event),
            "community": event.community.name if event.community else "", "alone": [o.person.name for o in event.organizers],
        }
        for event in found
    ])  # fmt: skip
