"""What a person says of themselves, and their password."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from eventhub.accounts import queries, services
from eventhub.accounts.models import Person
from eventhub.blueprints.access import get_person, signed_in
from eventhub.blueprints.account import bp
from eventhub.blueprints.account.forms import PasswordForm, ProfileForm
from eventhub.blueprints.account.session import begin_session
from eventhub.blueprints.context import COOKIE_ZONE, best_language, forget_chosen_language
from eventhub.blueprints.forms import apply_errors, refuse, zone_choices
from eventhub.core import zones
from eventhub.core.errors import Invalid


@bp.get("/profile", endpoint="profile")
@signed_in
def show_profile() -> Any:
    """What the person says of themselves."""
    person = get_person()
    employers = "\n".join(known.organization for known in queries.list_affiliations(person))
    form = ProfileForm(name=person.name, locale=best_language(person.locale) or "en", zone=person.zone or _told_zone(),
                       employers=employers)  # fmt: skip
    return _page(form, person)


@bp.post("/profile", endpoint="save_profile")
@signed_in
def save_profile() -> Any:
    """Change it."""
    form, person = ProfileForm(), get_person()
    form.zone.choices = _zones(person)
    if form.validate():
        speaks_anew = form.locale.data != person.locale
        try:
            services.update_profile(person, name=form.name.data, locale=form.locale.data, zone=form.zone.data,
                                    employers=form.employer_list())  # fmt: skip
            flash(_("Saved."), "success")
            answer = redirect(url_for("account.profile"), 303)
            return forget_chosen_language(answer) if speaks_anew else answer
        except Invalid as error:
            refuse(form, error)
    return _page(form, get_person()), 422


@bp.get("/password", endpoint="password")
@signed_in
def show_password() -> Any:
    """The form for a new password."""
    return render_template("account/password.html", form=PasswordForm())


@bp.post("/password", endpoint="save_password")
@signed_in
def save_password() -> Any:
    """Set a new password; every other session ends. A wrong try stays counted, so nothing is rolled back."""
    form, person = PasswordForm(), get_person()
    if form.validate():
        try:
            services.change_password(person, current=form.current.data, new=form.password.data)
            begin_session(person)
            flash(_("Your new password is in force. Other devices have to sign in again."), "success")
            return redirect(url_for("account.profile"), 303)
        except Invalid as error:
            apply_errors(form, error)
    return render_template("account/password.html", form=form), 422


def _page(form: ProfileForm, person: Person) -> str:
    form.zone.choices = _zones(person)
    return render_template(
        "account/profile.html", form=form, email=person.email, suggested=not person.zone and bool(_told_zone())
    )


def _zones(person: Person) -> list[Any]:
    return zone_choices(person.zone or _told_zone(), empty=_("The event's own alone"))


def _told_zone() -> str:
    told = request.cookies.get(COOKIE_ZONE, "")
    return told if zones.is_zone(told) else ""
