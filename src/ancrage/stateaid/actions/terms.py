"""What the financer of a dossier tells of its aid: regime, instrument, terms, conditions."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ancrage.funding.access import financer_where
from ancrage.funding.actions.books import locked_head
from ancrage.funding.models import Dossier
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor
from ancrage.stateaid.actions.parts import (
    StateAidRefusedError,
    check_regime,
    checked_siren,
    revise_concerned,
    revisions_told,
)
from ancrage.stateaid.definitions import method as rate_method
from ancrage.stateaid.models import AidTerms, Check
from ancrage.stateaid.queries.asking import terms_of
from ancrage.stateaid.queries.received import NO_AID
from ancrage.stateaid.rules.terms import read_terms

KIND = "dossier"


@dataclass(frozen=True, slots=True)
class TermsTold:
    """`regime`: code, "none" for no aid. `terms`: of an advance or a loan, see `rules/gge.py`;
    `conditions`: answers to those of the regime; `benefited`: see `ReceivedAid`. `eligible`: costs
    that may be aided, in cents; None leaves what the dossier has."""

    regime: str
    instrument: str = "grant"
    terms: Mapping[str, Any] = field(default_factory=dict)
    conditions: Mapping[str, bool] = field(default_factory=dict)
    benefited: str = ""
    eligible: int | None = None


@command("stateaid.tell_terms")
def tell_terms(
    *, by: Actor, now: dt.datetime, dossier: Dossier, told: TermsTold
) -> tuple[AidTerms, list[Check]]:
    """Say under which regime and on which terms a dossier is aided; what is kept, and the verdicts
    that it revises. StateAidRefusedError; InputRefused for terms with every fault."""
    allow(financer_where(dossier.financer))
    locked_head()
    _check(told)
    held = Dossier.objects.select_for_update().get(pk=dossier.pk)
    row = terms_of(held) or AidTerms(dossier=held)
    before = _document(held, row)
    for name in ("instrument", "terms", "conditions", "benefited"):
        setattr(row, name, getattr(told, name))
    held.aid_basis = told.regime
    held.eligible_cents = held.eligible_cents if told.eligible is None else told.eligible
    after = _document(held, row)
    if row.pk and after == before:
        unchanged()
        return row, []
    row.changed_at = held.changed_at = now
    row.save()
    held.save(update_fields=["aid_basis", "eligible_cents", "changed_at"])
    sirens = [held.siren] if held.siren else []
    made = revise_concerned(author=by.reference, now=now, sirens=sirens)
    record(
        kind=KIND,
        reference=held.code,
        label=held.code,
        says=_("Régime et conditions de l’aide dits"),
        before=before,
        after=after,
        details=revisions_told(made),
        private=True,
    )
    return row, made


def _check(told: TermsTold) -> None:
    if told.regime != NO_AID:
        check_regime(told.regime)
    if told.instrument not in dict(AidTerms.INSTRUMENTS):
        raise StateAidRefusedError(_("L’aide est une subvention, une avance ou un prêt."))
    if told.benefited:
        checked_siren(told.benefited)
    if told.eligible is not None and told.eligible < 0:
        raise StateAidRefusedError(_("Une dépense éligible n’est pas négative."))
    read_terms(told.terms, rate_method())


def _document(held: Dossier, row: AidTerms) -> dict[str, Any]:
    told = TermsTold(
        regime=held.aid_basis,
        instrument=row.instrument,
        terms=dict(row.terms),
        conditions=dict(row.conditions),
        benefited=row.benefited,
        eligible=held.eligible_cents,
    )
    return asdict(told)
