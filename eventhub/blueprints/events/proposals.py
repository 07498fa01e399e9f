"""Proposals: what speakers write, what those who rate say, what organizers decide and announce."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.accounts.models import Person
from eventhub.blueprints import dates, present
from eventhub.blueprints.access import allow, anyone, current_person, get_person, signed_in
from eventhub.blueprints.context import choose_locale, language_name, reader_zone
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.cfp import deadline_view, programme_tabs
from eventhub.blueprints.events.programme_forms import (
    AnswerForm,
    InviteForm,
    ProposalForm,
    RatingForm,
    answer_values,
    proposal_values,
)
from eventhub.blueprints.forms import BaseForm, refuse, roll_back
from eventhub.core import advance, audit, policy
from eventhub.core.audit import AuditEntry
from eventhub.core.errors import Invalid, NotAllowed, NotFound, Refused
from eventhub.core.markup import to_html
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.permissions import EventPermission as P
from eventhub.events.programme import queries
from eventhub.events.programme.models import Call, Proposal, Speaker
from eventhub.events.programme.services import proposals as services
from eventhub.events.programme.services import speakers
from eventhub.events.programme.workflow import CONSENT, DECISION, PROPOSAL, Consent, D, Ps

by_speakers = allow(P.PROPOSAL_EDIT, on=queries.find_proposal, read=P.PROPOSAL_READ)
by_readers = allow(P.PROGRAMME_RATE, on=queries.find_proposal, read=P.PROPOSAL_READ)
to_the_call = allow(P.CALL_READ, on=queries.find_call, read=P.CALL_READ)
NOT_FOUND = _l("There is nothing at this address, or it is not public.")


def _again(key: str) -> Proposal:
    found = queries.find_proposal(key)
    if found is None:
        raise NotFound(NOT_FOUND)
    return found


# Speakers


@bp.get("/proposals")
@signed_in
def my_proposals() -> Any:
    """Everything a person has proposed or gives."""
    rows = [{**_row(proposal), "event": proposal.call.event.title} for proposal in queries.list_of_speaker(get_person())]
    return render_template(
        "events/proposals_mine.html", rows=rows, invitations=[_asked(s) for s in queries.list_invitations(get_person())]
    )


def _row(proposal: Proposal) -> dict[str, Any]:
    state = PROPOSAL.states[proposal.status]
    return {"title": proposal.title, "href": url_for("events.proposal", key=proposal.key), "label": state.label,
            "tone": state.tone.value, "says": state.says}  # fmt: skip


def _asked(speaker: Speaker) -> dict[str, str]:
    thing = speaker.proposal.title if speaker.proposal else speaker.session.title if speaker.session else ""
    return {"title": thing, "href": url_for("events.speaking", token=speakers.make_token(speaker))}


@bp.get("/<string(length=10):key>/proposals/new")
@signed_in
@to_the_call
def new_proposal(call: Call) -> Any:
    """The empty form; after the deadline it says so."""
    if not call.takes_proposals:
        flash(_("This call is over. Nothing new can be sent in."), "warn")
        return redirect(url_for("events.call", key=call.event.key), 303)
    form = ProposalForm(formdata=None, data=proposal_values(call, get_person()))
    form.offer(call)
    return _form_page(call, form)


def _form_page(call: Call, form: ProposalForm, proposal: Proposal | None = None, status: int = 200) -> Any:
    return render_template(
        "events/proposal_edit.html", call=call, event=call.event, form=form, proposal=proposal, is_open=call.takes_proposals,
        html=to_html(call.text), kind_fixed=proposal is not None and proposal.status not in {Ps.DRAFT, Ps.SUBMITTED},
        answer_by=dates.day_text(call.answer_by), **deadline_view(call),
    ), status  # fmt: skip


@bp.post("/<string(length=10):key>/proposals")
@signed_in
@to_the_call
def add_proposal(call: Call) -> Any:
    """Keep what was written as a draft, and send it in when asked to. After the deadline the draft stays."""
    form, key = ProposalForm(), call.event.key
    form.offer(call)
    if not form.validate():
        return _form_page(call, form, status=422)
    try:
        proposal = services.propose(call, form.draft(), speaker=get_person())
    except Refused as error:
        return _not_saved(error, form, key, None)
    return _sent(proposal, form)


def _not_saved(error: Refused, form: ProposalForm, key: str, proposal_key: str | None) -> Any:
    """The form again, with what was typed."""
    if isinstance(error, Invalid):
        refuse(form, error)
    else:
        roll_back()
        form.form_errors = [error.message]
    found = queries.find_call(key)
    if found is None:
        raise NotFound(NOT_FOUND)
    return _form_page(found, form, _again(proposal_key) if proposal_key else None, error.status)


def _sent(proposal: Proposal, form: ProposalForm) -> Any:
    """What is saved stays saved when it can't be sent in."""
    address = url_for("events.proposal", key=proposal.key)
    if request.form.get("then") != "submit" or proposal.status != Ps.DRAFT:
        flash(_("Saved.") if proposal.status != Ps.DRAFT else _("Saved as a draft. Send it in before the deadline."), "success")
        return redirect(address, 303)
    try:
        flash(services.advance_proposal(proposal, "submit", actor=get_person()).done, "success")
    except Invalid as error:
        for name, text in error.fields.items():
            form[name].errors = [*form[name].errors, text]
        flash(_("Saved as a draft. Before it can be sent in, something is still missing."), "warn")
        return _form_page(proposal.call, form, proposal, 422)
    except Refused as error:
        flash(error.message, "warn")
    return redirect(address, 303)


