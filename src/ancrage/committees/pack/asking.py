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
from ancrage.committees.pack.sheet_tables import Cells, sheets_table
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import ScopeKind
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
    """What the meeting itself tells: its items, what became of earlier conditions, which only its
    members read."""

    lines: Sequence[AgendaLine] = ()
    follow_ups: Sequence[FollowUp] = ()
    address: str = ""
    is_public: bool = False


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
    waiting = frame.rows.filter(state=SUBMITTED).order_by("submitted_on", "code")
    yield Figures(
        _("Ce qui attend une décision"),
        (frame.count(_("Fiches soumises"), waiting.count(), _("fiches"), address),),
    )
    yield sheets_table(
        frame,
        _("Fiches soumises, les plus anciennes d’abord"),
        waiting,
        (
            Cells(Column(_("Porteur")), lambda one: one.row.owner_name),
            Cells(
                Column(_("Soumise le"), DAY),
                lambda one: one.sheet.submitted_on.isoformat() if one.sheet.submitted_on else None,
            ),
            Cells(Column(_("Coût total"), EUROS), lambda one: one.row.total_cost),
            Cells(Column(_("Demandé"), EUROS), lambda one: one.row.asked),
        ),
        address=address,
        empty=_("Aucune fiche n’attend de décision."),
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
    title = _("Ce que sont devenues les conditions posées")
    if agenda.is_public:
        return Section(title, (Said(_("Les conditions posées ne se lisent que des membres.")),))
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
    return Section(title, (table,))
