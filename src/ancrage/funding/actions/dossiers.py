"""Dossiers, commitments and co-funded projects opened and joined by hand."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.funding.access import financer_where
from ancrage.funding.actions.opening import open_commitments, open_dossiers, open_projects
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.models import Commitment, Dossier, Project
from ancrage.funding.models.envelopes import OPENED
from ancrage.funding.queries.places import Places, programme_of_money
from ancrage.journal.command import allow, command, record
from ancrage.kernel.identifiers import read_siret
from ancrage.kernel.rights import Actor

KIND = "dossier"


@command("funding.open_dossier")
def open_dossier(*, by: Actor, now: dt.datetime, today: dt.date, dossier: Dossier) -> Dossier:
    """Open a dossier with its code and its place, found by its commune on the day of asking.

    LedgerRefusedError for a SIRET, a commune or a number that cannot be.
    """
    allow(financer_where(dossier.financer))
    _check(dossier)
    _place(dossier, dossier.asked_on or today)
    dossier.siren = dossier.siret[:9]
    dossier.year = (dossier.asked_on or today).year
    open_dossiers(dossiers=[dossier], year=today.year, now=now)
    private = dossier.is_reserved
    record(
        kind=KIND,
        reference=dossier.code,
        label=dossier.code,
        says=_("Dossier d’aide ouvert"),
        after={"financer": dossier.financer, "measure": dossier.measure, "place": dossier.place},
        details={"siret": dossier.siret, "purpose": dossier.purpose, "number": dossier.number},
        private=private,
    )
    return dossier


def _check(dossier: Dossier) -> None:
    if dossier.siret and read_siret(dossier.siret) is None:
        raise LedgerRefusedError(_("Ce SIRET est faux : vérifiez ses quatorze chiffres."))
    same = Dossier.objects.filter(
        financer=dossier.financer, number=dossier.number, siret=dossier.siret
    )
    if dossier.number and same.exists():
        told = _("Le dossier %(number)s de ce financeur est déjà là : %(code)s.")
        held = same.values_list("code", flat=True)[0]
        raise LedgerRefusedError(told % {"number": dossier.number, "code": held})


def _place(dossier: Dossier, on: dt.date) -> None:
    """The place of a dossier on a day, by its commune. LedgerRefusedError."""
    if not dossier.commune:
        return
    dossier.programme = dossier.programme or programme_of_money()
    places = Places()
    held = places.atlas(dossier.programme)
    found = held.commune(code=dossier.commune, name="", department="") if held else None
    if held is None or found is None or found.fault:
        raise LedgerRefusedError(found.fault if found else _("Aucun lieu n’est chargé."))
    spot = held.spot(found.code, on)
    dossier.commune, dossier.commune_name = found.code, spot.commune_name
    dossier.territory, dossier.territory_name = spot.territory, spot.territory_name
    dossier.place, dossier.regions = spot.place, spot.regions
    dossier.region = places.region_of(dossier.programme, found.code)
    dossier.placed_on = on


@command("funding.open_commitment")
def open_commitment(*, by: Actor, now: dt.datetime, commitment: Commitment) -> Commitment:
    """Open a commitment of a financer, on an envelope of opened credits or on his own means.

    LedgerRefusedError for credits that are not his to commit, or a number that is there already.
    """
    allow(financer_where(commitment.financer))
    envelope = commitment.envelope
    if envelope is not None and envelope.nature != OPENED:
        raise LedgerRefusedError(
            _("Seuls des crédits ouverts s’engagent : cette enveloppe n’est qu’annoncée.")
        )
    if envelope is not None and envelope.operator not in ("", commitment.financer):
        raise LedgerRefusedError(_("Cette enveloppe est celle d’un autre opérateur."))
    same = Commitment.objects.filter(financer=commitment.financer, number=commitment.number)
    if commitment.number and same.exists():
        raise LedgerRefusedError(_("Un engagement de ce financeur porte déjà ce numéro."))
    open_commitments(commitments=[commitment], now=now)
    record(
        kind="commitment",
        reference=str(commitment.pk),
        label=commitment.number or commitment.financer,
        says=_("Engagement ouvert"),
        after={
            "financer": commitment.financer,
            "number": commitment.number,
            "envelope": envelope.code if envelope else "",
        },
    )
    return commitment


@command("funding.join_project")
def join_project(
    *, by: Actor, now: dt.datetime, today: dt.date, dossier: Dossier, project: Project
) -> Project:
    """Tie a dossier to the project that it co-funds: one that is there, or a new one (without a
    code). LedgerRefusedError when it has another one."""
    allow(financer_where(dossier.financer))
    held = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if held.project_id is not None:
        raise LedgerRefusedError(_("Ce dossier a déjà un projet : quittez-le d’abord."))
    if not project.code and not project.name.strip():
        raise LedgerRefusedError(_("Nommez le projet, ou donnez l’identifiant d’un autre."))
    if not project.code:
        project.is_demonstration = dossier.is_demonstration
        open_projects(projects=[project], year=today.year, now=now)
    held.project = project
    held.changed_at = now
    held.save(update_fields=["project", "changed_at"])
    record(
        kind=KIND,
        reference=dossier.code,
        label=dossier.code,
        says=_("Dossier rattaché au projet %(code)s") % {"code": project.code},
        before={"project": ""},
        after={"project": project.code},
    )
    return project


@command("funding.leave_project")
def leave_project(*, by: Actor, now: dt.datetime, dossier: Dossier, reason: str) -> Dossier:
    """Untie a dossier from its project, and say why. LedgerRefusedError."""
    allow(financer_where(dossier.financer))
    held = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if held.project is None:
        raise LedgerRefusedError(_("Ce dossier n’a pas de projet."))
    if not reason.strip():
        raise LedgerRefusedError(_("Dites pourquoi ce dossier quitte le projet."))
    before, held.project, held.changed_at = held.project.code, None, now
    held.save(update_fields=["project", "changed_at"])
    record(
        kind=KIND,
        reference=dossier.code,
        label=dossier.code,
        says=_("Dossier détaché du projet %(code)s") % {"code": before},
        before={"project": before},
        after={"project": ""},
        details={"reason": reason.strip()},
    )
    return held
