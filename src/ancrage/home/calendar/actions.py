"""The secret addresses of one's calendar: made, revoked. Each is a key of `people`, for this use
alone: it opens the calendar of its person, and nothing of the API."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor, Where
from ancrage.people.actions.tokens import (
    NAME_LENGTH,
    MadeToken,
    TokenRefusedError,
    create_token,
    revoke_token,
)
from ancrage.people.delays import delays_at
from ancrage.people.models import ApiToken
from ancrage.people.rules.names import clean_name


@command("home.make_calendar_address")
def make_address(*, by: Actor, now: dt.datetime, name: str) -> MadeToken:
    """Make an address that shows one's calendar, as long as a key may live. TokenRefusedError.

    It carries no role of its own: it shows what its person may read on the day it is read.
    """
    allow(Where(people=frozenset({by.reference})))
    if not 0 < len(clean_name(name)) <= NAME_LENGTH:
        raise TokenRefusedError(_("Donnez un nom à l’adresse, de cent caractères au plus."))
    until = localdate(now) + dt.timedelta(days=delays_at(localdate(now)).token_most_days)
    made = create_token(
        by=by,
        now=now,
        name=name,
        expires_on=until,
        may_write=False,
        roles=(),
        use=ApiToken.CALENDAR,
    )
    record(
        kind="token",
        reference=made.token.reference,
        says=_("Adresse de calendrier créée"),
        after={"until": until},
        details={"person": by.reference},
        personal={"name": made.token.name},
    )
    return made


@command("home.revoke_calendar_address")
def revoke_address(*, by: Actor, now: dt.datetime, address: ApiToken) -> ApiToken:
    """Have an address show nothing any more."""
    owner = address.person.reference
    allow(Where(people=frozenset({owner})))
    was_revoked = address.revoked_at is not None
    held = revoke_token(by=by, now=now, token=address)
    if was_revoked:
        unchanged()
        return held
    record(
        kind="token",
        reference=held.reference,
        says=_("Adresse de calendrier révoquée"),
        details={"person": owner},
        personal={"name": held.name},
    )
    return held
