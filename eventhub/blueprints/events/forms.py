"""The event's form: shape only. What it says goes to the domain as an :class:`EventDraft`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from babel.dates import get_day_names
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FloatField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from eventhub.accounts.models import Person
from eventhub.blueprints.context import choose_locale
from eventhub.blueprints.forms import BaseForm, language_choices, region_choices, zone_choices
from eventhub.communities.queries import DirectoryFilter, list_of_contact, select_directory
from eventhub.core.db import db
from eventhub.core.zones import get_zone, is_zone, wall_in
from eventhub.events import queries
from eventhub.events.models import Event
from eventhub.events.rules.days import last_day, whole_days
from eventhub.events.rules.drafts import YEARS, Access, Cost, EventDraft, Mode, PublishRule
from eventhub.events.rules.recurrence import Every, Recurrence, read_rule
from eventhub.regions.queries import search_cities

ONCE = "once"
FIELD_OF = {
    "region_code": "region", "community_key": "community", "format_slug": "format", "starts": "starts_time",
    "topics": "topics", "file": "cover",
}  # fmt: skip
"""The form's field for a key of the domain, where they differ."""


class TypedDate(DateField):
    """A date whose error says what to do."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write the date as 2027-01-31.")) from None


class TypedTime(TimeField):
    """A time whose error says what to do; seconds are cut."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value[:5] for value in valuelist])
        except ValueError:
            raise ValueError(_("Write the time as 19:30.")) from None


