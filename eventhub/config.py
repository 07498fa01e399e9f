"""Settings, read once from the environment (``EVENTHUB_*``)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "de", "es", "ar")
"""The languages of the interface that are complete; the first is the source."""
DEFAULT_SECRET = "development only: not a secret"  # noqa: S105  production refuses it
ENVIRONMENTS = ("development", "test", "production")


class BadSettings(Exception):
    """The settings do not allow a start; the text says which one and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs from one installation to the next."""

    env: str = "development"
    home: Path = ROOT / "var" / "demo"
    """Where the embedded database, stored files, mails and the job queue live."""
    database_url: str = ""
    secret_key: str = DEFAULT_SECRET
    old_secret_keys: tuple[str, ...] = ()
    base_url: str = "http://127.0.0.1:5000"
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    """How many proxies in front set X-Forwarded-For and -Proto."""
    site_name: str = "EventHub"
    mail_url: str = "folder:"
    """``smtp://user:password@host:587`` (STARTTLS), ``smtps://…:465``, or ``folder:`` for files below ``home``."""
    mail_from: str = "EventHub <eventhub@localhost>"
    queue_url: str = ""
    """Empty for a file below ``home``, or ``redis://…`` or ``postgresql://…``."""
    conduct_url: str = ""
    source_url: str = ""
    log_level: str = "INFO"
    upload_megabytes: int = 8
    store_megabytes: int = 64
    """How much memory a process gives to stored answers."""
    fetch_private: bool = False
    """Whether addresses in private networks may be fetched; for tests only."""
    argon2_memory_kib: int = 19_456
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def secure(self) -> bool:
        """Whether the public address is https, so that cookies can demand it."""
        return self.base_url.startswith("https://")

    @property
    def sqlalchemy_url(self) -> str:
        """The database's address; the embedded one when none is set."""
        return self.database_url or f"sqlite:///{self.home / 'eventhub.sqlite'}"

    @property
    def hosts(self) -> list[str]:
        """The hosts that are answered: that of the public address and those set."""
        return sorted({urlsplit(self.base_url).hostname or "", *self.trusted_hosts} - {""})


def _flag(text: str) -> bool:
    return text.strip().lower() in {"1", "true", "yes", "on"}


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.replace(",", " ").split() if word)


READERS = {
    "EVENTHUB_HOME": ("home", Path), "EVENTHUB_DATABASE_URL": ("database_url", str), "EVENTHUB_SECRET_KEY": ("secret_key", str),
    "EVENTHUB_OLD_SECRET_KEYS": ("old_secret_keys", _words), "EVENTHUB_BASE_URL": ("base_url", lambda text: text.rstrip("/")),
    "EVENTHUB_TRUSTED_HOSTS": ("trusted_hosts", _words), "EVENTHUB_TRUSTED_PROXIES": ("trusted_proxies", int),
    "EVENTHUB_SITE_NAME": ("site_name", str), "EVENTHUB_MAIL_URL": ("mail_url", str), "EVENTHUB_MAIL_FROM": ("mail_from", str),
    "EVENTHUB_QUEUE_URL": ("queue_url", str), "EVENTHUB_CONDUCT_URL": ("conduct_url", str),
    "EVENTHUB_SOURCE_URL": ("source_url", str), "EVENTHUB_LOG_LEVEL": ("log_level", str.upper),
    "EVENTHUB_UPLOAD_MEGABYTES": ("upload_megabytes", int), "EVENTHUB_STORE_MEGABYTES": ("store_megabytes", int),
    "EVENTHUB_FETCH_PRIVATE": ("fetch_private", _flag),
}  # fmt: skip


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment asks for.

    :raises BadSettings: a value can't be read, or production lacks what it needs.
    """
    environ = os.environ if environ is None else environ
    env = environ.get("EVENTHUB_ENV", "development")
    if env not in ENVIRONMENTS:
        raise BadSettings(f"EVENTHUB_ENV is “{env}”; it must be one of {', '.join(ENVIRONMENTS)}.")
    values: dict[str, object] = {"env": env}
    for variable, (name, reader) in READERS.items():
        if variable in environ:
            values[name] = _read(variable, environ[variable], reader)
    settings = Settings(**values)  # type: ignore[arg-type]  # READERS gives each its type
    if env == "production":
        _demand_production(settings, environ)
    return settings


def _read(variable: str, text: str, reader: object) -> object:
    try:
        return reader(text)  # type: ignore[operator]  # from READERS
    except ValueError:
        raise BadSettings(f"{variable} is “{text}”; a number is needed.") from None


def _demand_production(settings: Settings, environ: Mapping[str, str]) -> None:
    if settings.secret_key == DEFAULT_SECRET or len(settings.secret_key) < 32:
        raise BadSettings(
            "EVENTHUB_SECRET_KEY must be set in production, to 32 random characters or more, such as "
            f"{secrets.token_urlsafe(32)}"
        )
    if "EVENTHUB_BASE_URL" not in environ or not urlsplit(settings.base_url).hostname:
        raise BadSettings("EVENTHUB_BASE_URL must be set in production: every link in a mail or feed starts with it.")
    if "EVENTHUB_MAIL_URL" not in environ:
        raise BadSettings("EVENTHUB_MAIL_URL must be set in production, such as smtp://user:password@mail.example:587.")