@bp.get("/proposals/<string(length=10):key>")
@by_speakers
def proposal(proposal: Proposal) -> Any:
    """Where it stands, whose turn it is, by when; who gives it; what can be done."""
    return _proposal_page(proposal)


def _proposal_page(
    proposal: Proposal, invite: InviteForm | None = None, failed: str = "", error: str = "", status: int = 200
) -> Any:
    person = get_person()
    steps = present.steps_view(
        [step for step in advance.list_steps(proposal, person) if step.permission == P.PROPOSAL_EDIT],
        primary={Ps.DRAFT: "submit", Ps.ACCEPTED: "confirm"}.get(proposal.status, ""),
    )
    return render_template(
        "events/proposal.html", proposal=proposal, event=proposal.call.event, html=to_html(proposal.abstract), said=said_of(proposal),
        promise=_promise(proposal), steps=steps, failed=failed, error=error, decision=_answer_of(proposal), form=BaseForm(),
        speakers=[_speaker_view(each, person) for each in proposal.speakers], invite=invite or InviteForm(formdata=None),
        editable=proposal.status in services.EDITABLE, open_to_more=proposal.status in services.EDITABLE,
        is_draft=proposal.status == Ps.DRAFT, trail=_trail(proposal),
    ), status  # fmt: skip


def _trail(proposal: Proposal) -> list[dict[str, Any]]:
    """What happened, as far as speakers know it: what was decided and not announced is not among it."""
    told = [entry for entry in audit.list_entries(proposal) if not entry.verb.startswith(f"{DECISION.subject}.")]
    said = present.trail(told, PROPOSAL, zone=reader_zone())
    return [{**line, "sentence": _begun(entry) or line["sentence"]} for entry, line in zip(told, said, strict=True)]


def _begun(entry: AuditEntry) -> str:
    who = entry.actor_name or _("EventHub")
    known = {"proposal.add": _("%(who)s began it.", who=who), "proposal.edit": _("%(who)s edited it.", who=who)}
    return known.get(entry.verb, "")


def said_of(proposal: Proposal) -> dict[str, Any]:
    """What it is, in words."""
    return {
        "kind": ngettext("%(kind)s, one minute", "%(kind)s, %(num)d minutes", proposal.minutes, kind=proposal.kind.label),
        "language": language_name(proposal.language, choose_locale()), "level": proposal.level.label,
        "lang": proposal.language if proposal.language != choose_locale() else None,
    }  # fmt: skip


