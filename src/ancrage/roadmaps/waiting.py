"""What a sheet waits for from its reader, said first on its page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.roadmaps.offers import Offered
from ancrage.roadmaps.queries.pages import Opened
from ancrage.ui.formats import french_date
from ancrage.ui.links import link

FOLLOWED = frozenset({"validated", "running", "suspended"})
"""The states of an action whose progress is told, and whose sheet may have a new version."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing to do, and where it is done."""

    text: str
    url: str


def waits_of(request: HttpRequest, held: Opened, steps: list[Offered]) -> list[Wait]:
    """What the reader has to do with a sheet now, what comes first first."""
    return [
        *_decision(steps),
        *_remarks(held),
        *_submission(held, steps),
        *_progress(request, held),
    ]


def _decision(steps: list[Offered]) -> Iterator[Wait]:
    if any(offer.is_decision for offer in steps):
        yield Wait(_("Consigner la décision du comité."), "#decider")


def _remarks(held: Opened) -> Iterator[Wait]:
    party = held.access.party
    open_ones = [one for one in held.comments if one.resolved_at is None and one.party != party]
    if party and open_ones:
        count = len(open_ones)
        yield Wait(
            ngettext("Répondre à une remarque.", "Répondre à %(n)d remarques.", count)
            % {"n": count},
            "#remarques",
        )


def _submission(held: Opened, steps: list[Offered]) -> Iterator[Wait]:
    is_waiting = held.sheet.proposed == held.sheet.revision
    for offer in steps:
        if offer.step.verb == "submit" and not offer.obstacle:
            yield Wait(
                _("Rien ne manque pour le comité\N{NO-BREAK SPACE}: soumettez la fiche."),
                "#decider",
            )
        elif offer.step.verb == "submit" and held.plan.gap:
            yield Wait(_("Équilibrer le plan de financement."), "#financement")
        if offer.step.verb == "revise" and not offer.obstacle and not is_waiting:
            yield Wait(
                _("Soumettre la nouvelle version, quand ce qui est écrit depuis est prêt."),
                "#changements",
            )


def _progress(request: HttpRequest, held: Opened) -> Iterator[Wait]:
    sheet = held.sheet
    if sheet.state not in FOLLOWED or not held.access.is_writer:
        return
    url = link(request, "sheet_report", sheet.code)
    if sheet.next_due is not None and sheet.next_due < held.day:
        due = french_date(sheet.next_due)
        yield Wait(_("Faire le point\N{NO-BREAK SPACE}: l’échéance du %s est passée.") % due, url)
    elif sheet.reported_on is None:
        yield Wait(_("Faire un premier point d’avancement."), url)
