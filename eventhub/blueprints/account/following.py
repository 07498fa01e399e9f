"""What a person follows, and how often they hear of it by mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from eventhub.blueprints.access import anyone, get_person, signed_in
from eventhub.blueprints.account import bp
from eventhub.blueprints.account.forms import DigestForm
from eventhub.blueprints.account.session import own_path
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.forms import region_name
from eventhub.core.errors import NotFound
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.follows import queries, services
from eventhub.events.follows.models import Follow
from eventhub.events.follows.rules import FollowKind, Rhythm
from eventhub.events.queries import find_topics
from eventhub.extensions import csrf


@bp.get("/following")
@signed_in
def following() -> Any:
    """The list, and the digest."""
    person = get_person()
    setting = queries.find_setting(person.id)
    form = DigestForm(rhythm=setting.rhythm.value if setting else Rhythm.OFF.value)
    return render_template("account/following.html", rows=_rows(queries.list_follows(person.id)), form=form)


@bp.get("/following/new")
@signed_in
def begin_following() -> Any:
    """Where who was not signed in comes back to: the thing, and the button that was pressed."""
    kind, value = _asked(request.args.get("kind", ""), request.args.get("value", ""))
    known = queries.canonical(kind, value)
    if known is None:
        raise NotFound(_l("There is nothing at this address, or it is not public."))
    is_followed = queries.find_follow(get_person().id, kind, known) is not None
    (row,) = _rows([Follow(kind=kind, value=known)])
    return render_template(
        "account/begin_following.html", row=row, is_followed=is_followed, back=own_path(request.args.get("next"))
    )


@bp.post("/following", endpoint="follow")
@signed_in
def follow() -> Any:
    """Follow something, and go back to where the button was."""
    kind, value = _asked(request.form.get("kind", ""), request.form.get("value", ""))
    if services.follow(get_person(), kind, value):
        flash(_("You follow this now. On Mondays we write to you when there is something new; under “What I follow” you can change that."),
              "success")  # fmt: skip
    else:
        flash(_("You follow this now."), "success")
    return redirect(own_path(request.form.get("next")), 303)


@bp.post("/following/end", endpoint="unfollow")
@signed_in
def unfollow() -> Any:
    """Follow it no more."""
    kind, value = _asked(request.form.get("kind", ""), request.form.get("value", ""))
    services.unfollow(get_person(), kind, value)
    flash(_("You don't follow this any more."))
    return redirect(own_path(request.form.get("next")), 303)


@bp.post("/following/digest", endpoint="save_digest")
@signed_in
def save_digest() -> Any:
    """Say how often a digest shall come."""
    form, person = DigestForm(), get_person()
    if not form.validate():
        return render_template("account/following.html", rows=_rows(queries.list_follows(person.id)), form=form), 422
    services.set_rhythm(person, Rhythm(form.rhythm.data))
    flash(_("Saved."), "success")
    return redirect(url_for("account.following"), 303)


@bp.get("/digest/<token>", endpoint="stop_digest")
@anyone
def show_stop_digest(token: str) -> Any:
    """Where the link in a digest leads: a page whose button acts, without signing in."""
    services.find_by_stop_token(token)
    return render_template("account/stop_digest.html", token=token, is_done=False)


@bp.post("/digest/<token>", endpoint="send_stop_digest")
@csrf.exempt
@anyone
def stop_digest(token: str) -> Any:
    """Stop the digests. Mail programs post here by themselves, with no session (RFC 8058); twice is as good as once."""
    services.set_rhythm(services.find_by_stop_token(token), Rhythm.OFF)
    return render_template("account/stop_digest.html", token=token, is_done=True)


def _asked(kind: str, value: str) -> tuple[FollowKind, str]:
    if kind not in set(FollowKind):
        raise NotFound(_l("There is nothing at this address, or it is not public."))
    return FollowKind(kind), value


def _rows(follows: Sequence[Follow]) -> list[dict[str, Any]]:
    """What is followed, by name and with its page. Names of one kind are asked for at once."""
    known = _Names(follows)
    return [
        {"kind": follow.kind.value, "value": follow.value, "label": follow.kind.label, "name": name, "href": href}
        for follow in follows for name, href in [known.of(follow)]
    ]  # fmt: skip


class _Names:
    """The names of what is followed, in the reader's language."""

    def __init__(self, follows: Sequence[Follow]) -> None:
        by_kind = {kind: [follow.value for follow in follows if follow.kind is kind] for kind in FollowKind}
        communities, people, topics = (by_kind[kind] for kind in (FollowKind.COMMUNITY, FollowKind.PERSON, FollowKind.TOPIC))
        self._communities = queries.names_of_communities(communities) if communities else {}
        self._people = queries.names_of_people(people) if people else {}
        self._topics = {topic.slug: topic.name_in(choose_locale()) for topic in find_topics(topics)} if topics else {}

    def of(self, follow: Follow) -> tuple[str, str]:
        """Name and address of one thing."""
        value = follow.value
        match follow.kind:
            case FollowKind.REGION:
                return region_name(value), url_for("regions.show", code=value)
            case FollowKind.COMMUNITY:
                name, slug = self._communities.get(value, (value, "x"))
                return name, url_for("communities.show", key=value, slug=slug)
            case FollowKind.PERSON:
                return self._people.get(value, value), url_for("people.show", key=value)
            case FollowKind.TOPIC:
                return self._topics.get(value, value), url_for("events.index", topic=value)
            case FollowKind.LANGUAGE:
                return language_name(value, choose_locale()), url_for("events.index", lang=value)