def _promise(proposal: Proposal) -> dict[str, Any]:
    state, call = PROPOSAL.states[proposal.status], proposal.call
    turn = {"speakers": _("You, the speakers"), "organizers": _("The organizers")}.get(state.turn or "")
    by = {
        Ps.DRAFT: deadline_view(call)["deadline"], Ps.SUBMITTED: dates.day_text(call.answer_by),
        Ps.ACCEPTED: dates.by_text(proposal.status_since + state.remind_after, reader_zone()) if state.remind_after else "",
    }.get(proposal.status)  # fmt: skip
    return {"title": state.label, "sentence": state.says, "tone": state.tone.value, "turn_label": turn, "by_label": by}


def _answer_of(proposal: Proposal) -> str:
    """The reason that the organizers gave; what they have decided and not said is not told."""
    if proposal.status != Ps.DECLINED:
        return ""
    entry = audit.last_entry(proposal, ["proposal.announce_declined", "proposal.call_off"])
    return entry.reason if entry else ""


def _speaker_view(speaker: Speaker, person: Person) -> dict[str, Any]:
    state = CONSENT.states[speaker.consent]
    own = speaker.person_id == person.id
    return {"id": speaker.id, "name": speaker.name, "bio": speaker.bio, "label": state.label, "tone": state.tone.value, "own": own,
            "href": url_for("events.speaking", token=speakers.make_token(speaker)) if own else None,
            "may_remove": not own and speaker.consent != Consent.CONSENTS}  # fmt: skip


@bp.get("/proposals/<string(length=10):key>/edit")
@by_speakers
def edit_proposal(proposal: Proposal) -> Any:
    """The form with what it says."""
    if proposal.status not in services.EDITABLE:
        return redirect(url_for("events.proposal", key=proposal.key), 303)
    form = ProposalForm(formdata=None, data=proposal_values(proposal.call, get_person(), proposal))
    form.offer(proposal.call, proposal)
    return _form_page(proposal.call, form, proposal)


@bp.post("/proposals/<string(length=10):key>/edit")
@by_speakers
def save_proposal(proposal: Proposal) -> Any:
    """Save it, and send it in when asked to."""
    form, key, event_key = ProposalForm(), proposal.key, proposal.call.event.key
    form.offer(proposal.call, proposal)
    if not form.validate():
        return _form_page(proposal.call, form, proposal, 422)
    try:
        services.save_proposal(proposal, form.draft(), actor=get_person())
    except Refused as error:
        return _not_saved(error, form, event_key, key)
    return _sent(proposal, form)


@bp.post("/proposals/<string(length=10):key>/steps/<name>")
@allow(P.PROPOSAL_READ, on=queries.find_proposal, read=P.PROPOSAL_READ)
def step_proposal(proposal: Proposal, name: str) -> Any:
    """Take a step. Who may, the machine says; announcing has its own way."""
    person, key = get_person(), proposal.key
    reads = request.form.get("from") == "reading"
    if name.startswith("announce"):
        raise NotFound(NOT_FOUND)
    try:
        step = services.advance_proposal(proposal, name, actor=person, reason=request.form.get("reason", ""))
    except Invalid as error:
        roll_back()
        text = " ".join(str(said) for said in error.fields.values())
        page = _reading_page if reads else _proposal_page
        policy.demand(get_person(), P.PROGRAMME_RATE if reads else P.PROPOSAL_EDIT, _again(key))
        return page(_again(key), failed=name, error=text, status=422)
    except NotAllowed:
        raise
    except Refused as error:
        roll_back()
        flash(error.message, "warn")
        return redirect(url_for("events.read_proposal" if reads else "events.proposal", key=key), 303)
    flash(step.done, "success")
    return redirect(url_for("events.read_proposal" if reads else "events.proposal", key=key), 303)