class CheckboxesField(SelectMultipleField):
    """Several of many, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class EventForm(BaseForm):
    """What? When? Where? Who is it for? What do people need to know?"""

    revision = HiddenField()
    format = SelectField(_l("Format"))
    title = StringField(_l("Title"))
    description = TextAreaField(
        _l("Description"), description=_l("What awaits people, in a few sentences. Markdown works: **bold**, lists, links.")
    )
    source_language = SelectField(_l("Language you write in"))
    community = SelectField(_l("Community"), description=_l("Who invites? Leave it empty for an event of your own."))
    topics = CheckboxesField(_l("Topics"))

    starts_date = TypedDate(_l("Date"), validators=[Optional()])
    starts_time = TypedTime(_l("Begins at"), validators=[Optional()])
    ends_date = TypedDate(_l("Last day"), validators=[Optional()], description=_l("Only if it ends on another day."))
    ends_time = TypedTime(_l("Ends at"), validators=[Optional()])
    all_day = BooleanField(_l("All day"), description=_l("It needs no times then. The last day still belongs to it."))
    second = BooleanField(_l("I mean the second time, after clocks are set back"))
    repeat = SelectField(_l("Does it recur?"))
    repeat_interval = IntegerField(
        _l("Every how many of them?"), validators=[Optional()], description=_l("2 means: every second week, or month.")
    )
    repeat_days = CheckboxesField(_l("On these days too"))
    repeat_last = BooleanField(_l("Count from the end of the month: always the last one"))
    repeat_until = TypedDate(_l("Until"), validators=[Optional()], description=_l("Leave it empty if it has no end."))
    repeat_times = IntegerField(_l("Or how many times"), validators=[Optional()])
    zone = SelectField(_l("Time zone"), description=_l("Follows from the city; change it for an online event."))

    mode = RadioField(_l("Where do people meet?"))
    city = StringField(_l("City"), description=_l("It gives the region, the position and the time zone."))
    city_id = HiddenField()
    country = HiddenField()
    region = SelectField(
        _l("Region"), description=_l("Its reviewers look at the event, its calendar shows it. The world is for global events.")
    )
    venue = StringField(_l("Venue"))
    street = StringField(_l("Address"))
    lat = FloatField(_l("Latitude"), validators=[Optional()])
    lon = FloatField(_l("Longitude"), validators=[Optional()])
    directions = TextAreaField(_l("How to get there"))
    join_url = StringField(_l("Link to join"), description=_l("Only people who take part see it, unless you make it public."))
    join_public = BooleanField(_l("Show the link to everyone"))

    languages = CheckboxesField(_l("Languages spoken"))
    audience = StringField(_l("Who is it for?"), description=_l("For example: beginners welcome."))
    access = CheckboxesField(_l("Accessibility"))
    access_note = TextAreaField(_l("More on access"))
    conduct_url = StringField(_l("Code of conduct"), description=_l("A link to the rules that hold there."))
    cost = RadioField(_l("Cost"))
    cost_note = StringField(_l("About the cost"))
    registration_url = StringField(_l("Page to register"), description=_l("If people register elsewhere."))
    contact = StringField(
        _l("Contact for questions"), description=_l("Everyone sees it. An address of the group is better than your own.")
    )
    expected = IntegerField(_l("How many people do you expect?"), validators=[Optional()])

    cover = FileField(_l("Picture"), description=_l("JPEG, PNG or WebP, up to 8 MB. Without one we draw a cover."))
    cover_alt = StringField(_l("What the picture shows"), description=_l("For those who can't see it."))
    cover_remove = BooleanField(_l("Take the picture away"))

    change_reason = TextAreaField(
        _l("Why does it change?"),
        description=_l("Only if its time or place changes: those who come read it, and the page says it."),
    )
    publish_rule = RadioField(_l("When shall it go out?"))
    publish_date = TypedDate(_l("On"), validators=[Optional()])
    publish_time = TypedTime(_l("At"), validators=[Optional()])

    near: set[str]
    """The languages that are likely here: shown first."""

    def offer(self, event: Event, person: Person) -> None:
        """Fill in the choices, in the reader's language."""
        tag = choose_locale()
        self.format.choices = [SelectChoice(f.slug, f.name_in(tag), render_kw={"data-duration": f.version.duration_minutes if f.version else 120})
                               for f in _with_own(queries.list_formats(), [event.format] if event.format else [])]  # fmt: skip
        if event.format is None:
            self.format.choices.insert(0, SelectChoice("", _("Choose a format")))
        self.source_language.choices = language_choices([event.source_language])
        self.languages.choices = language_choices(event.languages)
        self.topics.choices = [
            SelectChoice(topic.slug, topic.name_in(tag)) for topic in _with_own(queries.list_topics(), event.topics)
        ]
        offer_rules(self, event)
        self.region.choices = region_choices(empty=_("Choose a region"))
        self.zone.choices = zone_choices(event.zone)
        self.community.choices = _communities(event, person)
        spoken = event.community.languages if event.community else []
        self.near = {*event.languages, *(self.languages.data or ()), *spoken, person.locale.split("-")[0], tag, "en"}
        if event.is_public:  # it has gone out already, so its page does not ask when
            for name in ("publish_rule", "publish_date", "publish_time"):
                delattr(self, name)
        else:
            delattr(self, "change_reason")
        self.has_dates = not (event.is_public and event.rule)
        """Whether its times are said here; those of a public series are on the page of its dates."""
        self.repeat.validate_choice = self.zone.validate_choice = self.has_dates  # not asked there, so not answered
        if self.all_day.data and self.starts_time.data is None:  # ready for when it gets a time after all
            usual = _default_times(event)
            self.starts_time.data, self.ends_time.data = usual.get("starts_time"), usual.get("ends_time")
        for field, kind in ((self.mode, Mode), (self.cost, Cost), (self.publish_rule, PublishRule), (self.access, Access)):
            if field is None:
                continue
            field.choices = [SelectChoice(m.value, m.label) for m in kind if m is not Cost.UNKNOWN or event.cost is m]


FIELDS = frozenset(name for name in vars(EventForm) if hasattr(getattr(EventForm, name), "field_class"))
"""The names of the form's fields."""


def _with_own(offered: Sequence[Any], own: Sequence[Any]) -> list[Any]:
    """What is offered, and what the event has from before, though it has been retired."""
    slugs = {choice.slug for choice in offered}
    return [*offered, *(choice for choice in own if choice.slug not in slugs)]


def _communities(event: Event, person: Person) -> list[SelectChoice]:
    mine = list_of_contact(person)
    own = {community.id for community in mine}
    others = [c for c in db.session.scalars(select_directory(DirectoryFilter()).limit(1000)) if c.id not in own]
    if event.community and event.community.id not in own | {c.id for c in others}:
        others.append(event.community)
    return [
        SelectChoice("", _("None")),
        *(SelectChoice(c.key, c.name, optgroup=_("You speak for")) for c in mine),
        *(SelectChoice(c.key, c.name, optgroup=_("Others")) for c in others),
    ]


