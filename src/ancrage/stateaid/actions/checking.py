"""A grant checked before it is decided; a verdict given again; an unknown one accepted."""

import datetime as dt
from dataclasses import replace

from django.utils.translation import gettext as _

from ancrage.catalogue.rules.facts import euros
from ancrage.funding.access import financer_where
from ancrage.funding.actions.books import locked_head
from ancrage.funding.models import Dossier
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor
from ancrage.stateaid.access import check_where
from ancrage.stateaid.actions.parts import (
    MOST,
    Given,
    StateAidRefusedError,
    check_regime,
    checked_reason,
    checked_siren,
    write_check,
    write_revision,
)
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.documents import read_verdict
from ancrage.stateaid.models import Check
from ancrage.stateaid.queries.asking import Question, asked_again, asked_of
from ancrage.stateaid.queries.received import NO_AID
from ancrage.stateaid.queries.tables import tables_at
from ancrage.stateaid.queries.verdicts import facts_for, verdict_again, verdict_on
from ancrage.stateaid.rules.model import Answer, Asked
from ancrage.stateaid.words import regime_label

KIND = "aid_check"
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
"""The days that a grant may be asked about."""


@command("stateaid.check_grant")
def check_grant(
    *,
    by: Actor,
    now: dt.datetime,
    financer: str,
    asked: Asked,
    name: str = "",
    is_demonstration: bool = False,
) -> Check:
    """Give a verdict on a grant that no dossier holds yet, and keep it. StateAidRefusedError."""
    allow(financer_where(financer))
    locked_head()
    question = question_of(asked)
    made = write_check(
        given=_given(by, now, question),
        financer=financer,
        name=name.strip()[:200],
        is_demonstration=is_demonstration,
    )
    _record(made)
    return made


@command("stateaid.check_grant")
def check_dossier(
    *, by: Actor, now: dt.datetime, dossier: Dossier, cents: int, on: dt.date
) -> Check:
    """Give a verdict on a grant to a dossier of the ledger, under the regime that it tells, and
    keep it. StateAidRefusedError."""
    allow(financer_where(dossier.financer))
    locked_head()
    held = _dossier(dossier)
    question = question_on(held, cents=cents, on=on)
    made = write_check(
        given=_given(by, now, question),
        financer=held.financer,
        dossier=held,
        name=held.beneficiary,
    )
    _record(made)
    return made


def _given(by: Actor, now: dt.datetime, question: Question) -> Given:
    """The verdict on a question, from all that is known."""
    verdict = verdict_on(question, facts_for([question.asked]))
    return Given(by.reference, now, question, verdict)


def _dossier(dossier: Dossier) -> Dossier:
    """The dossier as it is, with its terms."""
    return Dossier.objects.select_related("project", "aid_terms").get(pk=dossier.pk)


def question_of(asked: Asked) -> Question:
    """What a form or a call asks, once it can be. StateAidRefusedError."""
    held = replace(asked, siren=checked_siren(asked.siren))
    check_regime(held.regime)
    _check(held.cents, held.on)
    return Question(held, held.cents)


def question_on(dossier: Dossier, *, cents: int, on: dt.date) -> Question:
    """A grant to a dossier, once it can be asked about. StateAidRefusedError."""
    if dossier.aid_basis in {"", NO_AID}:
        raise StateAidRefusedError(
            _("Dites d’abord sous quel régime d’aide ce dossier est accordé.")
        )
    if not dossier.siren:
        raise StateAidRefusedError(
            _("Ce dossier n’a pas de SIRET : sans lui, ce que l’entreprise a reçu est inconnu.")
        )
    if dossier.aid_basis not in regimes().by_code:
        told = _(
            "La base juridique de ce dossier, « %s », ne dit pas sous quel régime vérifier l’aide. "
            "À la page du dossier, dites ce régime et ses conditions."
        )
        raise StateAidRefusedError(told % regime_label(dossier.aid_basis))
    _check(cents, on)
    return asked_of(dossier, cents=cents, on=on, tables=tables_at())


def _check(cents: int, on: dt.date) -> None:
    if not 0 < cents <= MOST:
        raise StateAidRefusedError(_("Écrivez un montant positif."))
    if not FIRST <= on <= LAST:
        raise StateAidRefusedError(_("Cette date ne peut pas être celle d’un octroi."))


@command("stateaid.revise_check")
def revise_check(*, by: Actor, now: dt.datetime, check: Check) -> Check:
    """Give a verdict again, from what is known now: a new one that revises it when anything
    changed, else the same. The one before stays as it was given. StateAidRefusedError."""
    allow(check_where(check))
    locked_head()
    rows = Check.objects.select_related("dossier__project", "dossier__aid_terms")
    held = rows.get(pk=check.pk)
    _check_last(held)
    question = asked_again(held, tables_at())
    verdict = verdict_again(held, question, facts_for([question.asked]))
    if verdict == read_verdict(held):
        unchanged()
        return held
    made = write_revision(given=Given(by.reference, now, question, verdict), held=held)
    _record(made, revises=held.code)
    return made


@command("stateaid.accept_unknown")
def accept_unknown(*, by: Actor, now: dt.datetime, check: Check, reason: str) -> Check:
    """Decide that a grant may be made although its verdict is unknown, and why; never when it is
    no. StateAidRefusedError."""
    allow(check_where(check))
    held = Check.objects.select_for_update().get(pk=check.pk)
    why = checked_reason(reason)
    _check_last(held)
    if held.answer != Answer.UNKNOWN:
        raise StateAidRefusedError(_("Seul un verdict inconnu s’accepte."))
    if held.accepted_at is not None:
        raise StateAidRefusedError(_("Ce verdict est déjà accepté."))
    held.accepted_at, held.accepted_by, held.accepted_reason = now, by.reference, why[:500]
    held.save(update_fields=["accepted_at", "accepted_by", "accepted_reason"])
    record(
        kind=KIND,
        reference=held.code,
        label=held.code,
        says=_("Octroi accepté malgré un verdict inconnu"),
        after={"answer": held.answer, "cents": held.amount_cents},
        details={"reason": why},
        private=True,
    )
    return held


def _check_last(held: Check) -> None:
    if Check.objects.filter(revises=held).exists():
        raise StateAidRefusedError(_("Un verdict plus récent remplace celui-ci : relisez-le."))


def _record(made: Check, **details: str) -> None:
    answer = made.get_answer_display()
    record(
        kind=KIND,
        reference=made.code,
        label=made.code,
        says=_("Aide d’État vérifiée") if not details else _("Verdict d’aide d’État revu"),
        after={
            "siren": made.siren,
            "regime": made.regime,
            "amount": euros(made.amount_cents),
            "granted_on": made.granted_on,
            "answer": answer,
        },
        details=details,
        private=True,
    )
