"""Where the links in mails lead: pages whose button acts."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from eventhub.accounts import services
from eventhub.blueprints.access import anyone
from eventhub.blueprints.account import bp
from eventhub.blueprints.account.forms import ConfirmForm, ResetForm
from eventhub.blueprints.account.session import begin_session, count_network
from eventhub.blueprints.forms import apply_errors, roll_back
from eventhub.core.errors import Invalid, Refused, TooMany


@bp.get("/confirm/<token>", endpoint="confirm")
@anyone
def show_confirm(token: str) -> Any:
    """Ask for the password that was chosen."""
    try:
        services.check_link("confirm", token)
    except Refused:
        return _over("confirm")
    return render_template("account/confirm.html", form=ConfirmForm(), token=token)


@bp.post("/confirm/<token>", endpoint="send_confirm")
@anyone
def confirm(token: str) -> Any:
    """Make the account good, and sign in."""
    form = ConfirmForm()
    if form.validate():
        count_network("sign-in-from", limit=60)
        try:
            begin_session(services.confirm(token, form.password.data))
            flash(_("Your account is ready. Good to have you here."), "success")
            return redirect(url_for("desk.index"), 303)
        except Invalid as error:
            apply_errors(form, error)
        except TooMany:
            raise
        except Refused:
            return _over("confirm")
    return render_template("account/confirm.html", form=form, token=token), 422


@bp.get("/reset/<token>", endpoint="reset")
@anyone
def show_reset(token: str) -> Any:
    """Ask for a new password."""
    try:
        services.check_link("reset", token)
    except Refused:
        return _over("reset")
    return render_template("account/reset.html", form=ResetForm(), token=token)


@bp.post("/reset/<token>", endpoint="send_reset")
@anyone
def reset(token: str) -> Any:
    """Set it, end all other sessions, and sign in."""
    form = ResetForm()
    if form.validate():
        try:
            begin_session(services.reset_password(token, form.password.data))
            flash(_("Your new password is in force. Other devices have to sign in again."), "success")
            return redirect(url_for("desk.index"), 303)
        except Invalid as error:
            apply_errors(form, error)
        except Refused:
            return _over("reset")
    return render_template("account/reset.html", form=form, token=token), 422


def _over(what: str) -> Any:
    roll_back()
    return render_template("account/over.html", what=what), 410