def values_of(event: Event) -> dict[str, Any]:
    """What the form shows of an event."""
    occurrence = event.occurrence
    names = ("title", "description", "source_language", "venue", "street", "city", "country", "lat", "lon", "directions", "join_url",
             "join_public", "registration_url", "languages", "audience", "access", "access_note", "conduct_url", "cost_note", "contact",
             "expected", "zone", "cover_alt", "revision", "all_day")  # fmt: skip
    values = {name: getattr(event, name) for name in names}
    publish = wall_in(event.publish_at, event.zone) if event.publish_at else None
    return values | {
        "format": event.format.slug if event.format else "", "community": event.community.key if event.community else "",
        "topics": [topic.slug for topic in event.topics], "region": event.region_code or "", "mode": event.mode.value,
        "cost": event.cost.value, "publish_rule": event.publish_rule.value,
        "publish_date": publish.date() if publish else None, "publish_time": publish.time() if publish else None,
        **(_times_of(event, occurrence) if occurrence else _default_times(event)), **rule_values(event),
    }  # fmt: skip


def offer_rules(form: Any, event: Event | None = None) -> None:
    """The choices of the fields that say how an event recurs, in the reader's language; a rule that no field says may be kept."""
    rule = read_rule(event.rule) if event is not None and event.rule else None
    form.kept_rule = rule if rule is not None and rule.is_kept else None
    offered = [every for every in Every if every is not Every.RULE or form.kept_rule]
    form.repeat.choices = [SelectChoice(ONCE, _("No, it takes place once")), *(SelectChoice(e.value, e.label) for e in offered)]
    names = get_day_names("wide", context="stand-alone", locale=choose_locale().replace("-", "_"))
    form.repeat_days.choices = [SelectChoice(str(day), names[day]) for day in range(7)]


def rule_values(event: Event) -> dict[str, Any]:
    """What the fields show of an event's rule, and of the first date it begins with."""
    if not event.rule or event.rule_start is None or event.rule_end is None:
        return {"repeat": ONCE, "repeat_interval": 1}
    rule = read_rule(event.rule)
    said = {"repeat": Every.RULE.value, "repeat_interval": 1} if rule.is_kept else {
        "repeat": rule.every.value, "repeat_interval": rule.interval, "repeat_days": [str(day) for day in rule.weekdays],
        "repeat_last": rule.position == -1, "repeat_until": rule.until, "repeat_times": rule.times,
    }  # fmt: skip
    return said | time_values(event.rule_start, event.rule_end, event.zone, all_day=event.all_day)


def rule_of(form: Any) -> Recurrence | None:
    """The rule that the fields say; None for once."""
    if form.repeat.data in (None, "", ONCE):
        return None
    if form.repeat.data == Every.RULE:
        kept: Recurrence | None = form.kept_rule
        return kept
    interval = form.repeat_interval.data
    return Recurrence(
        every=Every(form.repeat.data), interval=1 if interval is None else interval, weekdays=tuple(int(day) for day in form.repeat_days.data or ()),
        position=-1 if form.repeat_last.data else 0, until=form.repeat_until.data, times=form.repeat_times.data,
    )  # fmt: skip


def time_values(starts: datetime, ends: datetime, zone: str, *, all_day: bool) -> dict[str, Any]:
    """What the fields of a date show of these wall times; of whole days the last one that belongs to them, and no times."""
    last = last_day(starts, ends, zone) if all_day else ends.date()
    days = {"starts_date": starts.date(), "ends_date": None if last == starts.date() else last}
    return days if all_day else {**days, "starts_time": starts.time(), "ends_time": ends.time()}


def times_of(form: Any, *, all_day: bool) -> tuple[datetime | None, datetime | None]:
    """Start and end as wall times, as far as the fields of a date say them."""
    day, last = form.starts_date.data, form.ends_date.data or form.starts_date.data
    if all_day:
        return whole_days(day, last)
    return _moment(day, form.starts_time.data), _moment(last, form.ends_time.data)


