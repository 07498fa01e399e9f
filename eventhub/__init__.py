"""EventHub: the home of an open-source project's community work in the regions."""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, request
from flask.typing import ResponseReturnValue

from eventhub.config import LANGUAGES, ROOT, Settings, read_settings

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
BLUEPRINTS = (
    "home",
    "calendar",
    "events",
    "communities",
    "sources",
    "regions",
    "people",
    "desk",
    "account",
    "personal",
    "admin",
    "health",
    "discovery",
    "embed",
)


class EventHub(Flask):
    """The application: one transaction per unsafe request, committed when the view returns."""

    settings: Settings

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; commit after an unsafe request's view has returned, roll back when it raised."""
        from eventhub.core import limits  # inline: the app object exists before the database does
        from eventhub.core.db import db, mark_writing

        if request.method not in UNSAFE:
            return super().dispatch_request()
        unmark = mark_writing()
        try:
            db.session.rollback()
            answer = super().dispatch_request()
            limits.count_lost()
            db.session.commit()
            return answer
        except BaseException:
            db.session.rollback()
            if limits.count_lost():
                db.session.commit()
            raise
        finally:
            unmark()


def create_app(settings: Settings | None = None) -> EventHub:
    """Bind, register, check: the whole application."""
    from eventhub.blueprints import access, context, errors, frame, heads, logs, static  # inline: they import this package

    settings = settings or read_settings()
    app = EventHub("eventhub", root_path=str(Path(__file__).parent), static_folder=None)
    app.settings = settings
    _configure(app, settings)
    _bind_kernel(app, settings)
    for name in blueprint_names(settings):
        app.register_blueprint(import_module(f"eventhub.blueprints.{name}").bp)
    logs.init_app(app)
    errors.init_app(app)
    context.init_app(app)
    static.init_app(app)
    frame.init_app(app)
    heads.init_app(app)
    access.demand_rules(app)
    return app


def blueprint_names(settings: Settings) -> tuple[str, ...]:
    """The faces of this installation; the mailbox shows mails only where they are files of a demo."""
    with_mailbox = settings.env == "development" and settings.mail_url.startswith("folder:")
    return (*BLUEPRINTS, "mailbox") if with_mailbox else BLUEPRINTS


def _configure(app: EventHub, settings: Settings) -> None:
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.old_secret_keys),
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        TRUSTED_HOSTS=settings.hosts if settings.env == "production" else None,
        MAX_CONTENT_LENGTH=64 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_NAME="__Host-eventhub" if settings.secure else "eventhub",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        PERMANENT_SESSION_LIFETIME=60 * 60 * 24 * 30,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE=LANGUAGES[0],
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        PREFERRED_URL_SCHEME=urlsplit(settings.base_url).scheme,
        TESTING=settings.env == "test",
        TEMPLATES_AUTO_RELOAD=False,
    )
    if settings.trusted_proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix  # inline: only behind a proxy

        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]


def _engine_options(settings: Settings) -> dict[str, Any]:
    if settings.sqlalchemy_url.startswith("sqlite"):
        return {"connect_args": {"timeout": 10}, "hide_parameters": settings.env == "production"}
    hidden = settings.env == "production"
    return {"pool_recycle": 1800, "pool_size": 5, "max_overflow": 5, "hide_parameters": hidden}


def _bind_kernel(app: EventHub, settings: Settings) -> None:
    from eventhub import extensions, jobs  # inline: with the domains, after the package itself
    from eventhub.blueprints import context
    from eventhub.core.db import db, prepare_engine

    settings.home.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    bind_globals(app)
    extensions.csrf.init_app(app)
    _sign_in(app)
    extensions.babel.init_app(app, locale_selector=context.choose_locale, timezone_selector=lambda: "UTC")
    app.before_request(_start_clock)
    if settings.env != "test":
        jobs.init_app(app)


def bind_globals(app: EventHub) -> None:
    """What the kernel and the domains ask for without knowing the application: one application a process has them.

    May be called again, so that an application made meanwhile (by a test) does not keep them.
    """
    from argon2 import PasswordHasher  # inline: as above

    from eventhub import wiring
    from eventhub.accounts import services as accounts
    from eventhub.blueprints import context
    from eventhub.core import addresses, limits, storage, tokens
    from eventhub.imports.sources import reach

    settings = app.settings
    wiring.bind()
    tokens.bind_secret(settings.secret_key)
    limits.bind_secret(settings.secret_key.encode())
    reach.bind(private=settings.fetch_private)
    storage.bind(storage.LocalStorage(settings.home / "files"))
    accounts.use_hasher(PasswordHasher(memory_cost=settings.argon2_memory_kib, time_cost=2, parallelism=1))
    addresses.bind(context.make_builder(app), base=settings.base_url)


def _sign_in(app: EventHub) -> None:
    """Flask-Login without its “remember me” cookie, for which it would open the session of every answer."""
    from eventhub.extensions import login  # inline: as above

    login.init_app(app)
    hooks = app.after_request_funcs[None]
    hooks[:] = [hook for hook in hooks if getattr(hook, "__self__", None) is not login]


def _start_clock() -> None:
    g.started = time.perf_counter()
