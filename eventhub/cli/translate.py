"""``translate``: take the strings out, bring the catalogues up to date, and see what is missing."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from eventhub.config import LANGUAGES, ROOT

FOLDER = ROOT / "translations"
SOURCE = LANGUAGES[0]
METHODS = [
    ("**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
    ("templates/**.jinja", "jinja2"),
]
OPTIONS = {
    pattern: {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
    for pattern, method in METHODS if method == "jinja2"
}  # fmt: skip
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "_ln": (1, 2), "lazy_gettext": None, "lazy_ngettext": (1, 2)}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@click.group()
def translate() -> None:
    """The texts of the interface in its languages."""


@translate.command()
def extract() -> None:
    """Write translations/messages.pot from the code and the templates."""
    catalog = _extracted()
    with (FOLDER / "messages.pot").open("wb") as file:
        write_po(file, catalog, width=120, omit_header=True, sort_output=False)
    click.echo(f"{len(catalog)} texts in translations/messages.pot")


@translate.command()
@click.argument("languages", nargs=-1)
def update(languages: tuple[str, ...]) -> None:
    """Bring the catalogues up to date with the code; new texts stand there empty."""
    template = _extracted()
    for tag in languages or LANGUAGES[1:]:
        path = _path(tag)
        catalog = _read(tag) if path.exists() else Catalog(locale=tag)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        _write(path, catalog)
        click.echo(_stats_line(tag, catalog))


@translate.command()
def stats() -> None:
    """How much of each language is there."""
    for tag in LANGUAGES[1:]:
        click.echo(_stats_line(tag, _read(tag)))


@translate.command()
def check() -> None:
    """Fail when a text lacks a translation in a language that is offered, or a placeholder got lost."""
    template = _extracted()
    faults = [fault for tag in LANGUAGES[1:] for fault in find_faults(tag, template)]
    for fault in faults[:60]:
        click.echo(fault, err=True)
    if faults:
        click.echo(f"{len(faults)} faults in the translations", err=True)
        sys.exit(1)
    click.echo(f"{len(template)} texts, complete in {', '.join(LANGUAGES)}")


@translate.command(name="compile")
def compile_() -> None:
    """Write the compiled catalogues that the application reads."""
    for tag in LANGUAGES[1:]:
        if _path(tag).exists():
            target = _path(tag).with_suffix(".mo")
            buffer = io.BytesIO()
            write_mo(buffer, _read(tag))
            temporary = target.with_suffix(".tmp")
            temporary.write_bytes(buffer.getvalue())
            temporary.replace(target)


def find_faults(tag: str, template: Catalog) -> Iterator[str]:
    """What is missing or wrong in one language, one line each."""
    if not _path(tag).exists():
        yield f"{tag}: there is no catalogue; run translate update"
        return
    catalog = _read(tag)
    for message in template:
        if not message.id:
            continue
        found = catalog.get(message.id, message.context)
        yield from _faults_of(tag, message, found, catalog.num_plurals)
    for message in catalog:
        if message.id and template.get(message.id, message.context) is None:
            yield f"{tag}: {_short(message)}: no longer in the code; run translate update"


def _faults_of(tag: str, message: Message, found: Message | None, plurals: int) -> Iterator[str]:
    if found is None or found.fuzzy:
        yield f"{tag}: {_short(message)}: not translated"
        return
    texts = found.string if isinstance(found.string, list | tuple) else (found.string,)
    if not all(texts) or (isinstance(message.id, tuple | list) and len(texts) != plurals):
        yield f"{tag}: {_short(message)}: not translated"
        return
    ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
    wanted = set(_placeholders(ids[-1]))
    for text in map(str, texts):
        extra = set(_placeholders(text)) - wanted - set(_placeholders(ids[0]))
        lacking = wanted - set(_placeholders(text)) - {"num"}
        if extra or (lacking and len(ids) == 1):
            yield f"{tag}: {_short(message)}: placeholders differ: {sorted(extra | lacking)}"


def _placeholders(text: str) -> list[str]:
    return [first or second for first, second in _PLACEHOLDER.findall(text)]


def _short(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"“{text[:70]}”"


def _extracted() -> Catalog:
    catalog = Catalog(charset="utf-8", fuzzy=False)
    found = extract_from_dir(str(ROOT / "eventhub"), METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",))
    for filename, _line, message, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        catalog.add(message, None, [(f"eventhub/{filename}", 0)], auto_comments=comments, context=context)
    return catalog


def _path(tag: str) -> Path:
    return FOLDER / tag.replace("-", "_") / "LC_MESSAGES" / "messages.po"


def _read(tag: str) -> Catalog:
    with _path(tag).open("rb") as file:
        return read_po(file, locale=tag.replace("-", "_"))


def _write(path: Path, catalog: Catalog) -> None:
    catalog.header_comment = f"# EventHub's interface in {catalog.locale.english_name}. Same licence as EventHub."
    catalog.project, catalog.version, catalog.fuzzy = "EventHub", "", False
    catalog.last_translator = catalog.language_team = ""
    catalog.creation_date = catalog.revision_date = datetime(
        2026, 1, 1, tzinfo=UTC
    )  # so that a run without news changes nothing
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=120, omit_header=False, sort_output=False, include_lineno=False)


def _stats_line(tag: str, catalog: Catalog) -> str:
    messages = [message for message in catalog if message.id]
    done = sum(1 for message in messages if message.string and all(
        message.string if isinstance(message.string, list | tuple) else (message.string,)) and not message.fuzzy)  # fmt: skip
    return f"{tag}: {done} of {len(messages)} texts"
