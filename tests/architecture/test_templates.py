"""What every template keeps: a title, nothing inline, nothing from other hosts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "eventhub" / "templates"
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html")
    if path.parent.name not in {"layouts", "components"} and "mail" not in path.parts and not path.name.startswith("_")
)  # fmt: skip
ALL = sorted(path for path in TEMPLATES.rglob("*.html") if "mail" not in path.parts)
STATIC = sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js", ".svg"})
NAMESPACES = re.compile(r"http://www\.w3\.org/[^\"' )>]*")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_page_has_a_layout_and_a_title(path: Path) -> None:
    text = path.read_text("utf-8")

    assert re.search(r'{%-? extends "layouts/', text)
    assert "{% block title %}" in text
    assert "{% block title %}{% endblock %}" not in text


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_template_carries_style_or_script_of_its_own(path: Path) -> None:
    text = path.read_text("utf-8")

    assert not re.search(r"<style|\sstyle=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)(?! type=\"application/ld\+json\">)", text)  # which is data, and never run
    assert not re.search(r"\son(click|load|submit|change|input|error)=", text)


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_template_loads_from_another_host(path: Path) -> None:
    text = path.read_text("utf-8")

    assert not re.search(r"""\ssrc=["'](https?:)?//""", text)
    assert not re.search(r"""<link[^>]*href=["'](https?:)?//""", text)


@pytest.mark.parametrize("path", STATIC, ids=name)
def test_no_static_file_names_another_host(path: Path) -> None:
    text = NAMESPACES.sub("", path.read_text("utf-8"))

    assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", text)
    assert not re.search(r"(fetch|import)\(\s*[\"'](https?:)?//", text)


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_template_is_longer_than_is_good_to_read(path: Path) -> None:
    limit = 400 if path.parent.name in {"components", "layouts"} else 120

    assert len(path.read_text("utf-8").splitlines()) <= limit