@bp.post("/proposals/<string(length=10):key>/removal")
@by_speakers
def delete_proposal(proposal: Proposal) -> Any:
    """Throw a draft away."""
    services.delete_draft(proposal, actor=get_person())
    flash(_("The draft is gone."), "success")
    return redirect(url_for("events.my_proposals"), 303)


# Speakers together


@bp.post("/proposals/<string(length=10):key>/speakers")
@by_speakers
def invite_speaker(proposal: Proposal) -> Any:
    """Ask someone to give it together."""
    form, key = InviteForm(), proposal.key
    if not form.validate():
        return _proposal_page(proposal, form, status=422)
    try:
        speakers.invite(proposal, name=form.name.data, email=form.email.data, actor=get_person())
    except Invalid as error:
        refuse(form, error)
        return _proposal_page(_again(key), form, status=422)
    flash(_("They have a mail with a link. Until they say yes, their name is shown nowhere."), "success")
    return redirect(url_for("events.proposal", key=key), 303)


@bp.post("/proposals/<string(length=10):key>/speakers/<int:number>/removal")
@by_speakers
def remove_speaker(proposal: Proposal, number: int) -> Any:
    """Take an invitation back."""
    found = queries.find_speaker(number)
    if found is None or found.proposal_id != proposal.id:
        raise NotFound(NOT_FOUND)
    speakers.remove(found, actor=get_person())
    flash(_("The invitation is taken back."), "success")
    return redirect(url_for("events.proposal", key=proposal.key), 303)


@bp.get("/speakers/<token>")
@anyone
def speaking(token: str) -> Any:
    """What someone was asked to give; the page's buttons answer."""
    return _invitation_page(_asked_by(token), token)


def _asked_by(token: str) -> Speaker:
    found = speakers.find_by_token(token)
    if found is None:
        raise NotFound(_l("This invitation was taken back."))
    return found


def _answering(speaker: Speaker) -> Person | None:
    """Who is signed in, unless another account was asked: then they are no more than someone with the link."""
    person = current_person()
    return person if person is not None and speaker.person_id in {None, person.id} else None


def _invitation_page(speaker: Speaker, token: str, form: AnswerForm | None = None, status: int = 200) -> Any:
    person = _answering(speaker)
    thing = speaker.proposal or speaker.session
    assert thing is not None
    return render_template(
        "events/proposal_invitation.html", speaker=speaker, token=token, title=thing.title, event=speakers.event_of(speaker),
        html=to_html(thing.abstract), may_answer=person is not None, state=CONSENT.states[speaker.consent],
        form=form or AnswerForm(formdata=None, data=answer_values(speaker, person)), answered=speaker.consent != Consent.INVITED,
        consents=speaker.consent == Consent.CONSENTS, back=url_for("events.speaking", token=token),
        proposal_key=speaker.proposal.key if speaker.proposal and speaker.consent == Consent.CONSENTS and person else None,
    ), status  # fmt: skip


@bp.post("/speakers/<token>")
@anyone
def answer_speaking(token: str) -> Any:
    """Yes or no. A no needs no account."""
    asked = _asked_by(token)
    person = _answering(asked)
    name = "consent" if request.form.get("then") == "consent" else "refuse"
    back = redirect(url_for("events.speaking", token=token), 303)
    if person is None:
        if name == "consent":
            return redirect(url_for("account.sign_in", next=url_for("events.speaking", token=token)), 303)
        speakers.refuse_by_link(asked)
        flash(_("Thank you for answering. Your name is not shown, and your address is forgotten."), "success")
        return back
    form = AnswerForm()
    if name == "consent" and not form.validate():
        return _invitation_page(asked, token, form, 422)
    try:
        speakers.answer(asked, name, actor=person, shown_name=form.name.data or "", bio=form.bio.data or "", by_link=True)
    except Invalid as error:
        refuse(form, error)
        return _invitation_page(_asked_by(token), token, form, 422)
    flash(CONSENT.step(name).done, "success")
    return back


