"""Show every component with sample words, without the app: `python tools/styleguide.py [port]`.

Addresses: /?lang=en|de|ar, /plain, /error, /form. With `--shots FOLDER` it takes pictures at 390 and 1280 px, light and dark,
in English and Arabic, measures a first visit and runs axe; needs Playwright and a Chromium (EVENTHUB_CHROMIUM).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import shutil
import sys
import threading
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, render_template, render_template_string, request
from markupsafe import Markup
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
)
from wtforms.validators import InputRequired, Length

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from eventhub.blueprints.static import icon_maker  # noqa: E402  after the path it is found on

WORDS = json.loads((Path(__file__).parent / "styleguide_words.json").read_text())
HUES = [150, 35, 260, 95, 320, 200]
PORT = 5077
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

app = Flask(__name__, root_path=str(ROOT), template_folder="eventhub/templates", static_folder="static")
app.secret_key = "styleguide"  # noqa: S105
app.config["MAX_FORM_MEMORY_SIZE"] = None
app.jinja_env.add_extension("jinja2.ext.i18n")
app.jinja_env.globals["static_url"] = lambda path: f"/static/{path}"
app.jinja_env.globals["svg_icon"] = icon_maker("/static/img/icons.svg")
app.jinja_env.globals["csrf_token"] = lambda: "sample"


def language() -> str:
    return request.args.get("lang", "en")


def translate(message: str) -> str:
    return WORDS[language()]["interface"].get(message, message)


app.jinja_env.install_gettext_callables(translate, lambda one, many, n: translate(one if n == 1 else many), newstyle=True)


@app.template_filter("format_sentence")
def format_sentence(sentence: str, *words: str) -> Markup:
    return Markup.escape(sentence).format(*words)


@app.context_processor
def frame() -> dict[str, object]:
    tag = language()
    words = WORDS[tag]["words"]
    return {
        "locale_tag": tag,
        "text_direction": "rtl" if tag == "ar" else "ltr",
        "languages": [
            ("en", "English", "?lang=en"),
            ("de", "Deutsch", "?lang=de"),
            ("es", "Español", "?lang=es"),
            ("ar", "العربية", "?lang=ar"),
        ],
        "person": None if request.args.get("guest") else {"name": WORDS[tag]["people"][0]},
        "desk_count": 3,
        "nav": [
            ("events", words["events"], "#"),
            ("communities", words["communities"], "#"),
            ("regions", words["regions"], "#"),
        ],
        "nav_here": "events",
        "frame": {
            "home": "/",
            "search": "/search",
            "desk": "#",
            "sign_in": "#",
            "sign_up": "#",
            "sign_out": "#",
            "account": "#",
            "calendar": "https://example.org/calendar/all.ics",
            "conduct": "#",
            "source": "#",
            "accessibility": "#",
            "privacy": "#",
            "site_name": "EventHub",
        },
        "theme": request.args.get("theme"),
    }


def sample_form(words: dict) -> Form:
    class SampleForm(Form):
        format = RadioField(
            words["format"],
            [InputRequired()],
            choices=[SelectChoice(str(i), name, {"data-help": text}) for i, (name, text) in enumerate(words["format_cards"])],
        )
        title = StringField(
            words["f_title"], [InputRequired(words["e_title"]), Length(max=120)], description=words["f_title_help"]
        )
        text = TextAreaField(words["f_text"])
        languages = SelectMultipleField(
            words["f_languages"], choices=[SelectChoice(v, label) for v, label in words["languages_list"][1:]]
        )
        region = SelectField(
            words["region"],
            choices=[
                SelectChoice(v, label, optgroup=words["europe"] if i < 2 else words["world"])
                for i, (v, label) in enumerate(words["region_list"][1:])
            ],
        )
        start_date = DateField(words["f_start"], [InputRequired()])
        start_time = TimeField(words["f_time"], [InputRequired()])
        end_date = DateField(words["f_end"])
        end_time = TimeField(words["f_time"])
        mode = RadioField(
            words["mode"],
            [InputRequired()],
            choices=[SelectChoice(v, label) for v, label in words["modes"][1:]],
            default="hybrid",
        )
        place = StringField(words["f_place"], description=words["f_place_help"])
        place_id = HiddenField()
        zone = StringField(words["f_zone"])
        url = URLField(words["f_url"])
        seats = IntegerField(words["f_seats"])
        email = EmailField(words["f_email"], [InputRequired(words["e_email"])])
        password = PasswordField(words["f_password"])
        picture = FileField(words["f_picture"])
        conduct = BooleanField(words["f_conduct"], [InputRequired()])

    form = SampleForm(
        data={
            "format": "1",
            "start_date": date(2026, 12, 3),
            "start_time": time(19),
            "end_date": date(2026, 12, 3),
            "end_time": time(21),
            "languages": ["de"],
            "mode": "hybrid",
        }
    )
    form.title.errors = [words["e_title"]]
    form.email.errors = [words["e_email"]]
    return form


def sample_events(tag: str) -> list[dict]:
    words = WORDS[tag]
    first = date(2026, 12, 3)
    modes = ["in_person", "online", "hybrid", "in_person", "online", "in_person"]
    events = []
    for i, (title, place) in enumerate(words["events"]):
        day = first + timedelta(days=[0, 0, 2, 2, 2, 9][i % 6])
        clock = ["19:00", "20:30", "09:00", "14:00", "18:00", "10:00"][i % 6]
        zone = ["Europe/Lisbon", "UTC", "Asia/Kolkata", "Europe/Vienna", "Africa/Cairo", "America/Bogota"][i % 6]
        events.append(
            {
                "title": title,
                "href": f"#event-{i}",
                "when_label": words["when_labels"][i % len(words["when_labels"])],
                "time_label": clock,
                "date": {
                    "day": str(day.day),
                    "month": words["words"]["month_only"],
                    "weekday": words["weekdays"][day.weekday()][1],
                    "iso": day.isoformat(),
                },
                "starts_iso": datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))
                .astimezone(UTC)
                .isoformat()
                .replace("+00:00", "Z"),
                "zone": zone,
                "place": None if modes[i % 6] == "online" else place,
                "mode": modes[i % 6],
                "mode_label": words["words"]["modes"][1 + ["in_person", "online", "hybrid"].index(modes[i % 6])][1],
                "languages": [words["words"]["languages_list"][1 + i % 2][1]],
                "format_label": words["words"]["formats"][1 + i % 3][1],
                "community": words["words"]["community"] if i % 2 == 0 else None,
                "community_href": "#",
                "status": [
                    None,
                    None,
                    {"tone": "warn", "label": words["words"]["moved"]},
                    None,
                    {"tone": "stop", "label": words["words"]["cancelled"]},
                    None,
                ][i % 6],
                "cover_href": f"/cover/{i}.svg",
            }
        )
    return events


@app.get("/")
def styleguide() -> str:
    tag = language()
    words = WORDS[tag]
    events = sample_events(tag)
    days = [
        {"date": events[0]["date"], "events": events[:2], "label": words["words"]["tomorrow"]},
        {"date": events[2]["date"], "events": events[2:5], "label": None},
        {"date": events[5]["date"], "events": events[5:], "label": None},
    ]
    first = date(2026, 11, 30)
    weeks = []
    for w in range(5):
        week = []
        for d in range(7):
            day = first + timedelta(days=w * 7 + d)
            here = [e for e in events if e["date"]["iso"] == day.isoformat()]
            week.append(
                {
                    "day": day.day,
                    "label": f"{words['weekdays'][d][1]} {day.day}",
                    "iso": day.isoformat(),
                    "in_month": day.month == 12,
                    "is_today": day.day == 2 and day.month == 12,
                    "href": "#" if here else None,
                    "events": here[:2],
                    "more": max(0, len(here) - 2),
                    "more_href": "#",
                }
            )
        weeks.append(week)
    w = words["words"]
    status_chip = app.jinja_env.get_template("components/status.html").module.status_chip
    return render_template(
        "components/styleguide.html",
        t=w,
        events=events,
        days=days,
        weeks=weeks,
        weekday_labels=words["weekdays"],
        steps=[
            {"name": "approve", "label": w["approve"], "will": w["approve_will"], "primary": True},
            {
                "name": "changes",
                "label": w["changes"],
                "will": w["changes_will"],
                "needs_reason": True,
                "reasons": [[w["changes"], w["promise"]]],
            },
            {"name": "decline", "label": w["decline"], "will": w["decline_will"], "needs_reason": True, "tone": "stop"},
        ],
        action_for=lambda name: f"#{name}",
        entries=[
            {"at_label": w["by"], "at_iso": "2026-11-28", "sentence": s, "reason": r, "tone": tone}
            for (s, r), tone in zip(w["trail_entries"], ["wait", "warn", None], strict=True)
        ],
        desk_items=[
            dict(zip(("kind", "title", "sentence", "by", "action"), item, strict=True), tone=tone)
            for item, tone in zip(w["desk_items"], ["warn", "wait", "quiet"], strict=True)
        ],
        rows=[
            [e["title"], e["place"] or e["mode_label"], str(12 * (i + 1)), status_chip(w["published"], "good")]
            for i, e in enumerate(events[:3])
        ],
        points=[
            {"x": x, "y": y, "label": label, "href": "#", "count": c}
            for (x, y, c), label in zip(
                [(452, 100, 12), (490, 78, 24), (545, 140, 3), (655, 165, 9), (265, 215, 2), (820, 300, 1)],
                w["map_places"],
                strict=True,
            )
        ],
        people=[{"name": name, "href": "#", "sub": w["sub"]} for name in words["people"]],
        form=sample_form(w),
    )


@app.get("/plain")
def plain() -> str:
    return render_template_string(
        """{% extends "layouts/plain.html" %}{% from "components/forms.html" import field, form_actions %}
        {% block title %}{{ _("Sign in") }}{% endblock %}{% block lede %}{{ t.lede }}{% endblock %}
        {% block content %}<form method="post" action="#">{{ field(form.email, optional=False) }}{{ field(form.password, optional=False) }}{{ form_actions(_("Sign in")) }}</form>{% endblock %}
        {% block below %}<p><a href="#">{{ t.cancel }}</a></p>{% endblock %}""",
        t=WORDS[language()]["words"],
        form=sample_form(WORDS[language()]["words"]),
    )


@app.get("/error")
def error() -> str:
    return render_template_string(
        """{% extends "layouts/error.html" %}{% block title %}{{ t.empty_title }}{% endblock %}{% block code %}404{% endblock %}
        {% block text %}<p>{{ t.empty_text }}</p>{% endblock %}{% block details %}<p>8f3a-11c2</p>{% endblock %}""",
        t=WORDS[language()]["words"],
    )


@app.get("/form")
def form_page() -> str:
    return render_template_string(
        """{% extends "layouts/form.html" %}{% from "components/forms.html" import field, group, row, form_actions, autosave_status, place_field %}
        {% from "components/events.html" import event_card %}
        {% block title %}{{ t.announce }}{% endblock %}{% block lede %}{{ t.g_what_help }}{% endblock %}
        {% block form %}<form method="post" action="#" data-autosave="/autosave" data-saved="{{ t.saved }}" data-unsaved="{{ t.unsaved }}" data-restore="{{ t.restore }}" data-duration-minutes="120" data-start="start_date start_time" data-end="end_date end_time">
        {% call group(t.g_what) %}{{ field(form.format) }}{{ field(form.text, rows=4) }}{{ field(form.languages) }}{% endcall %}
        {% call group(t.g_when) %}{% call row() %}{{ field(form.start_date) }}{{ field(form.start_time) }}{% endcall %}{% call row() %}{{ field(form.end_date) }}{{ field(form.end_time) }}{% endcall %}{% endcall %}
        {% call group(t.g_where) %}{{ field(form.mode, kind="inline") }}<div data-show-when="mode=in_person,hybrid">{{ place_field(form.place, "/places", form.place_id, {"zone": "zone"}) }}</div>{{ field(form.zone) }}{% endcall %}
        {% call form_actions(t.send, secondary=[(t.preview, None, "next", "preview")]) %}{{ autosave_status() }}{% endcall %}</form>{% endblock %}
        {% block preview %}<h2>{{ t.preview }}</h2>{{ event_card(e) }}{% endblock %}""",
        t=WORDS[language()]["words"],
        form=sample_form(WORDS[language()]["words"]),
        e=sample_events(language())[0],
    )


@app.post("/autosave")
def autosave() -> dict[str, str]:
    return {"saved_at": "12:04"}


@app.get("/places")
def places() -> Response:
    found = [
        {
            "id": i,
            "name": name,
            "region": region,
            "country": country,
            "zone": zone,
            "lat": 0,
            "lon": 0,
            "label": f"{name}, {country}",
        }
        for i, (name, region, country, zone) in enumerate(
            [
                ("Lisbon", "Lisbon", "Portugal", "Europe/Lisbon"),
                ("Lisburn", "Northern Ireland", "United Kingdom", "Europe/London"),
                ("Lishui", "Zhejiang", "China", "Asia/Shanghai"),
            ]
        )
    ]
    return app.json.response(found)


@app.get("/cover/<int:number>.svg")
def cover(number: int) -> Response:
    svg = render_template(
        "components/cover.svg.jinja",
        hue=HUES[number % 6],
        seeds=list(hashlib.sha256(b"event%d" % number).digest()),
        initials="",
    )
    return Response(svg, mimetype="image/svg+xml")


@app.get("/covers")
def covers() -> str:
    return "<body>" + "".join(f'<img src="/cover/{i}.svg" width="300" height="169"> ' for i in range(24))


@app.get("/qr.svg")
def qr() -> Response:
    return Response(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h3v3H1zM5 1h3v3H5zM1 5h3v3H1zM6 6h1v1H6z"/></svg>',
        mimetype="image/svg+xml",
    )


@app.after_request
def guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'"
    )
    return response


class Visit:
    """One page in one shape: what it loaded, what it complained of, what axe found."""

    def __init__(self, page: Any, url: str) -> None:
        self.sizes: dict[str, int] = {}
        self.problems: list[str] = []
        page.on("console", lambda message: self.heard(message.type, message.text))
        page.on("requestfinished", lambda wanted: self.weigh(wanted.response()))
        page.goto(url, wait_until="networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if wide:
            self.problems.append("scrolls sideways")
        for violation in Axe().run(page, options={"runOnly": RULES}).response["violations"]:
            places = "; ".join(" ".join(node["target"]) for node in violation["nodes"][:6])
            self.problems.append(f"axe {violation['id']}: {violation['help']} ({places})")

    def heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.problems.append(text)

    def weigh(self, response: Any) -> None:
        kind = response.headers.get("content-type", "")
        name = response.url.rsplit("/", 1)[-1]
        if kind.startswith("image") and name != "icons.svg":
            return
        body = response.body()
        self.sizes[name] = len(body) if name.endswith(".woff2") else len(gzip.compress(body, 9))

    @property
    def kilobytes(self) -> float:
        return sum(self.sizes.values()) / 1024


def shots(folder: Path, port: int) -> int:
    """Take all pictures; returns how many problems were found."""
    folder.mkdir(parents=True, exist_ok=True)
    found = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("EVENTHUB_CHROMIUM") or shutil.which("chromium"), args=BROWSER_ARGUMENTS
        )
        for tag, scheme, width in product(("en", "ar", "de"), ("light", "dark"), (1280, 390)):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, timezone_id="Europe/Berlin"
            )
            for path in ("", "plain", "error", "form"):
                page = context.new_page()
                visit = Visit(page, f"http://127.0.0.1:{port}/{path}?lang={tag}")
                name = f"{path or 'all'}-{tag}-{scheme}-{width}"
                page.evaluate("for (const image of document.images) image.loading = 'eager'; scrollTo(0, 0)")
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{name}.png", full_page=True)
                page.close()
                found += len(visit.problems)
                print(f"{name:<24} {visit.kilobytes:5.1f} KB  {len(visit.problems)} problems", *visit.problems, sep="\n    ")
            context.close()
        browser.close()
    return found


def main() -> None:
    words = [word for word in sys.argv[1:] if word != "--shots"]
    if "--shots" not in sys.argv:
        app.run(port=int(words[0]) if words else PORT)
        return
    logging.getLogger("werkzeug").setLevel("ERROR")
    server = make_server("127.0.0.1", PORT, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.exit(bool(shots(Path(words[0]), PORT)))


if __name__ == "__main__":
    main()
