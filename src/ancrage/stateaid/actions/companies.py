"""What is known of a company, written by those whom it concerns."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ancrage.funding.actions.books import locked_head
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor
from ancrage.stateaid.access import company_where
from ancrage.stateaid.actions.parts import (
    StateAidRefusedError,
    checked_siren,
    checked_source,
    revise_concerned,
    revisions_told,
)
from ancrage.stateaid.models import Undertaking

KIND = "aid_company"
SETTABLE = ("name", "size", "year_end", "road_freight", "source")
YEAR_END = re.compile(
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2\d))?"
)


@command("stateaid.describe_company")
def describe_company(
    *,
    by: Actor,
    now: dt.datetime,
    siren: str,
    changes: Mapping[str, Any],
    revision: int | None = None,
    is_demonstration: bool = False,
) -> Undertaking:
    """Say what a company is (`SETTABLE`); the journal keeps what was known before.

    StateAidRefusedError for a wrong value, no source, or a change since `revision` (None: not
    checked). Verdicts that this changes are revised.
    """
    code = checked_siren(siren)
    allow(company_where(code))
    locked_head()
    held = Undertaking.objects.select_for_update().filter(siren=code).first()
    if revision is not None and revision != (held.revision if held else 0):
        raise StateAidRefusedError(_("Cette entreprise a changé entre-temps : relisez-la."))
    row = held or Undertaking(siren=code, revision=0, is_demonstration=is_demonstration)
    before = {name: getattr(row, name) for name in SETTABLE}
    after = before | {name: value for name, value in changes.items() if name in SETTABLE}
    if held is not None and after == before:
        unchanged()
        return held
    _check(after)
    for name, value in after.items():
        setattr(row, name, value)
    row.revision += 1
    row.changed_at = now
    row.save()
    made = revise_concerned(author=by.reference, now=now, sirens=[code])
    record(
        kind=KIND,
        reference=code,
        label=code,
        says=_("Entreprise décrite, version %d") % row.revision,
        before=before if held else None,
        after=after,
        details=revisions_told(made),
        private=True,
    )
    return row


def _check(told: Mapping[str, Any]) -> None:
    """StateAidRefusedError for what cannot be."""
    checked_source(told["source"])
    if told["size"] not in {"", *dict(Undertaking.SIZES)}:
        raise StateAidRefusedError(_("La taille est petite, moyenne ou grande."))
    if not YEAR_END.fullmatch(told["year_end"]):
        raise StateAidRefusedError(
            _("La clôture de l’exercice s’écrit mois-jour, comme 12-31 : vérifiez-la.")
        )
