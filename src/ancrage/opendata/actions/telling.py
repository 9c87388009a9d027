"""What grantors tell for the law: who they are, the conditions of their agreements."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.access import financer_where
from ancrage.funding.actions.books import locked_head
from ancrage.funding.models import Commitment
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.identifiers import read_siret
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor
from ancrage.opendata.definitions import legal_format
from ancrage.opendata.models import WITHHELD, Grantor, Terms
from ancrage.opendata.queries.grantors import is_financer
from ancrage.opendata.rules.fields import CellRefusedError, Kind, read

COLUMNS: Mapping[str, str] = {
    "decision": "referenceDecision",
    "purpose": "objet",
    "nature": "nature",
    "conditions": "conditionsVersement",
    "paid": "datesPeriodeVersement",
    "aid": "idRAE",
    "scheme": "dispositifAide",
}
"""The texts of the terms, by the column of the legal format that they fill."""
TOLD = (*COLUMNS, "is_notified", "withheld", "reason")


class OpenDataRefusedError(ValueError):
    """What cannot be done here; the message is one French sentence."""


@command("opendata.name_grantor")
def name_grantor(*, by: Actor, now: dt.datetime, financer: str, name: str, siret: str) -> Grantor:
    """Say which authority a financer of the ledger is. OpenDataRefusedError."""
    allow(financer_where(financer))
    if not is_financer(financer, day=localdate(now)):
        raise OpenDataRefusedError(_("Ce code n’est celui d’aucun financeur."))
    locked_head()  # who brings a file in rests on what is told here
    held = Grantor.objects.filter(financer=financer).first() or Grantor(financer=financer)
    before = {"name": held.name, "siret": held.siret} if held.pk else None
    clean, told = read_siret(siret), name.strip()
    if clean is None:
        raise OpenDataRefusedError(
            _("Ce SIRET n’est pas valable : vérifiez ses quatorze chiffres.")
        )
    if not told or len(told) > 200:
        raise OpenDataRefusedError(_("Donnez le nom officiel, en 200 caractères au plus."))
    if Grantor.objects.filter(siret=clean).exclude(financer=financer).exists():
        raise OpenDataRefusedError(_("Ce SIRET est celui d’un autre financeur."))
    after = {"name": told, "siret": clean}
    if before == after:
        unchanged()
        return held
    held.name, held.siret = told, clean
    held.save()
    record(
        kind="grantor",
        reference=financer,
        label=told,
        says=_("Attribuant nommé pour la publication des conventions"),
        before=before,
        after=after,
    )
    return held


@command("opendata.tell_terms")
def tell_terms(
    *, by: Actor, now: dt.datetime, commitment: Commitment, told: Mapping[str, Any]
) -> Terms:
    """Say what the law asks of an agreement; what is not in `told` stays. InputRefused."""
    allow(financer_where(commitment.financer))
    problems = list(_faults(told))
    if problems:
        raise InputRefused(problems)
    Commitment.objects.select_for_update().get(pk=commitment.pk)
    held = Terms.objects.filter(commitment=commitment).first()
    terms = held or Terms(commitment=commitment)
    before = {name: getattr(terms, name) for name in TOLD}
    for name, value in told.items():
        setattr(terms, name, value.strip() if isinstance(value, str) else value)
    after = {name: getattr(terms, name) for name in TOLD}
    if before == after:
        unchanged()
        return terms
    if terms.withheld and not terms.reason:
        advice = _("Écrivez en une phrase ce qui l’interdit.")
        raise InputRefused([Problem("", None, "reason", _("la raison manque."), advice)])
    terms.changed_at = now
    terms.save()
    changed = [name for name in TOLD if before[name] != after[name]]
    record(
        kind="convention",
        reference=str(commitment.pk),
        label=terms.decision or commitment.number,
        says=_("Conditions d’une convention de subvention dites pour sa publication"),
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        private=True,
    )
    return terms


def _faults(told: Mapping[str, Any]) -> list[Problem]:
    """Every fault of what is told, by its name."""
    columns = {column.name: column for column in legal_format().columns}
    found = []
    for name, value in told.items():
        if name not in TOLD:
            found.append(Problem("", None, name, _("ce champ n’existe pas."), _("Retirez-le.")))
        elif name in COLUMNS and value and columns[COLUMNS[name]].kind == Kind.TEXT:
            try:
                read(columns[COLUMNS[name]], value.strip())
            except CellRefusedError as refusal:
                fault = refusal.fault
                found.append(Problem("", None, name, fault.what, fault.advice))
    if told.get("withheld") not in {None, *dict(WITHHELD)}:
        advice = _("Choisissez parmi : %(all)s.") % {"all": ", ".join(filter(None, dict(WITHHELD)))}
        found.append(Problem("", None, "withheld", _("ce motif n’existe pas."), advice))
    return found + [
        Problem("", None, name, _("le texte est trop long."), _("Raccourcissez-le."))
        for name, most in (("decision", 200), ("scheme", 200), ("reason", 300))
        if isinstance(told.get(name), str) and len(told[name].strip()) > most
    ]
