"""Keys of the API: made once, shown once, revoked; their last use is noted."""

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.rights import Actor, Where
from ancrage.people.actions.roles import scope_of
from ancrage.people.delays import delays_at
from ancrage.people.models import ApiToken, Organisation, Person, RoleHolding
from ancrage.people.queries.tokens import (
    carriable,
    organisations_of,
    secret_hash,
    written_key,
)
from ancrage.people.rules.names import clean_name

REFERENCE_BYTES, SECRET_BYTES = 6, 32
NAME_LENGTH = 100
NOTED_EVERY = dt.timedelta(minutes=1)


class TokenRefusedError(ValueError):
    """A key that cannot be made so; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new key: `key` is shown this once, and kept nowhere."""

    token: ApiToken
    key: str


@command("people.create_token")
def create_token(
    *,
    by: Actor,
    now: dt.datetime,
    name: str,
    expires_on: dt.date,
    may_write: bool,
    roles: Collection[str],
    organisation: Organisation | None = None,
    use: str = ApiToken.API,
) -> MadeToken:
    """Make a key that carries some of one's own roles, by their references. TokenRefusedError.

    Made on behalf of an organisation, it carries only roles held for it.
    """
    allow(Where(people=frozenset({by.reference})))
    today = localdate(now)
    clean = clean_name(name)
    _check(clean, expires_on, today)
    carried = _carried(by, roles, organisation, today)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = ApiToken.objects.create(
        reference=secrets.token_hex(REFERENCE_BYTES),
        name=clean,
        person=Person.objects.get(reference=by.reference),
        organisation=organisation,
        use=use,
        secret_hash=secret_hash(secret),
        may_write=may_write,
        created_at=now,
        expires_on=expires_on,
    )
    made.holdings.set(carried)
    record(
        kind="token",
        reference=made.reference,
        says=_("Jeton d’API créé"),
        after={
            "use": use,
            "may_write": may_write,
            "until": expires_on,
            "organisation": organisation.name if organisation else "",
            "roles": [f"{row.role} {scope_of(row)}" for row in carried],
        },
        details={"person": by.reference},
        personal={"name": clean},
    )
    return MadeToken(made, written_key(made.reference, secret))


def _carried(
    by: Actor, roles: Collection[str], organisation: Organisation | None, today: dt.date
) -> list[RoleHolding]:
    """The roles in force that a key may carry, all held for its organisation if it has one."""
    held = {row.holding.reference: row.holding for row in carriable(by, on=today)}
    if not set(roles) <= held.keys():
        raise TokenRefusedError(_("Un jeton ne porte que vos rôles en vigueur."))
    carried = [held[reference] for reference in roles]
    if organisation is not None:
        _check_organisation(by, organisation, today)
        if any(row.organisation_id != organisation.pk for row in carried):
            told = {"name": organisation.name}
            raise TokenRefusedError(
                _("Ce jeton ne porte que les rôles tenus au nom de « %(name)s ».") % told
            )
    return carried


@command("people.revoke_token")
def revoke_token(*, by: Actor, now: dt.datetime, token: ApiToken) -> ApiToken:
    """Have a key open nothing any more: its owner's, an organisation's, or an administrator's."""
    rows = ApiToken.objects.select_for_update(of=("self",)).select_related("person")
    held = rows.get(pk=token.pk)
    mine = {held.person.reference}
    ours = {one.pk for one in organisations_of(by, on=localdate(now))}
    if held.organisation_id in ours:
        mine.add(by.reference)
    allow(Where(people=frozenset(mine)))
    if held.revoked_at is not None:
        unchanged()
        return held
    held.revoked_at = now
    held.save(update_fields=["revoked_at"])
    record(
        kind="token",
        reference=held.reference,
        says=_("Jeton d’API révoqué"),
        details={"person": held.person.reference},
        personal={"name": held.name},
    )
    return held


@unjournalled("l’heure du dernier usage d’un jeton, notée une fois par minute au plus")
def note_use(*, token: ApiToken, now: dt.datetime) -> None:
    """Note that a key was used."""
    before = now - NOTED_EVERY
    if token.last_used_at is not None and token.last_used_at > before:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=before)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def _check(name: str, expires_on: dt.date, today: dt.date) -> None:
    if not name or len(name) > NAME_LENGTH:
        raise TokenRefusedError(_("Donnez au jeton un nom, de cent caractères au plus."))
    if expires_on < today:
        raise TokenRefusedError(_("Le dernier jour est passé."))
    most = delays_at(today).token_most_days
    if expires_on > today + dt.timedelta(days=most):
        raise TokenRefusedError(_("Un jeton vaut %d jours au plus.") % most)


def _check_organisation(by: Actor, organisation: Organisation, today: dt.date) -> None:
    if organisation.pk not in {one.pk for one in organisations_of(by, on=today)}:
        raise TokenRefusedError(_("Vous n’agissez pas au nom de cette organisation."))
