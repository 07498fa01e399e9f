"""What README.md and docs/ say exists: every setting, every command, every file they point at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eventhub.accounts.seeds import ACCOUNTS, PASSWORD
from eventhub.cli.main import COMMANDS, cli
from eventhub.config import READERS, ROOT, Settings

README = (ROOT / "README.md").read_text("utf-8")
TEXTS = sorted([*ROOT.glob("*.md"), ROOT / "NOTICE", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("[bt][eo]*/README.md")])
NOT_WRITTEN_DOWN = re.compile(r"\.venv/|var/|build/|<|\*|…|NNNN")
"""What begins a path that a checkout does not hold, or stands for many."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def table_of_settings() -> dict[str, str]:
    """By variable, the default that the README's table gives."""
    rows = re.findall(r"^\| `(EVENTHUB_[A-Z_]+)`[ •]*\| (.*?) \|", README, re.MULTILINE)
    return {variable: default.strip("`") for variable, default in rows}


def local_links(text: str) -> list[str]:
    """The targets of links and pictures that are neither addresses nor places on the same page."""
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    return [target for target in targets if target and not re.match(r"[a-z]+:", target)]


def paths_in_code(text: str) -> list[str]:
    """Paths from the root of the checkout that stand between backticks: ``eventhub/core/db.py``, ``docs/``, ``run.py``."""
    words = re.findall(
        r"`([\w.-]+/[\w./-]*|[\w-]+\.(?:py|toml|lock|md))`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    )
    tops = {path.name for path in ROOT.iterdir()}
    return [word for word in words if word.split("/")[0] in tops and not NOT_WRITTEN_DOWN.match(word)]


def commands_in(text: str) -> list[list[str]]:
    """The words after every ``run.py cli`` and ``-m eventhub.cli``."""
    return [found.split() for found in re.findall(r"(?:run\.py|-m eventhub\.)\s?cli ((?:[a-z]+ ?)+)", text)]


def test_the_readmes_table_has_every_setting_and_no_other() -> None:
    assert set(table_of_settings()) == {*READERS, "EVENTHUB_ENV"}


def test_the_readmes_table_gives_the_defaults_in_force() -> None:
    said, plain = table_of_settings(), Settings()
    names = {variable: field for variable, (field, _) in READERS.items()} | {"EVENTHUB_ENV": "env"}
    spelled = {variable: getattr(plain, field) for variable, field in names.items()}
    shown = {v: str(int(value)) if isinstance(value, bool) else str(value) for v, value in spelled.items()
             if isinstance(value, str | int) and value and v != "EVENTHUB_SECRET_KEY"}  # fmt: skip

    assert {variable: said[variable] for variable in shown} == shown
    assert (ROOT / said["EVENTHUB_HOME"]) == plain.home


def test_the_readme_names_every_demo_account() -> None:
    rows = re.findall(r"^\| `(\S+@\S+)` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)

    assert rows == [(account.email, account.who, account.tries) for account in ACCOUNTS]
    assert f"`{PASSWORD}`" in README


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_every_command_that_is_named_exists(path: Path) -> None:
    for words in commands_in(path.read_text("utf-8")):
        assert words[0] in COMMANDS, words
        group = cli.get_command(None, words[0])  # type: ignore[arg-type]  # a lazy group needs no context
        known = getattr(group, "commands", None)
        assert known is None or len(words) == 1 or words[1] in known, words


def test_the_readme_names_every_command() -> None:
    assert [command for command in COMMANDS if f"`{command}`" not in README] == []


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_every_local_link_leads_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")

    assert [target for target in local_links(text) if not (path.parent / target).exists()] == []
    assert [target for target in paths_in_code(text) if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("path", [*TEXTS, ROOT / "tools" / "screenshots.py"], ids=name)
def test_no_text_names_a_folder_of_one_machine(path: Path) -> None:
    assert re.findall(r"(?<![\w.])/(?:home|root|work|Users|tmp)/\S*|\.\./shared", path.read_text("utf-8")) == []


def test_decisions_are_numbered_and_short() -> None:
    notes = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [note.name[:4] for note in notes] == [f"{number:04}" for number in range(1, len(notes) + 1)]
    assert {name(note): lines for note in notes if (lines := len(note.read_text("utf-8").splitlines())) > 25} == {}
