"""What makes no sense, does not fit or is not theirs: a clear message by the field, the text kept, nothing half-written."""

import io
import struct
import zlib

import pytest
from PIL import Image

from eventhub.events import queries
from eventhub.events.services import editing
from eventhub.events.workflow import S
from tests.factories import make_event, make_person, make_reviewer

UNTOUCHED = ("An evening in Berlin", None)


def png(width=4, height=4):
    packed = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(packed, "PNG")
    return packed.getvalue()


def bomb():
    """A PNG that says it has 30,000 × 30,000 pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def upload(data, name):
    return {"cover": (io.BytesIO(data), name)}


WRONG = {
    "it ends before it starts": (
        {"starts_date": "2027-05-03", "starts_time": "19:00", "ends_time": "09:00"},
        "ends_time", "The end is before the start. Did you mean 21:00?",
    ),
    "clocks skip its start": (
        {"starts_date": "2027-03-28", "starts_time": "02:30", "ends_time": "05:00", "zone": "Europe/Berlin"},
        "starts_time", "On that day clocks in Europe/Berlin skip 02:30. Did you mean 03:30?",
    ),
    "clocks skip its end": (
        {"starts_date": "2027-03-28", "starts_time": "01:00", "ends_time": "02:30", "zone": "Europe/Berlin"},
        "ends_time", "On that day clocks in Europe/Berlin skip 02:30. Did you mean 03:30?",
    ),
    "a day that is none": ({"starts_date": "2027-02-31"}, "starts_date", "Write the date as 2027-01-31."),
    "a time that is none": ({"starts_time": "25:00"}, "starts_time", "Write the time as 19:30."),
    "the first year": ({"starts_date": "0001-01-01", "starts_time": "00:10"}, "starts_date", "Please check the year."),
    "the last year": ({"ends_date": "9999-12-31", "ends_time": "23:50"}, "ends_date", "Please check the year."),
    "a whole year": ({"starts_date": "2027-01-01", "ends_date": "2027-12-31"}, "ends_date", "This would last more than 31 days. Please check the end."),
    "no end": ({"ends_time": ""}, "ends_time", "When does it end?"),
    "a title of 10,000 letters": ({"title": "x" * 10_000}, "title", "This has 10000 characters; please keep it to 150."),
    "a script for a link": ({"registration_url": "javascript:alert(1)"}, "registration_url", "A link starts with https:// and leads to a page."),
    "a script for a join link": ({"join_url": "JaVaScRiPt:alert(1)//https://"}, "join_url", "A link starts with https:// and leads to a page."),
    "off the earth": ({"lat": "91", "lon": "13"}, "lat", "Latitude goes from −90 to 90, longitude from −180 to 180; give both or none."),
    "half a position": ({"lat": "nan", "lon": ""}, "lat", "Latitude goes from −90 to 90, longitude from −180 to 180; give both or none."),
    "minus one guest": ({"expected": "-1"}, "expected", "How many people do you expect? A number is enough."),
    "a time to go out without a day": (
        {"publish_rule": "at_time"}, "publish_date", "On which day, and at what time, shall it go out?",
    ),
    "going out when it is over": (
        {"publish_rule": "at_time", "publish_date": "2199-01-01", "publish_time": "10:00"},
        "publish_date", "By then it is over. Choose a time before it begins.",
    ),
    "going out in the first year": (
        {"publish_rule": "at_time", "publish_date": "0001-01-01", "publish_time": "00:00"},
        "publish_date", "On which day, and at what time, shall it go out?",
    ),
    "an unknown format": ({"format": "rave"}, "format", "Not a valid choice."),
    "an unknown region": ({"region": "XX"}, "region", "Not a valid choice."),
    "an unknown zone": ({"zone": "Mars/Olympus"}, "zone", "Not a valid choice."),
    "an unknown community": ({"community": "aaaaaaaaaa"}, "community", "Not a valid choice."),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "field", "said"), WRONG.values(), ids=list(WRONG))
def test_a_mistake_is_named_beside_its_field_and_the_text_is_kept(organizer, draft, stored, errors_on, typed, field, said):
    answer = organizer.submit("/edit", **{"description": "Kept, whatever happens.", **typed})

    assert answer.status_code == 422
    assert errors_on(organizer) == {field: said}
    assert f'<a href="#{field}">' in organizer.text
    assert "Kept, whatever happens." in organizer.text
    assert stored(draft, "title", "source_note") == ("An evening in Berlin", "")
    kept = stored(draft, "typed")
    assert {name: kept[name] for name in typed} == {name: [value] for name, value in typed.items()}


@pytest.mark.parametrize(
    ("field", "value"),
    [("topics", "flat-earth"), ("languages", "tlh"), ("access", "teleport"), ("mode", "astral"), ("cost", "soul")],
)
def test_a_choice_that_is_not_offered_is_refused(organizer, draft, stored, field, value):
    assert organizer.submit("/edit", **{field: value, "title": "Another title"}).status_code == 422
    assert f'<a href="#{field}">' in organizer.text
    assert stored(draft, "title") == "An evening in Berlin"
    assert stored(draft, "typed")["title"] == ["Another title"]


def test_after_a_mistake_the_same_form_saves(organizer, draft, stored):
    organizer.submit("/edit", title="Second try", starts_date="2027-05-03", starts_time="19:00", ends_time="09:00")
    answer = organizer.submit("/edit", ends_time="21:00")

    assert (answer.status_code, answer.location) == (303, f"/events/{draft}/edit")
    assert stored(draft, "title", "typed") == ("Second try", None)


FILES = {
    "30 MB": (b"\x89PNG" + b"\0" * 30_000_000, "large.png", "This file has 28.7 MB; at most 8 MB fit."),
    "an SVG with script": (
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "cover.svg",
        "This is not a picture that we can show. Please choose a JPEG, PNG, WebP or GIF.",
    ),
    "text that calls itself a picture": (
        b"Dear diary", "cover.png", "This is not a picture that we can show. Please choose a JPEG, PNG, WebP or GIF.",
    ),
    "a bomb": (bomb(), "cover.png", "This picture has too many pixels. Please make it smaller first."),
    "half a picture": (
        png(400, 400)[:200], "cover.png",
        "This picture is broken and can't be read to its end. Please save it anew and try again.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "name", "said"), FILES.values(), ids=list(FILES))
def test_a_file_that_is_no_picture_leaves_everything_as_it_was(organizer, draft, stored, errors_on, data, name, said):
    answer = organizer.submit("/edit", files=upload(data, name), title="With a picture")

    assert answer.status_code == 422
    assert errors_on(organizer) == {"cover": said}
    assert 'value="With a picture"' in organizer.text
    assert stored(draft, "title", "cover_id") == UNTOUCHED
    assert stored(draft, "typed")["title"] == ["With a picture"]


def test_a_picture_is_taken_over_and_the_form_saves_again_after_it(organizer, draft, stored):
    assert (
        organizer.submit("/edit", files=upload(png(), "cover.png"), cover_alt="Green", venue="", then="submit").status_code
        == 422
    )
    assert stored(draft, "cover_alt") == "Green"

    assert organizer.submit("/edit", venue="c-base").status_code == 303
    shown = organizer.client.get(f"/events/{draft}/picture/{stored(draft, 'cover_id')}", base_url="https://hub.example")
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")


def test_70_mb_are_too_much_for_any_form(organizer, draft, stored):
    answer = organizer.submit("/edit", files=upload(b"\0" * 70_000_000, "huge.png"), title="With a film")

    assert answer.status_code == 413
    assert "<h1>This is too large</h1>" in organizer.text
    assert "A file can have up to 8 MB. What you typed before is kept as a draft." in organizer.text
    assert stored(draft, "title", "cover_id") == UNTOUCHED


def test_more_text_than_can_be_kept_still_stands_in_the_form(organizer, draft, stored, errors_on):
    answer = organizer.submit("/edit", description="long " * 20_000, title="Very long")

    assert answer.status_code == 422
    assert errors_on(organizer) == {"description": "This has 99999 characters; please keep it to 20000."}
    assert organizer.text.count("long long long") > 6_000
    assert stored(draft, "title", "typed") == UNTOUCHED


def test_controls_and_overrides_of_direction_are_taken_out(organizer, draft, stored):
    organizer.submit(
        "/edit", title="Even\u202eing \x00in\x07 Ber\u2066lin", description="One\x1b\r\ntwo\u202d", venue="c\tbase\nroom"
    )

    assert organizer.last.status_code == 303
    assert stored(draft, "title", "description", "venue") == ("Evening in Berlin", "One\ntwo", "c base room")


def test_markup_in_a_description_does_nothing(organizer, draft):
    organizer.submit("/edit", description='<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror="alert(3)">')
    organizer.open(f"/events/{draft}/preview")

    for bad in ("<script>alert", "<img src=x", 'href="javascript'):
        assert bad not in organizer.text


def test_someone_elses_draft_is_not_known_to_others(given, draft, browser_of, stored):
    with given():
        make_person(email="other@example.org")
        make_reviewer("DE", email="reviewer@example.org")
    for email in ("other@example.org", "reviewer@example.org"):
        browser = browser_of(email)
        browser.open("/events/new")
        token = browser.find(r'name="csrf_token" value="([^"]+)"')
        pages = [browser.open(f"/events/{draft}{path}").status_code
                 for path in ("", "-x", "/edit", "/preview", "/manage", "/review", "/translations")]  # fmt: skip
        assert pages == [404] * 7
        sent = [
            browser.client.post(f"/events/{draft}{path}", base_url="https://hub.example", headers={"Referer": "https://hub.example/"},
                                data={"csrf_token": token, "title": "Mine", "text": "x", "reason": "x"}).status_code
            for path in ("/edit", "/typed", "/steps/submit", "/steps/withdraw", "/notes", "/copies", "/translations", "/override", "/checks")
        ]  # fmt: skip
        assert sent == [404] * 9
    assert stored(draft, "title", "typed", "status") == (*UNTOUCHED, S.DRAFT)


def test_a_stale_form_is_not_taken_over_and_its_text_is_kept(given, organizer, draft, stored):
    with given():
        event = queries.find_event(draft)
        event.title = "Changed by Oskar"
    answer = organizer.submit("/edit", title="Changed by Olga")

    assert answer.status_code == 409
    assert "Someone else changed this meanwhile. Your text is still here: compare, then save again." in organizer.text
    assert 'value="Changed by Olga"' in organizer.text
    assert stored(draft, "title") == "Changed by Oskar"

    assert organizer.submit("/edit").status_code == 303
    assert stored(draft, "title") == "Changed by Olga"


def test_a_form_of_an_event_that_was_withdrawn_meanwhile_says_so_and_keeps_the_text(given, organizer, draft, stored):
    with given():
        queries.find_event(draft).status = S.WITHDRAWN
    answer = organizer.submit("/edit", title="Too late")

    assert answer.status_code == 409
    assert "This event can&#39;t be edited any more." in organizer.text
    assert 'value="Too late"' in organizer.text
    assert stored(draft, "title") == "An evening in Berlin"


def test_what_is_autosaved_changes_no_revision_and_comes_back_however_odd(organizer, draft, stored):
    before = stored(draft, "revision")
    saved = organizer.client.post(
        f"/events/{draft}/typed", base_url="https://hub.example", headers={"Referer": "https://hub.example/", "Accept": "application/json"},
        data={"csrf_token": organizer.find(r'name="csrf_token"[^>]*value="([^"]+)"'), "title": "Half a ti", "starts_date": "2027-02-31",
              "ends_time": "99:99", "lat": "north", "unknown": "field", "then": "submit"},
    )  # fmt: skip
    assert saved.status_code == 200
    assert list(saved.json) == ["saved_at"]
    assert stored(draft, "typed") == {
        "title": ["Half a ti"],
        "starts_date": ["2027-02-31"],
        "ends_time": ["99:99"],
        "lat": ["north"],
    }
    assert stored(draft, "revision", "title") == (before, "An evening in Berlin")

    assert organizer.submit("/edit", title="The form that was open").status_code == 303
    with_odd = organizer.client.post(
        f"/events/{draft}/typed", base_url="https://hub.example", headers={"Referer": "https://hub.example/"},
        data={"csrf_token": organizer.open(f"/events/{draft}/edit") and organizer.find(r'name="csrf_token"[^>]*value="([^"]+)"'),
              "title": "Again", "starts_date": "2027-02-31"},
    )  # fmt: skip
    assert with_odd.status_code == 200
    organizer.open(f"/events/{draft}/edit")
    assert 'value="Again"' in organizer.text
    assert 'value="2027-02-31"' in organizer.text
    assert "Here is what you typed last" in organizer.text


def test_an_expired_form_keeps_the_text_and_one_press_sends_it(organizer, draft, stored):
    answer = organizer.submit("/edit", csrf_token="old", title="Typed over night", languages=["de", "en"])

    assert answer.status_code == 400
    assert "<h1>This page was open too long</h1>" in organizer.text
    assert 'name="title" value="Typed over night"' in organizer.text
    assert stored(draft, "title") == "An evening in Berlin"

    assert organizer.submit("/edit").status_code == 303
    assert stored(draft, "title", "languages") == ("Typed over night", ["de", "en"])


def test_a_page_elsewhere_cannot_borrow_the_button_of_an_expired_form(organizer, draft):
    answer = organizer.client.post(
        f"/events/{draft}/edit", base_url="https://hub.example", data={"title": "Planted"},
        headers={"Referer": "https://evil.example/", "Sec-Fetch-Site": "cross-site"},
    )  # fmt: skip

    assert answer.status_code == 400
    assert "Planted" not in answer.get_data(as_text=True)


def test_more_than_fifty_drafts_a_day_are_too_many(given, organizer, draft, monkeypatch):
    from eventhub.core import limits

    with given():
        from eventhub.accounts.queries import find_by_email

        person = find_by_email("olga@example.org")
        for _ in range(50):
            limits.hit(f"draft:{person.id}", limit=50, window=editing.timedelta(days=1))
    organizer.open("/events/new")
    answer = organizer.submit("/events", format="meetup")

    assert answer.status_code == 429
    assert "<h1>A little too often</h1>" in organizer.text
    assert int(answer.headers["Retry-After"]) > 0


def test_a_format_that_is_none_begins_no_draft(organizer, draft):
    organizer.open("/events/new")

    assert organizer.submit("/events", format="rave").status_code == 422
    assert "Choose a format to begin with." in organizer.text


def test_a_translation_that_is_too_long_is_shown_again(organizer, draft):
    organizer.open(f"/events/{draft}/translations?to=de")
    answer = organizer.submit("/translations", title="y" * 151, description="Ein Abend")

    assert answer.status_code == 422
    assert '<p class="field-error" id="title-error">This has 151 characters; please keep it to 150.</p>' in organizer.text
    assert f'value="{"y" * 151}"' in organizer.text
    assert ">Ein Abend</textarea>" in organizer.text


@pytest.mark.parametrize(
    "path",
    [
        "/events/abc%00defghi",
        "/events?q=a%00b",
        "/events?region=%00",
        "/events/abc%00defghi/picture/1",
        "/events/abc%00defghi/cover.svg",
        "/search?q=%00",
        "/events/aaaaaaaaaa/translations?to=%00",
    ],
)
def test_a_nul_in_an_address_is_no_trouble_of_ours(client, path):
    assert client.get(path, base_url="https://hub.example").status_code in {200, 404}


@pytest.mark.parametrize("state", [S.CANCELLED, S.DECLINED, S.WITHDRAWN])
def test_what_is_over_has_no_form(given, organizer, state):
    from eventhub.accounts.queries import find_by_email

    with given():
        key = make_event(status=state, organizer=find_by_email("olga@example.org")).key

    answer = organizer.open(f"/events/{key}/edit")
    assert (answer.status_code, answer.location) == (303, f"/events/{key}/manage")
