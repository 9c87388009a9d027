"""The sums of the ledger as open data: every cut, without what would tell a business secret."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from django.db.models import Sum

from ancrage.evidence.queries.marks import Mark, current_mark
from ancrage.funding.definitions import chart
from ancrage.funding.models import Cell, Entry, Envelope
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.opendata.definitions import parameters_at
from ancrage.opendata.rules.fields import Value
from ancrage.opendata.rules.masking import Figure, masked
from ancrage.people.queries import scope_labels

PERIOD = ("stage", "year", "is_demonstration")
"""Figures of different stages, years, or invented and real ones, are never added."""
DETAIL = ("financer", "measure", "programme", "territory", "place", "region")
"""What the finest cut tells apart, in the order of its columns."""
WHO = ("dossier__siren", "dossier__code")
SEEN = ("financer", "measure", "territory", "region")
"""The cuts whose totals are told, stage by stage and year by year."""
SHOWN, SECRET = "publié", "secret"
UNTOLD = "?"
"""Who received a payment of which no dossier is known."""
Row = tuple[Value, ...]
Cut = tuple[object, ...]


def money_rows(day: dt.date, *, by: Sequence[str] = DETAIL) -> Iterator[Row]:
    """One row a cut, then one for what is hidden of each stage and year. Three queries while
    nothing changed, three more else.

    `by`: what is told apart besides stage and year. A territory is followed by its name.
    """
    return iter(_kept(day, tuple(by), current_mark()))


@lru_cache(maxsize=4)
def _kept(day: dt.date, by: tuple[str, ...], _mark: Mark) -> tuple[Row, ...]:
    """The rows of a day, until something changes: hiding takes every company of every cut."""
    return tuple(_money_rows(day, by))


def _money_rows(day: dt.date, by: tuple[str, ...]) -> Iterator[Row]:
    parameters = parameters_at(day)
    cuts, figures = _figures(day, by, parameters.public_siren)
    found = masked(figures, parameters.secret)
    names = _territory_names(cuts, by)
    for rank in found.shown:
        yield _row(cuts[rank], by, (SHOWN, 1, figures[rank].amount), names)
    for rest in found.rests:
        cut = (*rest.group[1:], *[""] * len(by))  # type: ignore[index]
        yield _row(cut, by, (SECRET, rest.count, rest.amount), names)


def has_invented_money() -> bool:
    """Whether some of the sums are a demonstration's."""
    return Cell.objects.filter(is_demonstration=True).exists()


def _figures(
    day: dt.date, by: Sequence[str], public: tuple[str, ...]
) -> tuple[list[Cut], list[Figure]]:
    """The cuts, and the figure of each: its amount, and what each company has of it."""
    sums: dict[Cut, int] = defaultdict(int)
    companies: dict[Cut, dict[str, int]] = defaultdict(dict)
    names = (*PERIOD, *by)
    rows = Entry.objects.filter(event_on__lte=day).values_list(*names, *WHO)
    for *told, siren, code, cents in rows.annotate(cents=Sum("cents")).order_by(*names).iterator():
        cut = tuple(told)
        sums[cut] += cents
        if not (siren and siren.startswith(public)):
            who = siren or code or UNTOLD
            companies[cut][who] = companies[cut].get(who, 0) + cents
    figures = [Figure(_groups(cut, by), sums[cut], companies.get(cut, {})) for cut in sums]
    return list(sums), figures


def _groups(cut: Cut, by: Sequence[str]) -> tuple[Cut, ...]:
    """The totals that a figure is a part of: that of its stage and year, then those of its cuts."""
    period = cut[: len(PERIOD)]
    held = dict(zip((*PERIOD, *by), cut, strict=True))
    told = [name for name in SEEN if name in by and len(by) > 1]
    return (("", *period), *((name, *period, held[name]) for name in told))


def _territory_names(cuts: Iterable[Cut], by: Sequence[str]) -> dict[object, str]:
    if "territory" not in by:
        return {}
    place = len(PERIOD) + by.index("territory")
    scopes = {Scope(ScopeKind.TERRITORY, str(cut[place])) for cut in cuts if cut[place]}
    return {scope.code: name for scope, name in scope_labels(scopes).items()}


def _row(
    cut: Cut, by: Sequence[str], told: tuple[str, int, int | None], names: dict[object, str]
) -> Row:
    stage, year, is_demonstration, *held = cut
    values: list[Value] = []
    for name, value in zip(by, held, strict=True):
        values.append(str(value) or None)
        if name == "territory":
            values.append(names.get(value))
    label = chart().label(str(stage))
    return (str(stage), label, int(str(year)), *values, *told, bool(is_demonstration))


def envelope_rows(day: dt.date) -> Iterator[Row]:
    """Every envelope with what it holds today. Two queries."""
    del day  # balances are those of the moment
    for one in Envelope.objects.select_related("parent").iterator():
        yield (
            one.code,
            one.name,
            one.get_nature_display(),
            one.parent.code if one.parent else None,
            *(
                getattr(one, name) or None
                for name in ("financer", "operator", "measure", "need", "year", "region")
            ),
            one.territory or None,
            one.certainty,
            one.source,
            one.url or None,
            one.held,
            one.delegated,
            one.committed,
            one.is_demonstration,
        )


def has_invented_envelopes() -> bool:
    """Whether some of the envelopes are a demonstration's."""
    return Envelope.objects.filter(is_demonstration=True).exists()
