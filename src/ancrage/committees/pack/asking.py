"""What the committee is asked to decide, and what became of what it asked for last time."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.adaptation.queries.amendments import visible_to
from ancrage.adaptation.workflow import state_of as amendment_state
from ancrage.committees.pack.content import (
    COUNT,
    DAY,
    EUROS,
    Block,
    Column,
    Figures,
    Said,
    Section,
    Table,
)
from ancrage.committees.pack.frame import Frame
from ancrage.committees.pack.standing import MOST_SHEETS
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import ScopeKind
from ancrage.ui.formats import number
from ancrage.ui.links import link

SUBMITTED = "submitted"
AGENDA = "Ancrage, ordre du jour de la réunion"
LISTS = "Ancrage, modifications de la liste"


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An item of the agenda; `address`: of its page, "" for none."""

    position: int
    kind: str
    label: str
    asked: str
    decision: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A condition that an earlier meeting set, and where it stands."""

    item: str
    words: str
    due: dt.date
    state: str
    answer: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What the meeting itself tells: its items, what became of earlier conditions."""

    lines: Sequence[AgendaLine] = ()
    follow_ups: Sequence[FollowUp] = ()
    address: str = ""


def asked_for(frame: Frame, agenda: Agenda) -> Section:
    """The section « Les décisions demandées »."""
    return Section(_("Les décisions demandées"), tuple(_asked(frame, agenda)))


def _asked(frame: Frame, agenda: Agenda) -> Iterator[Block]:
    yield Table(
        _("Ordre du jour"),
        (
            Column(_("Point")),
            Column(_("Nature")),
            Column(_("Question posée")),
            Column(_("Décision")),
        ),
        tuple(
            (f"{one.position}. {one.label}", one.kind, one.asked, one.decision)
            for one in agenda.lines
        ),
        frame.as_of,
        AGENDA,
        agenda.address,
        _("L’ordre du jour est vide."),
        addresses=tuple(one.address for one in agenda.lines),
        quality=Quality.EXACT.value,
    )
    if frame.lens.is_published:
        yield Said(
            _(
                "Les fiches soumises ne se lisent pas encore de tous\N{NO-BREAK SPACE}: elles ne "
                "sont pas ici."
            )
        )
    else:
        yield from _submitted(frame)
    if frame.reach.kind != ScopeKind.TERRITORY:
        yield _amendments(frame)


def _submitted(frame: Frame) -> Iterator[Block]:
    """The sheets that wait for a committee, on this agenda or not."""
    address = frame.sheets_url(etat=SUBMITTED)
    found = frame.lens.light_rows().filter(pk__in=frame.rows.order_by().values("pk"))
    waiting = found.filter(state=SUBMITTED).order_by("submitted_on", "code")
    total = waiting.count()
    held = frame.lens.present(list(waiting[:MOST_SHEETS]))
    note = ""
    if total > len(held):
        note = _("%s autres sont à l’adresse de ce tableau.") % number(total - len(held))
    yield Figures(
        _("Ce qui attend une décision"),
        (frame.count(_("Fiches soumises"), total, _("fiches"), address),),
    )
    yield Table(
        _("Fiches soumises, les plus anciennes d’abord"),
        (
            Column(_("Fiche")),
            Column(_("Territoire")),
            Column(_("Porteur")),
            Column(_("Soumise le"), DAY),
            Column(_("Coût total"), EUROS),
            Column(_("Demandé"), EUROS),
        ),
        tuple(
            (
                f"{one.sheet.code} – {one.row.title}",
                one.sheet.roadmap.territory_name,
                one.row.owner_name,
                one.sheet.submitted_on.isoformat() if one.sheet.submitted_on else None,
                one.row.total_cost,
                one.row.asked,
            )
            for one in held
        ),
        frame.as_of,
        frame.source,
        address,
        _("Aucune fiche n’attend de décision."),
        note,
        tuple(link(None, "sheet", one.sheet.code) for one in held),
        frame.quality,
    )


def _amendments(frame: Frame) -> Table:
    """The changes of the list that wait for somebody, as far as they may be read."""
    found = visible_to(frame.reader).filter(state__in=("submitted", "approved", "correction"))
    if frame.reach.kind == ScopeKind.REGION:
        found = found.filter(regions=frame.reach.code)
    held = list(found)
    return Table(
        _("Modifications de la liste en cours"),
        (
            Column(_("Modification")),
            Column(_("Région")),
            Column(_("Changements"), COUNT),
            Column(_("État")),
        ),
        tuple(
            (
                f"{one.code} – {one.title}",
                one.region.name,
                len(one.moves),
                amendment_state(one.state).label,
            )
            for one in held
        ),
        frame.as_of,
        LISTS,
        link(None, "amendments"),
        _("Aucune modification de la liste n’attend.")
        if not frame.lens.is_published
        else _("Aucune modification que tout le monde puisse lire n’attend."),
        addresses=tuple(link(None, "amendment", one.code) for one in held),
        quality=Quality.EXACT.value,
    )


def followed_up(frame: Frame, agenda: Agenda) -> Section:
    """The section « Suites des réunions précédentes »."""
    table = Table(
        _("Conditions posées par le comité"),
        (
            Column(_("Point")),
            Column(_("Condition")),
            Column(_("Échéance"), DAY),
            Column(_("État")),
            Column(_("Réponse")),
        ),
        tuple(
            (one.item, one.words, one.due.isoformat(), one.state, one.answer)
            for one in agenda.follow_ups
        ),
        frame.as_of,
        AGENDA,
        agenda.address,
        _("Le comité n’avait posé aucune condition."),
        addresses=tuple(one.address for one in agenda.follow_ups),
        quality=Quality.EXACT.value,
    )
    return Section(_("Ce que sont devenues les conditions posées"), (table,))
