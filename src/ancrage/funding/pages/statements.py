"""What was said in public beside what is traced: a chart, a table, what contradicts what."""

import datetime as dt
from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.funding.queries.statements import Beside
from ancrage.funding.rules.cuts import PAID
from ancrage.funding.rules.statements import BOUNDS, CERTAINTIES, Compared, Statement
from ancrage.funding.tables.money import MILLION, entries_url
from ancrage.funding.words.money import source_of
from ancrage.ui.charts import Chart, Series, lines
from ancrage.ui.formats import french_date
from ancrage.ui.tables import Column, Filter, Table

UNIT = "M€"


def millions(cents: int | None) -> float | None:
    """Cents in millions of euros."""
    return None if cents is None else cents / MILLION


def statements_table(request: HttpRequest, beside: Beside, *, day: dt.date) -> Table:
    """Every statement with our sums, as at its own day and as at the day of the page."""
    return Table(
        request,
        rows=beside.compared,
        columns=(*_said(), *_traced(request, day), *_more()),
        filters=(
            Filter("objet", _("Objet"), lambda one: one.statement.thing.label),
            Filter("qui", _("Qui le dit"), lambda one: one.statement.who),
        ),
        search=lambda one: f"{one.statement.who} {one.statement.says} {one.statement.thing.label}",
        caption=_("Ce qui a été dit, et ce que le grand livre retrace"),
        filename="argent-annonces",
        source=f"{_('sources citées ligne à ligne')} ; {_source(beside)}",
        as_of=french_date(day),
        page_size=0,
    )


def _source(beside: Beside) -> str:
    return source_of(is_invented=beside.ledger.is_invented)


def _said() -> tuple[Column, ...]:
    return (
        Column("objet", _("Objet"), lambda one: one.statement.thing.label),
        Column("date", _("Dit le"), lambda one: one.statement.said, sortable=False),
        Column("qui", _("Qui le dit"), lambda one: one.statement.who),
        Column("dit", _("Ce qui est dit"), lambda one: one.statement.says),
        Column("reserve", _("À lire"), lambda one: BOUNDS[one.statement.bound], default=False),
        Column(
            "montant",
            _("Montant dit"),
            lambda one: millions(one.statement.cents),
            unit=UNIT,
            decimals=2,
            numeric=True,
        ),
    )


def _traced(request: HttpRequest, day: dt.date) -> tuple[Column, ...]:
    def then_url(one: Compared) -> str:
        return _entries(request, one.statement, day=one.statement.as_at)

    def now_url(one: Compared) -> str:
        return _entries(request, one.statement, day=day)

    def amount(key: str, label: str, read: str, *, default: bool = True) -> Column:
        links = {"then": then_url, "now": now_url}
        return Column(
            key,
            label,
            lambda one: _or_none(millions(getattr(one, read)), one),
            unit=UNIT,
            decimals=2,
            numeric=True,
            default=default,
            link=links.get(read),
        )

    return (
        amount("retrace", _("Retracé à la même date"), "then"),
        amount("ecart", _("Écart"), "gap_then"),
        amount("depuis", _("Retracé depuis"), "now"),
        amount("reste", _("Écart depuis"), "gap_now", default=False),
    )


def _or_none(value: float | None, one: Compared) -> float | str | None:
    """Nothing to compare with is not an unknown sum."""
    return "" if one.statement.thing.against is None else value


def _entries(request: HttpRequest, one: Statement, *, day: dt.date | None) -> str:
    """The entries that make our sum; none for a sum of several years."""
    against = one.thing.against
    if against is None or day is None or one.thing.years:
        return ""
    return entries_url(request, against, against.total, date=day.isoformat())


def _more() -> tuple[Column, ...]:
    return (
        Column(
            "source",
            _("Source"),
            lambda one: one.statement.source,
            link=lambda one: one.statement.url,
        ),
        Column("certitude", _("Certitude"), lambda one: CERTAINTIES[one.statement.certainty]),
        Column("remarque", _("Remarque"), lambda one: one.statement.remark),
    )


def statements_chart(beside: Beside, *, day: dt.date) -> Chart | None:
    """What was said to be committed, and what is traced as at the same days, in their order."""
    told = [one.statement for one in beside.compared if one.statement.thing.on_chart]
    days = sorted({one.as_at for one in told if one.as_at})
    if not days:
        return None
    said = {held: [one.cents for one in told if one.as_at == held] for held in days}
    granted, paid = _series(beside, told[0], days)
    return lines(
        _("Ce qui a été dit engagé, et ce qui est retracé"),
        [f"{held:%m/%Y}" for held in days],
        [
            Series(_("dit (le plus)"), [millions(max(said[held])) for held in days]),
            Series(_("dit (le moins)"), [millions(min(said[held])) for held in days]),
            Series(_("accordé, retracé"), granted),
            Series(_("payé, retracé"), paid),
        ],
        unit=_("millions d’euros"),
        decimals=2,
        source=f"{_('déclarations citées plus bas')} ; {_source(beside)}",
        as_of=french_date(day),
        key="annonces",
    )


def _series(
    beside: Beside, one: Statement, days: list[dt.date]
) -> tuple[list[float | None], list[float | None]]:
    """What is traced as granted and as paid, as at each day."""
    held = one.thing.against
    if held is None:
        return [None] * len(days), [None] * len(days)
    totals = [
        [millions(beside.ledger.total(replace(held, total=total, until=until))) for until in days]
        for total in (held.total, PAID)
    ]
    return totals[0], totals[1]
