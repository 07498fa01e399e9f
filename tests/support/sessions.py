"""A person at a browser, over HTTP: opens pages, fills in the forms that are there, presses buttons."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventhub import EventHub

PASSWORD = "a long enough sentence"


class _Forms(HTMLParser):
    """The forms of a page: their addresses and the values they would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._textarea: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(
                {"action": given.get("action") or "", "method": (given.get("method") or "get").lower(), "fields": []}
            )
        if not self.forms:
            return
        fields = self.forms[-1]["fields"]
        name, kind = given.get("name"), given.get("type", "text")
        shown = tag == "input" and name and kind not in {"submit", "file", "button", "search"} and "disabled" not in given
        if shown and (kind not in {"checkbox", "radio"} or "checked" in given):
            fields.append((name, given.get("value") or ("on" if kind == "checkbox" else "")))
        if tag == "textarea" and name:
            self._textarea = name
            fields.append((name, ""))
        if tag == "select":
            self._select = name
        if tag == "option" and self._select and "selected" in given:
            fields.append((self._select, given.get("value") or ""))

    def handle_data(self, data: str) -> None:
        if self._textarea and self.forms:
            name, value = self.forms[-1]["fields"][-1]
            self.forms[-1]["fields"][-1] = (name, value + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            name, value = self.forms[-1]["fields"][-1]
            self.forms[-1]["fields"][-1] = (name, value.removeprefix("\n").removeprefix("\r\n"))
            self._textarea = None
        if tag == "select":
            self._select = None


def forms_of(html: str) -> list[dict[str, Any]]:
    """All forms of a page."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms


class Browser:
    """Someone at a browser; signed in when an address is given."""

    def __init__(self, app: EventHub, email: str = "") -> None:
        self.client: FlaskClient = app.test_client()
        self.last: TestResponse | None = None
        if email:
            self.sign_in(email)

    def sign_in(self, email: str) -> None:
        self.open("/account/sign-in")
        answer = self.submit("/account/sign-in", email=email, password=PASSWORD)
        assert answer.status_code == 303, self.text

    def open(self, path: str, **headers: str) -> TestResponse:
        self.last = self.client.get(path, base_url="https://hub.example", headers=headers)
        return self.last

    @property
    def text(self) -> str:
        assert self.last is not None
        return self.last.get_data(as_text=True)

    def submit(self, action: str, files: dict[str, Any] | None = None, **values: Any) -> TestResponse:
        """Fill in the page's form with this address and send it. A value of None leaves a field out."""
        found = [
            form for form in forms_of(self.text) if form["action"].split("?")[0].endswith(action) and form["method"] == "post"
        ]
        assert found, f"no form for {action} on this page; there are {[f['action'] for f in forms_of(self.text)]}"
        fields = [(name, value) for name, value in found[0]["fields"] if name not in values]
        for name, value in values.items():
            fields += [(name, each) for each in (value if isinstance(value, list | tuple) else [value]) if value is not None]
        data: dict[str, Any] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        self.last = self.client.post(found[0]["action"], base_url="https://hub.example", data={**data, **(files or {})},
                                     headers={"Referer": "https://hub.example/"})  # fmt: skip
        self.last.request.environ["wsgi.input"].close()  # a large upload stands in a file of the test client's
        return self.last

    def follow(self) -> TestResponse:
        """Go where the last answer sends."""
        assert self.last is not None
        assert self.last.location, self.text
        return self.open(self.last.location.removeprefix("https://hub.example"))

    def find(self, pattern: str) -> str:
        """The first group of a pattern on the page."""
        found = re.search(pattern, self.text)
        assert found, f"{pattern} is not on the page"
        return found[1]
