"""Static files through WhiteNoise: compressed once, under an address that changes with their content."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from eventhub.blueprints.settings import settings_of
from eventhub.config import ROOT

SOURCE = ROOT / "static"
POINTING = frozenset({"arrow-left", "arrow-right", "arrow-up-right", "chevron-left", "chevron-right", "external-link", "log-in",
                      "log-out", "send", "undo-2", "list", "file-text"})  # fmt: skip
"""Icons that point somewhere: mirrored where text runs right to left."""
COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".txt"})


def fingerprint(folder: Path) -> str:
    """A hash of all names and contents below a folder."""
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def prepare(source: Path, target: Path) -> Path:
    """A copy of the files with a ``.gz`` beside each that gains by it; made once for each content."""
    ready = target / "ready"
    if not ready.exists():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
        compressor = Compressor(quiet=True, use_brotli=False)
        for path in list(target.rglob("*")):
            if path.is_file() and path.suffix in COMPRESSED:
                compressor.compress(str(path))
        ready.touch()
    return target


def icon_maker(sheet: str) -> Callable[..., Markup]:
    """``icon(name, label=None, class="")`` of the templates: a page has some sixty, of which most are the same."""

    @lru_cache(maxsize=2000)
    def icon(name: str, label: str | None = None, **more: str) -> Markup:
        kind = "icon points" if name in POINTING else "icon"
        kind = f"{kind} {more['class']}" if more.get("class") else kind
        said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
        return Markup('<svg class="{}" {} focusable="false"><use href="{}#{}"/></svg>').format(kind, said, sheet, name)

    return icon


def init_app(app: Flask) -> None:
    """Serve static/ before the application is asked, and tell templates the addresses."""
    settings = settings_of(app)
    build = fingerprint(SOURCE)
    folder = prepare(SOURCE, settings.home / "static" / build)
    prefix = f"static/{build}/"
    served = WhiteNoise(app.wsgi_app, max_age=31_536_000, immutable_file_test=lambda path, url: True)
    served.add_files(str(folder), prefix=prefix)
    app.wsgi_app = served  # type: ignore[method-assign]
    app.config["STATIC_BUILD"] = build

    def static_url(path: str) -> str:
        return f"/{prefix}{path}"

    globals_: dict[str, Any] = {"static_url": static_url, "svg_icon": icon_maker(static_url("img/icons.svg"))}
    app.jinja_env.globals.update(globals_)
