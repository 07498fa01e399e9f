"""Forms of communities: shape only; what is said is for the service to judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)  # fmt: skip
from wtforms.fields import SelectChoice
from wtforms.widgets import HiddenInput

from eventhub.blueprints.context import choose_locale, reader_zone
from eventhub.blueprints.forms import NEEDED, BaseForm, at_most, language_choices, region_choices, zone_choices
from eventhub.communities.models import Community, CommunityKind, Platform
from eventhub.communities.services import CommunityDraft
from eventhub.core.search.normalize import index_text
from eventhub.core.text import clean_line
from eventhub.regions import queries as regions

MAX_LINKS = 8
MAX_LINK_ROWS = 20
EMPTY_LINKS = 3
LANGUAGE_ROWS = 4
MAX_LANGUAGES = 12
_ABOUT = {
    CommunityKind.LOCAL: _l("People of one place who can meet there."),
    CommunityKind.ONLINE: _l("Meets online, wherever its people are."),
    CommunityKind.TOPICAL: _l("Held together by a subject or a trade."),
}


class LinkForm(Form):
    """A place where the community can be found."""

    platform = SelectField(_l("Platform"))
    url = StringField(_l("Address"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.platform.choices = [SelectChoice(each.value, str(each.label)) for each in Platform]

    def said(self) -> tuple[Platform, str] | None:
        """Platform and address; without an address nothing was said."""
        url = clean_line(self.url.data)
        if not url:
            return None
        return Platform(self.platform.data), url if "://" in url else f"https://{url}"


class CommunityForm(BaseForm):
    """What a community's page says."""

    name = StringField(_l("Name"), [NEEDED])
    kind = RadioField(_l("Kind"))
    city = StringField(
        _l("City"), [at_most(200)], description=_l("Choose from the list: it brings position, country and time zone.")
    )
    region = SelectField(
        _l("Region"), [NEEDED], description=_l("The country, or a part of it. Choose the world for a group without a place.")
    )
    zone = SelectField(_l("Time zone"))
    lat = HiddenField()
    lon = HiddenField()
    city_name = HiddenField()
    languages = FieldList(
        SelectField(_l("Language"), default=""), _l("Languages spoken"), min_entries=LANGUAGE_ROWS, max_entries=MAX_LANGUAGES
    )
    summary = TextAreaField(
        _l("About the community"), description=_l("Who you are, what you do together, how to join in. Markdown works.")
    )
    source_language = SelectField(_l("This text is in"))
    links = FieldList(FormField(LinkForm), _l("Where you can be found"), max_entries=MAX_LINK_ROWS)
    revision = IntegerField(widget=HiddenInput(), default=0)

    def __init__(self, *args: Any, languages: Sequence[str] = (), zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, languages=list(languages)[:MAX_LANGUAGES], zone=zone, **kwargs)
        self.kind.choices = [
            SelectChoice(k.value, str(k.label), render_kw={"data-help": str(_ABOUT[k])}) for k in CommunityKind
        ]
        self.region.choices = region_choices(empty=_("Choose a region"))
        self.zone.choices = zone_choices(zone)
        for n, entry in enumerate(self.languages):
            entry.choices = [SelectChoice("", _("Choose a language") if n == 0 else "–"), *language_choices(languages)]
        self.source_language.choices = language_choices([self.source_language.data or "en"])
        for _n in range(min(EMPTY_LINKS, MAX_LINKS - len(self.links)) if not self.is_submitted() else 0):
            self.links.append_entry({"platform": Platform.WEBSITE.value})

    @classmethod
    def blank(cls, region: str) -> CommunityForm:
        """For a new community, perhaps in a region known already."""
        tag = choose_locale()
        return cls(
            region=region, kind=CommunityKind.LOCAL.value, source_language=tag, languages=[tag], zone=reader_zone() or "UTC"
        )

    @classmethod
    def of(cls, community: Community) -> CommunityForm:
        """With what the page says now."""
        return cls(
            name=community.name, kind=community.kind.value, city=community.city, region=community.region_code,
            lat=community.lat, lon=community.lon, city_name=community.city, languages=list(community.languages),
            zone=community.zone, summary=community.summary, source_language=community.source_language,
            links=[{"platform": link.platform.value, "url": link.url} for link in community.links[:MAX_LINK_ROWS]], revision=community.revision,
        )  # fmt: skip

    def draft(self) -> CommunityDraft:
        """What was said, for the service."""
        city, lat, lon, zone = self._place()
        return CommunityDraft(
            name=self.name.data or "", kind=CommunityKind(self.kind.data), region_code=self.region.data, city=city, zone=zone,
            lat=lat, lon=lon, languages=tuple(dict.fromkeys(tag for tag in self.languages.data if tag)),
            source_language=self.source_language.data, summary=self.summary.data or "",
            links=tuple(said for entry in self.links if (said := entry.form.said())),
        )  # fmt: skip

    def _place(self) -> tuple[str, float | None, float | None, str]:
        """City, position and zone: those chosen from the list, or looked up when only a name was typed."""
        typed, chosen, zone = self.city.data or "", clean_line(self.city_name.data), self.zone.data
        lat, lon = _degrees(self.lat.data, 90), _degrees(self.lon.data, 180)
        if not typed:
            return "", None, None, zone
        if lat is not None and lon is not None:
            return (chosen if chosen and typed.startswith(chosen) else typed), lat, lon, zone
        name = typed.split(",")[0].strip()
        for city in regions.search_cities(name):
            if city.country == (self.region.data or "")[:2] and index_text(city.name) == index_text(name):
                return city.name, city.lat, city.lon, city.zone if zone in {"", "UTC"} else zone
        return typed, None, None, zone


class ContactForm(BaseForm):
    """Whom to add."""

    email = EmailField(_l("Their e-mail address"), [NEEDED, at_most(254)])


class StepForm(BaseForm):
    """A step of the standing, with its reason."""

    reason = TextAreaField(_l("Your reason"))


def _degrees(text: str | None, limit: int) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if -limit <= value <= limit else None
