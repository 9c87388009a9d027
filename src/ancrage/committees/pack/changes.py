"""What changed since the committee's last meeting, as the journal and the sheets tell it."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ancrage.committees.pack.content import (
    COUNT,
    DAY,
    EUROS,
    Block,
    Column,
    Said,
    Section,
    Table,
)
from ancrage.committees.pack.frame import Frame
from ancrage.committees.pack.sheet_tables import Cells, sheets_table
from ancrage.journal.policy import rights
from ancrage.journal.queries import Asked, narrowed, visible_to
from ancrage.kernel.quality import Quality
from ancrage.roadmaps.definitions import state_of
from ancrage.ui.formats import french_date, number
from ancrage.ui.links import link

JOURNAL = "Ancrage, journal"
MOST, MOST_KINDS = 25, 15
"""How many decisions, how many kinds of acts a table names: the others are at its address."""
NOTABLE = ("roadmaps.decide", "roadmaps.submit", "roadmaps.lead", "adaptation.accept")
"""What a committee hears of one by one; the rest is counted."""


def changes(frame: Frame) -> Section:
    """The section « Ce qui a changé depuis… »."""
    if frame.since is None:
        title = _("Ce qui a changé depuis la dernière réunion")
        first = Said(
            _(
                "C’est la première réunion de ce comité\N{NO-BREAK SPACE}: tout est nouveau pour "
                "lui."
            )
        )
        return Section(title, (first,))
    title = _("Ce qui a changé depuis le %s, jour de la dernière réunion")
    return Section(title % french_date(frame.since), tuple(_blocks(frame)))


def _blocks(frame: Frame) -> Iterator[Block]:
    yield _decided(frame)
    if frame.lens.is_published:
        yield Said(_("Le détail des actes est au journal, que seuls lisent ceux qu’il concerne."))
        return
    yield from _acts(frame)


def _decided(frame: Frame) -> Table:
    """The sheets that committees decided since."""
    return sheets_table(
        frame,
        _("Fiches sur lesquelles un comité a décidé depuis"),
        frame.rows.filter(decided_on__gte=frame.since).order_by("-decided_on", "-pk"),
        (
            Cells(
                Column(_("Décidée le"), DAY),
                lambda one: one.row.decided_on.isoformat(),  # type: ignore[attr-defined]
            ),
            Cells(Column(_("État")), lambda one: state_of(one.sheet.state).label),
            Cells(Column(_("Coût total"), EUROS), lambda one: one.row.total_cost),
        ),
        address=frame.sheets_url(),
        empty=_("Aucune fiche n’a été décidée depuis."),
    )


def _acts(frame: Frame) -> Iterator[Block]:
    """What the journal holds since, by act; then what was decided, one by one."""
    asked = Asked(since=frame.since, until=frame.day, place=frame.reach.place)
    entries = narrowed(visible_to(frame.reader), asked)
    acts = entries.order_by().values("command").annotate(count=Count("pk", distinct=True))
    counts = dict(acts.values_list("command", "count"))
    labels = {action: right.label for action, right in rights().rights.items()}
    told = sorted(counts.items(), key=lambda one: (-one[1], labels.get(one[0], one[0])))
    shown, others = told[:MOST_KINDS], len(told) - MOST_KINDS
    yield Table(
        _("Les actes depuis, par nature"),
        (Column(_("Acte")), Column(_("Nombre"), COUNT)),
        tuple((labels.get(action, action), count) for action, count in shown),
        frame.as_of,
        JOURNAL,
        _journal(frame),
        _("Le journal ne dit rien depuis."),
        note=_("%s autres natures d’actes sont au journal.") % number(others) if others > 0 else "",
        addresses=tuple(_journal(frame, action=action) for action, _count in shown),
        quality=Quality.EXACT.value,
    )
    notable = entries.filter(command__in=NOTABLE).order_by("-number")
    held = list(notable[:MOST])
    rest = sum(counts.get(action, 0) for action in NOTABLE) - len(held)
    yield Table(
        _("Décisions et changements d’état depuis, le plus récent d’abord"),
        (Column(_("Ce qui a été fait")), Column(_("Le"), DAY)),
        tuple((entry.says, localtime(entry.at).date().isoformat()) for entry in held),
        frame.as_of,
        JOURNAL,
        _journal(frame),
        _("Aucune décision, aucun changement d’état."),
        _("%s autres sont au journal.") % number(rest) if rest > 0 else "",
        tuple(link(None, "journal_entry", entry.number) for entry in held),
        Quality.EXACT.value,
    )


def _journal(frame: Frame, **query: str) -> str:
    """The journal narrowed to the same entries."""
    since = frame.since.isoformat() if frame.since else ""
    told = {"depuis": since, "jusqu": frame.day.isoformat(), "lieu": frame.reach.place}
    return link(None, "journal", **told, **query)
