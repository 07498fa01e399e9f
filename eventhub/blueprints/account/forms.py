"""Forms of the account. Whether an address or a password will do is for the service to say."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from eventhub.accounts.rules import PASSWORD_MAX, PASSWORD_MIN
from eventhub.blueprints.context import own_name
from eventhub.blueprints.forms import NEEDED, BaseForm, at_most
from eventhub.config import LANGUAGES
from eventhub.events.follows.rules import Rhythm
from eventhub.feeds.personal.rules import MAX_NAME, FeedKind

_CHOOSE = _l("At least %(n)s characters. A short sentence is good.", n=PASSWORD_MIN)


class SignUpForm(BaseForm):
    """What an account begins with."""

    name = StringField(
        _l("Your name"),
        [NEEDED, at_most(120)],
        description=_l("As others may call you. It stands beside what you do here."),
    )
    email = EmailField(
        _l("E-mail address"), [NEEDED, at_most(254)], description=_l("Never shown to anyone. We send a link to it.")
    )
    password = PasswordField(_l("Password"), [NEEDED], description=_CHOOSE)


class SignInForm(BaseForm):
    """Address and password, and where to go then."""

    email = EmailField(_l("E-mail address"), [NEEDED, at_most(254)])
    password = PasswordField(_l("Password"), [NEEDED])
    next = HiddenField()


class ConfirmForm(BaseForm):
    """The password that was chosen, to show that it was the same person."""

    password = PasswordField(_l("The password you chose"), [NEEDED])


class ForgotForm(BaseForm):
    """Where to send a link for a new password."""

    email = EmailField(_l("E-mail address"), [NEEDED, at_most(254)])


class ResetForm(BaseForm):
    """A new password."""

    password = PasswordField(_l("New password"), [NEEDED, at_most(PASSWORD_MAX)], description=_CHOOSE)


class PasswordForm(BaseForm):
    """A new password for someone who knows the present one."""

    current = PasswordField(_l("Present password"), [NEEDED])
    password = PasswordField(_l("New password"), [NEEDED], description=_CHOOSE)


class ProfileForm(BaseForm):
    """What a person says of themselves."""

    name = StringField(_l("Your name"), [NEEDED, at_most(120)])
    locale = SelectField(_l("Language of pages and mails"), choices=[SelectChoice(tag, own_name(tag)) for tag in LANGUAGES])
    zone = SelectField(_l("Your time zone"), description=_l("Times are shown where the event is and, beside it, in your zone."))
    employers = TextAreaField(
        _l("Who you work for"), [at_most(2000)],
        description=_l("One a line; leave it empty if you work for nobody or rather not say. Only used so that nobody decides "
                       "on something that a colleague has sent in. Never shown."),
    )  # fmt: skip

    def employer_list(self) -> list[str]:
        """The lines that say something."""
        return [line for line in (self.employers.data or "").splitlines() if line.strip()]


class CalendarForm(BaseForm):
    """A calendar of one's own."""

    kind = RadioField(
        _l("What shall be in it?"), [NEEDED],
        choices=[SelectChoice(kind.value, kind.label, render_kw={"data-help": kind.about}) for kind in FeedKind],
    )  # fmt: skip
    name = StringField(
        _l("For which device or program?"), [NEEDED, at_most(MAX_NAME)],
        description=_l("So that you know later which one it was: “Phone”, “Work laptop”."),
    )  # fmt: skip
    alarm = SelectField(
        _l("Remind me"), default="0",
        choices=[SelectChoice("0", _l("Not at all")), SelectChoice("60", _l("One hour before")), SelectChoice("1440", _l("One day before"))],
    )  # fmt: skip
    once = HiddenField(default=lambda: secrets.token_urlsafe(16))


class DigestForm(BaseForm):
    """How often to hear of what is new."""

    rhythm = RadioField(
        _l("How often shall we write to you?"), [NEEDED],
        choices=[SelectChoice(rhythm.value, rhythm.label, render_kw={"data-help": rhythm.about}) for rhythm in Rhythm],
    )  # fmt: skip