# Those who read, rate and decide


@bp.get("/<string(length=10):key>/proposals")
@allow(P.PROGRAMME_RATE, on=queries.find_call, read=P.CALL_READ)
def proposals(call: Call) -> Any:
    """Everything that came in; what others think of it once one has said so oneself."""
    return _list_page(call)


def _list_page(call: Call, error: str = "", status: int = 200) -> Any:
    person = get_person()
    found = queries.list_to_read(call, person)
    manages = policy.can(person, P.PROGRAMME_MANAGE, call)
    rows = [_read_view(read) for read in found]
    return render_template(
        "events/proposals.html", call=call, event=call.event, rows=rows, manages=manages, error=error, form=BaseForm(),
        waiting=sum(row["to_announce"] for row in rows), unrated=sum(row["to_rate"] for row in rows), chosen=request.form.getlist("chosen"),
        reason=request.form.get("reason", ""), answer_by=dates.day_text(call.answer_by), reasons=_reason_templates(),
        tabs=programme_tabs(call.event.key, "proposals", has_call=True) if manages else [], **deadline_view(call),
    ), status  # fmt: skip


def _read_view(read: queries.Read) -> dict[str, Any]:
    proposal = read.proposal
    open_ = proposal.status in {Ps.SUBMITTED, Ps.WAITLISTED}
    said = proposal.status == Ps.WAITLISTED and proposal.decision == D.WAITLIST
    state = PROPOSAL.states[proposal.status]
    decided = DECISION.states[proposal.decision] if open_ and proposal.decision != D.OPEN and not said else None
    return {
        "key": proposal.key, "title": proposal.title, "href": url_for("events.read_proposal", key=proposal.key),
        "speakers": ", ".join(each.name for each in proposal.speakers if each.consent == Consent.CONSENTS),
        "kind": ngettext("%(kind)s, one minute", "%(kind)s, %(num)d minutes", proposal.minutes, kind=proposal.kind.label),
        "language": language_name(proposal.language, choose_locale()), "state": {"label": state.label, "tone": state.tone.value},
        "decision": {"label": decided.label, "tone": decided.tone.value} if decided else None, "own": read.has_part,
        "mine": _stars(read.mine), "average": f"{read.average:.1f}" if read.average is not None else "",
        "count": read.count, "open": open_, "to_announce": decided is not None,
        "to_rate": open_ and proposal.decision == D.OPEN and read.mine is None and not read.has_part,
    }  # fmt: skip


def _stars(rating: Any) -> str:
    if rating is None:
        return ""
    return _("%(n)s of 5", n=rating.stars) if rating.stars is not None else _("No word")


def _reason_templates() -> list[tuple[str, str]]:
    return [
        (_("Too many about the same"), _("Thank you for proposing this. We had several about … and could take only one. What made the others fit a little better: … Please propose it again next time.")),
        (_("Not for these listeners"), _("Thank you for proposing this. Most people who come are …, and we could not see how this would reach them. It would fit well at …")),
        (_("Too little to go by"), _("Thank you for proposing this. From the text we could not tell … Add an outline next time, and tell us what people will be able to do afterwards.")),
    ]  # fmt: skip


