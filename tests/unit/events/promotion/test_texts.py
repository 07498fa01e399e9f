"""Texts for each channel: the event's own words, never longer than the channel takes, always with their link."""

from types import SimpleNamespace

import pytest

from eventhub.events.promotion.rules import CHANNELS
from eventhub.events.promotion.texts import sheet_of, when_in, words_in, write, write_all
from eventhub.events.rules.drafts import Mode
from eventhub.events.workflow import S
from tests.factories import wall

SPOKEN = ("en", "de", "es", "ar")
LINK = "https://hub.example/events/abcdefghij?from={}"


def make(**known):
    date = SimpleNamespace(
        wall_start=wall(2027, 6, 3, 19),
        wall_end=known.pop("ends", wall(2027, 6, 3, 21)),
        zone=known.pop("zone", "Europe/Berlin"),
    )
    values = {
        "title": "Stadtgespräch", "description": "Wir reden. **Kommt vorbei.**", "source_language": "de", "occurrence": date, "all_day": False,
        "mode": Mode.IN_PERSON, "venue": "c-base", "street": "Rungestraße 20", "city": "Berlin", "country": "DE", "status": S.PUBLISHED,
        "community": SimpleNamespace(name="Nutzergruppe"), "topics": [], "key": "abcdefghij",
    }  # fmt: skip
    return SimpleNamespace(**{**values, **known})


def words(tag, event=None, **translated):
    return words_in(tag, event or make(), translated, spoken=SPOKEN, named=lambda topic, _tag: topic)


def text(channel, told):
    return write(told, next(each for each in CHANNELS if each.name == channel), LINK.format(channel))


@pytest.mark.parametrize(
    ("tag", "day", "time"),
    [
        ("en", "Thursday, June 3, 2027", "7:00\u202fPM – 9:00\u202fPM (Central European Summer Time)"),
        ("de", "Donnerstag, 3. Juni 2027", "19:00 – 21:00 (Mitteleuropäische Sommerzeit)"),
        ("es", "jueves, 3 de junio de 2027", "19:00 – 21:00 (hora de verano de Europa central)"),
        ("ja", "2027年6月3日木曜日", "19:00 – 21:00 (中央ヨーロッパ夏時間)"),
        ("xx-Unknown", "Thursday, June 3, 2027", "7:00\u202fPM – 9:00\u202fPM (Central European Summer Time)"),
    ],
)
def test_the_date_is_spelled_out_in_the_language_with_its_zone(tag, day, time):
    assert when_in(tag, make()) == (day, time)


def test_a_zone_without_a_name_in_the_language_is_named_by_its_city():
    assert when_in("ar", make(zone="Europe/Istanbul"))[1].endswith("(إسطنبول)")


def test_whole_days_several_days_and_no_date():
    assert when_in("en", make(all_day=True, ends=wall(2027, 6, 5))) == ("Thursday, June 3, 2027 – Friday, June 4, 2027", "")
    first, last = when_in("de", make(ends=wall(2027, 6, 4, 16)))
    assert (first, last) == ("Donnerstag, 3. Juni 2027, 19:00 –", "Freitag, 4. Juni 2027, 16:00 (Mitteleuropäische Sommerzeit)")
    assert when_in("de", make(occurrence=None)) == ("", "")


def test_words_of_ours_come_in_the_language_of_the_text_or_not_at_all(db):
    assert "All about it: https://" in text("facebook", words("en")).body
    assert "Nutzergruppe invites you." in text("facebook", words("en")).body
    assert "All about it" not in text("facebook", words("ja", title={"ja": "夕べ"})).body


def test_what_is_not_translated_comes_in_the_language_that_serves(db):
    assert words("fr").title == "Stadtgespräch"
    assert words("fr", title={"en": "City talk"}).title == "City talk"
    assert words("fr", title={"fr": "Parler de la ville"}).title == "Parler de la ville"


def test_place_and_country_are_said_once_and_online_is_said(db):
    assert words("ja").place == "c-base、Rungestraße 20、Berlin、ドイツ"
    assert words("en", make(venue="Berlin", street="")).place == "Berlin, Germany"
    assert words("en", make(mode=Mode.ONLINE)).place == "Online"
    assert words("en", make(venue="", street="", city="", country="")).place == ""


LONG = {
    "en": ("A very long title " * 8, "We meet and talk about many things. " * 200),
    "de": ("Rindfleischetikettierungsüberwachungsaufgabe " * 3, "Wir reden.\n\n" * 300),
    "ja": ("とても長い題名" * 20, "みんなで話します。" * 400),
    "ar": ("عنوان طويل جدا " * 10, "نلتقي ونتحدث. " * 400),
}


@pytest.mark.parametrize("tag", sorted(LONG))
def test_no_text_is_longer_than_its_channel_takes_and_each_has_its_link(db, tag):
    title, description = LONG[tag]
    event = make(title=title[:150], description=description, venue="A hall with a name " * 9, source_language=tag)
    for found in write_all(words(tag, event), LINK.format):
        assert found.channel.limit is None or found.length <= found.channel.limit, found.channel.name
        assert found.length == found.channel.count(found.body)
        assert found.body.count(LINK.format(found.channel.name)) == 1
        assert found.body.startswith(title[:20])


def test_a_short_text_has_all_of_it_and_a_mail_its_subject(db):
    said = text("mail", words("de"))

    assert said.subject == "Stadtgespräch · Donnerstag, 3. Juni 2027"
    assert said.body.startswith("Stadtgespräch\n\nDonnerstag, 3. Juni 2027\n19:00 – 21:00")
    assert "Wir reden. Kommt vorbei." in said.body
    assert "Wir reden. Kommt vorbei." in text("post", words("de")).body


def test_topics_are_tags_where_tags_are_read(db):
    told = words("en", make(topics=["machine learning", "Python"]))

    assert text("mastodon", told).body.endswith("#MachineLearning #Python")
    assert "#" not in text("chat", told).body


def test_what_will_not_be_is_said_on_the_picture_too(db):
    assert sheet_of(words("en"), make(status=S.CANCELLED), hue=1, site="").notice == "Cancelled"
    assert sheet_of(words("en"), make(), hue=1, site="").notice == ""
    assert sheet_of(words("ar"), make(), hue=1, site="").from_right is True
