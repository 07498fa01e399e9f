"""Making an account, signing in and out, asking for a new password. No answer tells whether an address is known.

A wrong password is counted in the request's own transaction, so these views commit what the service refused.
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import logout_user

from eventhub.accounts import services
from eventhub.blueprints.access import anyone, current_person
from eventhub.blueprints.account import bp
from eventhub.blueprints.account.forms import ForgotForm, SignInForm, SignUpForm
from eventhub.blueprints.account.session import begin_session, count_network, own_path
from eventhub.blueprints.context import choose_locale, forget_chosen_language
from eventhub.blueprints.forms import apply_errors
from eventhub.core.errors import Invalid, NotFound
from eventhub.core.text import lazy_gettext as _l


@bp.get("/sign-up", endpoint="sign_up")
@anyone
def show_sign_up() -> Any:
    """The form for a new account."""
    if current_person():
        return redirect(url_for("account.profile"), 303)
    return render_template("account/sign_up.html", form=SignUpForm())


@bp.post("/sign-up", endpoint="send_sign_up")
@anyone
def sign_up() -> Any:
    """Ask for an account; the rest happens through the mail."""
    form = SignUpForm()
    if form.validate():
        count_network("sign-up-from", limit=20)
        try:
            services.sign_up(name=form.name.data, email=form.email.data, password=form.password.data, locale=choose_locale())
            return redirect(url_for("account.sent", what="confirm"), 303)
        except Invalid as error:
            apply_errors(form, error)
    return render_template("account/sign_up.html", form=form), 422


@bp.get("/sent/<what>")
@anyone
def sent(what: str) -> Any:
    """Look into your mail: the same words whether or not one was sent."""
    if what not in {"confirm", "reset"}:
        raise NotFound(_l("There is nothing at this address, or it is not public."))
    return render_template("account/sent.html", what=what)


@bp.get("/sign-in", endpoint="sign_in")
@anyone
def show_sign_in() -> Any:
    """The form to sign in."""
    if current_person():
        return redirect(own_path(request.args.get("next")), 303)
    return render_template("account/sign_in.html", form=SignInForm(next=request.args.get("next", "")))


@bp.post("/sign-in", endpoint="send_sign_in")
@anyone
def sign_in() -> Any:
    """Sign in, when address and password belong together."""
    form = SignInForm()
    if not form.validate():
        return render_template("account/sign_in.html", form=form), 422
    count_network("sign-in-from", limit=60)
    person = services.sign_in(email=form.email.data, password=form.password.data)
    if person is None:
        form.form_errors = [_("Address and password don't belong together, or the address is not confirmed yet.")]
        return render_template("account/sign_in.html", form=form), 422
    begin_session(person)
    return redirect(own_path(form.next.data), 303)


@bp.post("/sign-out")
@anyone
def sign_out() -> Any:
    """End the session."""
    logout_user()
    session.clear()
    flash(_("You are signed out."))
    return forget_chosen_language(redirect(url_for("home.index"), 303))


@bp.get("/forgot", endpoint="forgot")
@anyone
def show_forgot() -> Any:
    """The form to ask for a new password."""
    return render_template("account/forgot.html", form=ForgotForm())


@bp.post("/forgot", endpoint="send_forgot")
@anyone
def forgot() -> Any:
    """Send a link, if there is such an account."""
    form = ForgotForm()
    if form.validate():
        count_network("reset-from", limit=20)
        try:
            services.ask_for_reset(email=form.email.data, locale=choose_locale())
            return redirect(url_for("account.sent", what="reset"), 303)
        except Invalid as error:
            apply_errors(form, error)
    return render_template("account/forgot.html", form=form), 422
