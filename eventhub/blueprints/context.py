"""What every page knows: the reader's language and zone, the frame, addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec

from babel import Locale, UnknownLocaleError
from flask import Flask, current_app, g, has_request_context, request
from flask.globals import request_ctx
from flask_babel import force_locale, get_domain
from flask_wtf.csrf import generate_csrf

from eventhub.blueprints import dates
from eventhub.blueprints.access import current_person
from eventhub.blueprints.settings import settings_of
from eventhub.config import LANGUAGES
from eventhub.core import zones
from eventhub.extensions import login

P = ParamSpec("P")
COOKIE_LOCALE = "locale"
COOKIE_CHOSEN = "locale_chosen"
"""What was chosen before signing in: it goes before what the account says for as long as the browser is open."""
COOKIE_ZONE = "tz"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def choose_locale() -> str:
    """The reader's language: the address, what was chosen just before signing in, the account, the cookie, the browser, English."""
    if not has_request_context():
        return LANGUAGES[0]
    if "reader_locale" not in g:
        g.reader_locale = _choose_locale()
    return str(g.reader_locale)


def _choose_locale() -> str:
    asked = best_language(request.args.get("locale", "")) or best_language(request.cookies.get(COOKIE_CHOSEN, ""))
    if asked:
        return asked
    person = current_person() if has_session() else None
    known = best_language(person.locale) if person else ""
    return (
        known or best_language(request.cookies.get(COOKIE_LOCALE, ""))
        or request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    )  # fmt: skip


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Within it, words and names are those of this language instead of the reader's."""
    own, g.reader_locale = choose_locale(), locale
    g.pop("catalogue", None)
    try:
        with force_locale(locale):
            yield
    finally:
        g.reader_locale = own
        g.pop("catalogue", None)


def best_language(tag: str) -> str:
    """The language of the interface that serves this tag, or nothing."""
    return tag if tag in LANGUAGES else next((known for known in LANGUAGES if tag.split("-")[0] == known), "")


def has_session() -> bool:
    """Whether the reader carries a session at all; without one nobody is signed in and nothing was flashed."""
    return not g.get("sessionless") and current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def sessionless(view: Callable[P, Any]) -> Callable[P, Any]:
    """For what stands on other people's pages: neither session nor cookie is read or written.

    The address says the language, else the browser does.
    """

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Any:
        g.sessionless = True
        request_ctx._session = current_app.session_interface.make_null_session(current_app)
        g.reader_locale = (
            best_language(request.args.get("locale", "")) or request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
        )
        return view(*args, **kwargs)

    return answered


def reader_zone() -> str:
    """The reader's time zone as far as it is known: the account's, or the one their browser told; else empty."""
    person = current_person() if has_session() else None
    if person and person.zone:
        return person.zone
    told = request.cookies.get(COOKIE_ZONE, "") if has_session() else ""
    return told if zones.is_zone(told) else ""


@lru_cache(maxsize=64)
def own_name(tag: str) -> str:
    """A language's name in itself."""
    name = Locale.parse(tag, sep="-").get_display_name(tag.replace("-", "_")) or tag
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=1024)
def language_name(tag: str, locale: str) -> str:
    """A language's name in the reader's language."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(Locale.parse(locale, sep="-")) or tag
    except (ValueError, UnknownLocaleError):
        return tag


def make_builder(app: Flask) -> Callable[[str, dict[str, Any]], str]:
    """How the domains get addresses: within a request or in a worker, always from the public address."""
    base = settings_of(app).base_url

    def build(name: str, values: dict[str, Any]) -> str:
        adapter = app.url_map.bind("eventhub.invalid")
        return f"{base}{adapter.build(name, values)}"

    return build


def _page_context() -> dict[str, Any]:
    from eventhub.blueprints import frame  # inline: these are built of what this module gives
    from eventhub.blueprints.inbox import count_for

    tag = choose_locale()
    person = current_person() if has_session() else None
    return {
        "locale_tag": tag, "text_direction": "rtl" if tag in RIGHT_TO_LEFT else "ltr", "languages": frame.language_links(),
        "person": person, "desk_count": count_for(person) if person else 0,
        "nav_here": (request.endpoint or "").split(".")[0], "frame": frame.addresses(), "reader_zone": reader_zone(),
        "search_query": request.args.get("q", ""), "now": datetime.now(UTC),
    }  # fmt: skip


def _keep_language(response: Any) -> Any:
    """Who asks for a language in the address keeps it on the next pages: a preference, nothing anyone relies on."""
    asked = best_language(request.args.get("locale", ""))
    is_page = response.mimetype == "text/html" and not request.path.startswith("/calendar/") and not g.get("sessionless")
    if asked and is_page:
        _set_language(response, COOKIE_LOCALE, asked, seconds=31_536_000)
        if COOKIE_CHOSEN in request.cookies or not (has_session() and current_person()):
            _set_language(response, COOKIE_CHOSEN, asked, seconds=None)
    return response


def _set_language(response: Any, name: str, tag: str, *, seconds: int | None) -> None:
    if request.cookies.get(name) != tag:
        response.set_cookie(name, tag, max_age=seconds, samesite="Lax", httponly=True,
                            secure=current_app.config["SESSION_COOKIE_SECURE"])  # fmt: skip


def forget_chosen_language(response: Any) -> Any:
    """From here on the account's language counts again, or the next person's."""
    response.delete_cookie(COOKIE_CHOSEN, samesite="Lax", httponly=True, secure=current_app.config["SESSION_COOKIE_SECURE"])
    return response


def _catalogue() -> Any:
    """The reader's catalogue, looked up once a request: a page asks it some fifty times."""
    if "catalogue" not in g:
        g.catalogue = get_domain().get_translations()
    return g.catalogue


def _quick_gettext(text: str) -> str:
    """``gettext`` for templates of pages; mails, which have no request, ask Flask-Babel each time."""
    return str(_catalogue().ugettext(text)) if has_request_context() else get_domain().get_translations().ugettext(text)


def _quick_ngettext(one: str, many: str, n: int) -> str:
    translations = _catalogue() if has_request_context() else get_domain().get_translations()
    return str(translations.ungettext(one, many, n))


def init_app(app: Flask) -> None:
    """Give the templates what they need, and the sign-in its people."""
    from eventhub.accounts.queries import find_for_session  # inline: with the domains bound

    login.user_loader(find_for_session)
    app.jinja_env.install_gettext_callables(_quick_gettext, _quick_ngettext, newstyle=True)  # type: ignore[attr-defined]  # the i18n extension's
    app.context_processor(_page_context)
    app.after_request(_keep_language)
    app.jinja_env.globals.update(csrf_token=generate_csrf, language_name=lambda tag: language_name(tag, choose_locale()),
                                 own_name=own_name)  # fmt: skip
    dates.init_app(app)
