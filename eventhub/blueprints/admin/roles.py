"""Who holds which role where, giving one and ending it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from eventhub.accounts import queries, services
from eventhub.accounts.models import Person, RoleGrant
from eventhub.accounts.permissions import AccountPermission, Role
from eventhub.blueprints.access import allow_anywhere, get_person
from eventhub.blueprints.admin import bp
from eventhub.blueprints.admin.forms import RoleForm, role_label
from eventhub.blueprints.forms import refuse, region_name
from eventhub.core import clock
from eventhub.core.errors import Invalid, NotFound
from eventhub.core.text import lazy_gettext as _l


@bp.get("/roles")
@allow_anywhere(AccountPermission.GRANT_ROLE)
def roles() -> str:
    """All roles in force or to come."""
    return _page(RoleForm.blank())


@bp.post("/roles")
@allow_anywhere(AccountPermission.GRANT_ROLE)
def give_role() -> Any:
    """Give a role over a region for a term."""
    form = RoleForm()
    if form.validate():
        try:
            person = _to_whom(form)
            services.grant_role(person, Role(form.role.data), form.region.data, actor=get_person(), ends_at=form.ends_at())
            flash(_("%(name)s has the role now.", name=person.name), "success")
            return redirect(url_for("admin.roles"), 303)
        except Invalid as error:
            refuse(form, error)
    return _page(form), 422


@bp.post("/roles/<key>/<role>/<region>/end")
@allow_anywhere(AccountPermission.GRANT_ROLE)
def end_role(key: str, role: str, region: str) -> Any:
    """End a role now; it stays in the records."""
    grant = next((g for g in queries.list_grants() if (g.person.key, g.role.value, g.scope) == (key, role, region)), None)
    if grant is None:
        raise NotFound(_l("This role has ended already."))
    services.end_role(grant, actor=get_person())
    flash(_("The role of %(name)s has ended. Say thank you.", name=grant.person.name))
    return redirect(url_for("admin.roles"), 303)


def _to_whom(form: RoleForm) -> Person:
    """The person with the address, when they don't hold just this role already.

    :raises Invalid: there is no such account, they hold it, or the term would end before it begins.
    """
    person = queries.find_by_email((form.email.data or "").lower())
    if person is None or not person.is_active:
        raise Invalid({"email": _l("There is no confirmed account with this address. Ask the person to make one first.")})
    if any((grant.role, grant.scope) == (form.role.data, form.region.data) for grant in person.active_grants):
        raise Invalid({"email": _l("%(name)s has this role there already.", name=person.name)})
    ends_at = form.ends_at()
    if ends_at and ends_at <= clock.now():
        raise Invalid({"until": _l("This day is over. Choose one to come.")})
    return person


def _page(form: RoleForm) -> str:
    me = get_person()
    return render_template("admin/roles.html", form=form, grants=[_row(grant, me) for grant in queries.list_grants()])


def _row(grant: RoleGrant, me: Person) -> dict[str, Any]:
    address = url_for("admin.end_role", key=grant.person.key, role=grant.role.value, region=grant.scope)
    return {"name": grant.person.name, "role": role_label(grant.role), "region": region_name(grant.scope), "until": grant.ends_at,
            "since": grant.starts_at, "end": address, "own": grant.person_id == me.id}  # fmt: skip
