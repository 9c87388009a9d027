"""The money: what is asked, promised, granted, paid, where it is known."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from ancrage.committees.pack.content import (
    COUNT,
    EUROS,
    Block,
    Chart,
    Column,
    Said,
    Section,
    Series,
    Table,
)
from ancrage.committees.pack.frame import Frame
from ancrage.committees.pack.standing import places
from ancrage.kernel.rights import ScopeKind
from ancrage.roadmaps.definitions import words
from ancrage.roadmaps.queries.portfolio import SUMS, WHOLE
from ancrage.roadmaps.queries.roadmap import Money, roadmap_sheets
from ancrage.roadmaps.rules.funding import STAGES

DRAWN = ("asked", "promised", "granted", "paid")
LABELS = {
    "total_cost": "Coût total",
    "asked": "Demandé",
    "promised": "Promis",
    "granted": "Accordé",
    "paid": "Payé",
}


def money(frame: Frame) -> Section:
    """The section « L’argent »."""
    return Section(
        _("L’argent\N{NO-BREAK SPACE}: demandé, promis, accordé, payé"), tuple(_blocks(frame))
    )


def _blocks(frame: Frame) -> Iterator[Block]:
    yield Said(
        _(
            "Montants tels que les comités les ont validés. Un montant que personne n’a dit est "
            "inconnu, et n’est pas compté."
        )
        if frame.lens.is_published
        else _(
            "Montants que les territoires ont écrits ou déclarés. Un montant que personne n’a "
            "dit est inconnu, et n’est pas compté."
        )
    )
    yield from _by_need(frame)
    if frame.reach.kind == ScopeKind.TERRITORY:
        yield from _of_territory(frame)
    else:
        yield _by_territory(frame)


def _columns(first: str, names: Sequence[str]) -> tuple[Column, ...]:
    return (Column(first), *(Column(LABELS[name], EUROS) for name in names))


def _by_need(frame: Frame) -> Iterator[Block]:
    title, totals = _("L’argent par besoin"), frame.summary.totals
    parts = [total for total in totals if total.code != WHOLE]
    told = frame.as_of, frame.source, frame.sheets_url()
    yield Table(
        title,
        (Column(_("Besoin")), Column(_("Fiches"), COUNT), *_columns("", SUMS)[1:]),
        tuple(
            (total.label, total.count, *(getattr(total, name) for name in SUMS)) for total in totals
        ),
        *told,
        _("Aucune fiche\N{NO-BREAK SPACE}: il n’y a rien à additionner."),
        addresses=tuple(
            frame.sheets_url(besoin=total.code) if total.code in words("needs") else told[2]
            for total in totals
        ),
        quality=frame.quality,
    )
    if any(getattr(total, stage) for total in parts for stage in DRAWN):
        yield Chart(
            _("Ce qui est demandé, promis, accordé, payé, par besoin"),
            EUROS,
            tuple(total.label for total in parts),
            tuple(
                Series(LABELS[stage], tuple(getattr(total, stage) for total in parts))
                for stage in DRAWN
            ),
            title,
            *told,
        )


def _by_territory(frame: Frame) -> Table:
    rows, addresses = [], []
    for name, scope in places(frame):
        held = frame.summaries.get(scope)
        whole = held.totals[-1] if held and held.totals else None
        rows.append((name, *(getattr(whole, s) if whole else None for s in SUMS)))
        addresses.append(frame.sheets_url(territoire=scope))
    return Table(
        _("L’argent, territoire par territoire"),
        _columns(_("Territoire"), SUMS),
        tuple(rows),
        frame.as_of,
        frame.source,
        frame.sheets_url(),
        _("Aucun territoire."),
        addresses=tuple(addresses),
        quality=frame.quality,
    )


def _of_territory(frame: Frame) -> Iterator[Block]:
    """By financer and by year, as the page of the roadmap has them."""
    held = roadmap_sheets(frame.reader, frame.reach.code, frame.reach.where, today=frame.day)
    yield _lines(frame, _("Par financeur"), _("Financeur"), "financeur", held.by_financer)
    yield _lines(frame, _("Par année du budget"), _("Année"), "budget", held.by_year)


def _lines(frame: Frame, title: str, heading: str, key: str, rows: Sequence[Money]) -> Table:
    return Table(
        title,
        (Column(heading), Column(_("Fiches"), COUNT), *_columns("", STAGES)[1:]),
        tuple((one.name, one.count, *(getattr(one, stage) for stage in STAGES)) for one in rows),
        frame.as_of,
        frame.source,
        frame.sheets_url(),
        _("Aucun montant n’est déclaré."),
        addresses=tuple(frame.sheets_url(**{key: one.name}) for one in rows),
        quality=frame.quality,
    )