def _times_of(event: Event, occurrence: Any) -> dict[str, Any]:
    first = occurrence.wall_start.replace(tzinfo=get_zone(occurrence.zone)).astimezone(UTC)
    return {
        **time_values(occurrence.wall_start, occurrence.wall_end, occurrence.zone, all_day=event.all_day),
        "second": not event.all_day and first != occurrence.starts_at,
    }


def _default_times(event: Event) -> dict[str, Any]:
    """The format's usual time; the date is the organizer's to say."""
    version = event.format_version or (event.format.version if event.format else None)
    if version is None:
        return {}
    begins = datetime.strptime(version.start_time, "%H:%M")
    ends = begins + timedelta(minutes=version.duration_minutes)
    return {"starts_time": begins.time(), "ends_time": ends.time() if ends.date() == begins.date() else None}


def draft_of(form: EventForm, event: Event) -> EventDraft:
    """What the form says, as the domain takes it. Without script the city is resolved here."""
    place = _place(form, event)
    return EventDraft(
        title=form.title.data or "", description=form.description.data or "", source_language=form.source_language.data or "en",
        format_slug=form.format.data or "", community_key=form.community.data or "", mode=Mode(form.mode.data or event.mode.value),
        **_times(form, event),
        venue=form.venue.data or "", street=form.street.data or "", directions=form.directions.data or "",
        join_url=form.join_url.data or "", join_public=bool(form.join_public.data), registration_url=form.registration_url.data or "",
        languages=tuple(form.languages.data or ()), topics=tuple(form.topics.data or ()), audience=form.audience.data or "",
        access=tuple(form.access.data or ()), access_note=form.access_note.data or "", conduct_url=form.conduct_url.data or "",
        cost=Cost(form.cost.data or Cost.FREE), cost_note=form.cost_note.data or "", contact=form.contact.data or "",
        expected=form.expected.data, **_publication(form, event, place["zone"]), **place,
    )  # fmt: skip


def _times(form: EventForm, event: Event) -> dict[str, Any]:
    """What the form says of its times; of a public series, whose dates have a page of their own, what is known."""
    if not form.has_dates:
        return {
            "starts": event.rule_start,
            "ends": event.rule_end,
            "recurrence": read_rule(event.rule),
            "all_day": event.all_day,
        }
    all_day = bool(form.all_day.data)
    starts, ends = times_of(form, all_day=all_day)
    return {
        "starts": starts, "ends": ends, "all_day": all_day, "second": bool(form.second.data) and not all_day, "recurrence": rule_of(form),
    }  # fmt: skip


def _moment(day: Any, time: Any) -> datetime | None:
    return datetime.combine(day, time) if day and time else None


def _publication(form: EventForm, event: Event, zone: str) -> dict[str, Any]:
    if form.publish_rule is None:
        return {"publish_rule": event.publish_rule, "publish_at": event.publish_at}
    wall = _moment(form.publish_date.data, form.publish_time.data)
    known = wall is not None and wall.year in YEARS and is_zone(zone)
    return {
        "publish_rule": PublishRule(form.publish_rule.data or event.publish_rule.value),
        "publish_at": wall.replace(tzinfo=get_zone(zone)).astimezone(UTC) if wall and known else None,
    }


def _place(form: EventForm, event: Event) -> dict[str, Any]:
    """City, country, position, region and zone; a city typed without choosing one is looked up once."""
    said = {
        "city": form.city.data or "", "country": (form.country.data or "").strip()[:2].upper(), "lat": form.lat.data,
        "lon": form.lon.data, "zone": form.zone.data or event.zone, "region_code": form.region.data or "",
    }  # fmt: skip
    if not form.has_dates:
        said["zone"] = event.zone
    chosen = (form.city_id.data or "").strip()
    if not said["city"] or chosen or said["city"] == event.city:
        return said
    found = search_cities(said["city"], limit=1)
    if not found:
        return said
    city = found[0]
    if said["region_code"][:2] not in {"", city.country} and said["region_code"] != (event.region_code or ""):
        return said  # they chose a region elsewhere: a city of the same name is not meant
    said |= {"country": city.country, "lat": city.lat, "lon": city.lon}
    if not said["region_code"] or said["region_code"] == (event.region_code or ""):
        said["region_code"] = city.country
    if said["zone"] == event.zone and form.has_dates:
        said["zone"] = city.zone
    return said