@bp.post("/<string(length=10):key>/proposals/decisions")
@allow(P.PROGRAMME_MANAGE, on=queries.find_call, read=P.CALL_READ)
def decide_proposals(call: Call) -> Any:
    """Decide about those that are chosen, or announce what was decided."""
    key, chosen, then = call.event.key, request.form.getlist("chosen"), request.form.get("then", "")
    back = redirect(_back_to(chosen, key), 303)
    if then in {"announce", "announce_all"}:
        told, left = services.announce(call, None if then == "announce_all" else chosen, actor=get_person())
        flash(ngettext("The speakers of one proposal have a mail.", "The speakers of %(num)d proposals have a mail.", told)
              if told else _("There was nothing to announce."), "success" if told else "warn")  # fmt: skip
        return back
    if not DECISION.has(then):
        raise NotFound(NOT_FOUND)
    if not chosen:
        return _list_page(call, _("Choose at least one proposal first."), 422)
    try:
        done, left = services.decide_many(call, chosen, then, actor=get_person(), reason=request.form.get("reason", ""))
    except Invalid as error:
        return _list_page(call, " ".join(str(text) for text in error.fields.values()), 422)
    if done:
        flash(ngettext("Decided about one proposal. Its speakers hear when you announce it.",
                       "Decided about %(num)d proposals. Their speakers hear when you announce it.", done), "success")  # fmt: skip
    if left:
        flash(ngettext("One was left out: it is settled, or you have a part in it.",
                       "%(num)d were left out: they are settled, or you have a part in them.", left), "warn")  # fmt: skip
    return back


def _back_to(chosen: list[str], key: str) -> str:
    if request.form.get("from") == "reading" and len(chosen) == 1:
        return url_for("events.read_proposal", key=chosen[0])
    return url_for("events.proposals", key=key)


@bp.get("/proposals/<string(length=10):key>/reading")
@by_readers
def read_proposal(proposal: Proposal) -> Any:
    """What it says, with the notes for those who decide; one's own rating, then those of others."""
    return _reading_page(proposal)


def _reading_page(
    proposal: Proposal, form: RatingForm | None = None, failed: str = "", error: str = "", status: int = 200
) -> Any:
    person = get_person()
    mine, others = queries.list_ratings(proposal, person)
    if form is None:
        form = RatingForm(formdata=None, data={"stars": str(mine.stars or 0), "comment": mine.comment} if mine else {})
    form.offer()
    has_part = person.id in proposal.speaker_ids()
    manages = policy.can(person, P.PROGRAMME_MANAGE, proposal)
    open_ = proposal.status in {Ps.SUBMITTED, Ps.WAITLISTED}
    off = [step for step in advance.list_steps(proposal, person) if step.name == "call_off"] if manages else []
    steps = present.steps_view(off)
    for step in steps:
        step |= {"hidden": {"from": "reading"}, "error": error if step["name"] == failed else None}
    return render_template(
        "events/proposal_reading.html", proposal=proposal, event=proposal.call.event, html=to_html(proposal.abstract), form=form,
        notes=to_html(proposal.notes), said=said_of(proposal), mine=mine, others=[(r.person.name, _stars(r), r.comment) for r in others],
        has_part=has_part, may_rate=open_ and not has_part, steps=steps, token=BaseForm(), reasons=_reason_templates(),
        decisions=advance.list_steps(proposal, person, DECISION) if manages and open_ else [],
        state=PROPOSAL.states[proposal.status], decision=DECISION.states[proposal.decision] if manages and open_ else None,
        speakers=[(each.name, each.bio, CONSENT.states[each.consent]) for each in proposal.speakers if each.consent != Consent.REFUSES],
        decided_reason=proposal.decision_reason, next_href=_next_to_rate(proposal, person),
    ), status  # fmt: skip


def _next_to_rate(proposal: Proposal, person: Person) -> str | None:
    rows = [_read_view(read) for read in queries.list_to_read(proposal.call, person)]
    return next((row["href"] for row in rows if row["to_rate"] and row["key"] != proposal.key), None)


@bp.post("/proposals/<string(length=10):key>/ratings")
@by_readers
def rate_proposal(proposal: Proposal) -> Any:
    """Say what one thinks."""
    form, key = RatingForm(), proposal.key
    form.offer()
    if not form.validate():
        return _reading_page(proposal, form, status=422)
    try:
        services.rate(proposal, int(form.stars.data) or None, form.comment.data or "", actor=get_person())
    except Invalid as error:
        refuse(form, error)
        return _reading_page(_again(key), form, status=422)
    flash(_("Thank you. Here is what others think."), "success")
    return redirect(url_for("events.read_proposal", key=key), 303)
