"""Every visible string is taken out, and translated in every language that is offered."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventhub.cli.translate import _extracted, find_faults
from eventhub.config import LANGUAGES

ROOT = Path(__file__).parents[2] / "eventhub"
CALLS = {"_", "_l", "_ln", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext"}


def said_in_code() -> Iterator[tuple[str, str]]:
    """Every constant text handed to a gettext function, however deep it stands in other calls."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield path.relative_to(ROOT).as_posix(), first.value


def test_the_extractor_sees_every_text_in_the_code() -> None:
    known = {message.id[0] if isinstance(message.id, list | tuple) else message.id for message in _extracted()}

    assert [(path, text) for path, text in said_in_code() if text not in known] == []


@pytest.mark.parametrize("tag", LANGUAGES[1:])
def test_every_text_is_translated(tag: str) -> None:
    assert list(find_faults(tag, _extracted())) == []


def test_a_page_in_a_language_is_in_that_language(app: object, client: object) -> None:
    """A missing compiled catalogue is silent English: this sees it."""
    from eventhub.cli.translate import compile_

    compile_.callback()  # type: ignore[misc]
    page = client.get("/account/sign-in?locale=de", base_url="https://hub.example").text  # type: ignore[attr-defined]
    assert "Einloggen" in page
    assert "Sign in" not in page


@pytest.mark.parametrize("tag", [tag for tag in LANGUAGES if tag != "en"])
def test_plural_forms_are_those_of_cldr_in_its_order(tag: str) -> None:
    """Babel's own rule for Arabic changes the last two; whoever translates counts zero, one, two, few, many, other."""
    from babel import Locale
    from babel.messages.pofile import read_po

    with (ROOT.parent / "translations" / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
        rule = read_po(file).plural_expr
    chosen = eval(f"lambda n: {_in_python(rule)}")  # noqa: S307  the file is ours
    order = [
        name for name in ("zero", "one", "two", "few", "many", "other") if name in {*Locale(tag).plural_form.tags, "other"}
    ]
    order = [
        name for name in order if tag == "ar" or name in {"one", "other"}
    ]  # gettext knows no form for a million in Spanish
    for n in range(1000):
        assert order[int(chosen(n))] == Locale(tag).plural_form(n), n


def _in_python(rule: str) -> str:
    """A gettext plural rule (C) as a Python expression."""
    rule = rule.strip().removeprefix("(").removesuffix(")").replace("&&", " and ").replace("||", " or ")
    if "?" not in rule:
        return rule
    parts = re.split(r"\s*\?\s*|\s*:\s*", rule)
    text = parts[-1]
    for test, value in reversed(list(zip(parts[:-1:2], parts[1:-1:2], strict=True))):
        text = f"({value} if ({test}) else {text})"
    return text
