"""The forecasts as their pages show them: what is told, what is not and why, past errors."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.evidence import words
from ancrage.evidence.definitions import forecast_rules
from ancrage.evidence.queries.files import Names, names_of_all
from ancrage.evidence.queries.history import Histories, histories_at
from ancrage.evidence.queries.marks import Mark, current_mark
from ancrage.evidence.rules.forecast import METHODS, Ahead, History, Rules, forecast
from ancrage.evidence.rules.priority import ALL, Key
from ancrage.evidence.rules.quarters import code_of, last_complete, last_day
from ancrage.ui.charts import Chart, Series, lines
from ancrage.ui.formats import french_date, number, percent
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Table

SHOWN_QUARTERS = 8
"""How much of the past stands before what is foreseen."""


def kind_words() -> dict[str, str]:
    return {"committed": _("Engagements"), "paid": _("Paiements")}


@dataclass(frozen=True)
class Foreseen:
    """One series: what came, and the quarters ahead."""

    key: Key
    kind: str
    history: History
    ahead: list[Ahead]

    @property
    def series(self) -> list[float]:
        found: list[float] = METHODS[self.kind][1](self.history).tolist()
        return found

    @property
    def told(self) -> list[Ahead]:
        return [one for one in self.ahead if one.told]

    @property
    def next(self) -> Ahead | None:
        """The next quarter, when it can be told."""
        return self.ahead[0] if self.ahead and self.ahead[0].told else None


@dataclass(frozen=True)
class Forecasts:
    """Every series that a day gives, the programme first."""

    held: Histories
    names: Names
    rules: Rules

    @cached_property
    def all(self) -> list[Foreseen]:
        keys = sorted(self.held.histories, key=self.words)
        return [one for key in keys for one in self.of(key)]

    def of(self, key: Key) -> list[Foreseen]:
        """What is committed and what is paid of an operator, a measure, or the programme."""
        history = self.held.histories.get(key)
        if history is None:
            return []
        return [
            Foreseen(key, kind, history, forecast(history, kind, rules=self.rules))
            for kind in METHODS
        ]

    def words(self, key: Key) -> tuple[str, str]:
        operator, measure = key
        names = self.names
        return names.operators.get(operator, operator), names.measures.get(measure, measure)

    @property
    def source(self) -> str:
        return words.INVENTED_SOURCE if self.held.is_demonstration else words.SOURCE

    @property
    def as_of(self) -> str:
        return french_date(last_day(self.held.last))


def forecasts_at(day: dt.date) -> Forecasts:
    """What the quarters that are over on a day allow to foresee."""
    return _foreseen(last_complete(day), current_mark())


@lru_cache(maxsize=8)
def _foreseen(last: int, _mark: Mark) -> Forecasts:
    """The forecasts after a quarter, kept until something changes."""
    day = last_day(last)
    return Forecasts(histories_at(day), names_of_all(), forecast_rules(day))


def verdict(one: Foreseen, rules: Rules) -> str:
    """Which quarters are told, or why none is."""
    if not one.ahead:
        return _("histoire trop courte : %(have)s trimestres, il en faut %(need)s") % {
            "have": number(one.history.size),
            "need": number(rules.least_history),
        }
    if one.told:
        return _("prévu : %(quarters)s") % {
            "quarters": ", ".join(code_of(ahead.quarter) for ahead in one.told)
        }
    tries = max(ahead.trial.tries for ahead in one.ahead)
    if tries < rules.least_tries:
        return _few_tries(tries, rules)
    return _("pas de prévision : une méthode naïve fait aussi bien sur le passé")


def _few_tries(tries: int, rules: Rules) -> str:
    return _("trop peu d’essais sur le passé (%(have)s, il en faut %(need)s)") % {
        "have": number(tries),
        "need": number(rules.least_tries),
    }


def sentence(one: Foreseen, rules: Rules) -> str:
    """What is foreseen of a series, in one sentence, with its range; or that nothing is."""
    name = kind_words()[one.kind]
    if not one.told:
        return f"{name}\N{NO-BREAK SPACE}: {verdict(one, rules)}."
    quarters = [
        _("%(quarter)s, %(value)s (de %(low)s à %(high)s)")
        % {
            "quarter": quarter_words(ahead.quarter),
            "value": million(ahead.value),
            "low": million(ahead.low),
            "high": million(ahead.high),
        }
        for ahead in one.told
    ]
    told = {"name": name, "quarters": " ; ".join(quarters), "level": percent(rules.level, 0)}
    whole = _("%(name)s, fourchettes à %(level)s : %(quarters)s.") % told
    return " ".join([whole, *(_untold(ahead, rules) for ahead in one.ahead if not ahead.told)])


def _untold(ahead: Ahead, rules: Rules) -> str:
    """Why a quarter is not told where others are."""
    is_little_tried = ahead.trial.tries < rules.least_tries
    naive = _("sur le passé, une méthode naïve y fait aussi bien")
    return _("Rien n’est prévu pour le %(quarter)s : %(why)s.") % {
        "quarter": quarter_words(ahead.quarter),
        "why": _few_tries(ahead.trial.tries, rules) if is_little_tried else naive,
    }


def quarter_words(quarter: int) -> str:
    """« 1er trimestre 2027 », « 4e trimestre 2026 »."""
    year, season = divmod(quarter, 4)
    rank = _("1er") if season == 0 else _("%(rank)de") % {"rank": season + 1}
    return _("%(rank)s trimestre %(year)s") % {"rank": rank, "year": year}


def million(cents: float | None) -> str:
    """« 12,3 M€ »; smaller amounts in thousands."""
    if cents is None:
        return number(None)
    value, unit, decimals = (cents / 1e8, "M€", 1) if abs(cents) >= 1e8 else (cents / 1e5, "k€", 0)
    return f"{number(value, decimals)}\N{NO-BREAK SPACE}{unit}"


def overview_table(request: HttpRequest, found: Forecasts) -> Table:
    """A line for each series: the next quarter, or why it is not told."""
    kinds = kind_words()

    def ahead(which: str) -> Callable[[Foreseen], float | None]:
        return lambda one: million_value(getattr(one.next, which)) if one.next else None

    return Table(
        request,
        rows=found.all,
        columns=[
            Column("operateur", _("Opérateur"), lambda one: found.words(one.key)[0] or _("Tous"),
                   link=lambda one: address(request, (one.key[0], ""))),
            Column("mesure", _("Mesure"), lambda one: found.words(one.key)[1] or "—",
                   link=lambda one: address(request, one.key) if one.key[1] else ""),
            Column("quoi", _("Quoi"), lambda one: kinds[one.kind], filterable=True),
            Column("dernier", _("Dernier trimestre connu"),
                   lambda one: million_value(one.series[-1]), unit="M€", decimals=2, numeric=True),
            Column("prevu", _("Prévu, trimestre suivant"), ahead("value"), unit="M€", decimals=2,
                   numeric=True),
            Column("de", _("De"), ahead("low"), unit="M€", decimals=2, numeric=True),
            Column("a", _("À"), ahead("high"), unit="M€", decimals=2, numeric=True),
            Column("constat", _("Constat"), lambda one: verdict(one, found.rules)),
        ],
        filters=[
            Filter("operateurs", _("Opérateur"), lambda one: found.words(one.key)[0] or _("Tous"))
        ],
        search=lambda one: " ".join(found.words(one.key)),
        caption=_("Ce qui est prévu, par opérateur et par mesure"),
        filename="previsions",
        source=found.source,
        as_of=found.as_of,
    )  # fmt: skip


def million_value(cents: float | None) -> float | None:
    return None if cents is None else cents / 1e8


def address(request: HttpRequest, key: Key) -> str:
    """The page of a series."""
    operator, measure = key
    if key == ALL:
        return link(request, "forecast")
    if measure:
        return link(request, "forecast_measure", operator, measure)
    return link(request, "forecast_operator", operator)


def series_chart(one: Foreseen, found: Forecasts) -> Chart:
    """What came, then what is foreseen with its range; a hole where nothing is told."""
    past = one.series[-SHOWN_QUARTERS:]
    first = found.held.last - len(past) + 1
    quarters = [*range(first, found.held.last + 1), *(ahead.quarter for ahead in one.ahead)]
    before = [None] * len(past)

    def foreseen(which: str) -> list[float | None]:
        told = [million_value(getattr(a, which)) if a.told else None for a in one.ahead]
        return [*before, *told]

    series = [Series(_("réalisé"), [*map(million_value, past), *[None] * len(one.ahead)])]
    if one.told:
        series += [
            Series(_("prévu"), foreseen("value")),
            Series(_("bas de la fourchette"), foreseen("low")),
            Series(_("haut de la fourchette"), foreseen("high")),
        ]
    return lines(
        _("%(name)s par trimestre") % {"name": kind_words()[one.kind]},
        [code_of(quarter) for quarter in quarters],
        series,
        unit="M€",
        heading=_("Trimestre"),
        decimals=2,
        source=found.source,
        as_of=found.as_of,
        key=one.kind,
    )


def _error(name: str) -> Callable[[tuple[Foreseen, Ahead]], float | None]:
    return lambda row: million_value(getattr(row[1].trial, name))


def errors_table(request: HttpRequest, held: Iterable[Foreseen], found: Forecasts) -> Table:
    """How the method and the two plain ones did on the past, horizon by horizon."""
    kinds = kind_words()
    rows = [(one, ahead) for one in held for ahead in one.ahead]
    errors = (
        ("notre", _("Notre erreur"), "ours"),
        ("dernier", _("Erreur de « comme le dernier trimestre »"), "as_last"),
        ("annee", _("Erreur de « comme le même trimestre de l’an passé »"), "as_year"),
    )
    return Table(
        request,
        rows=rows,
        columns=[
            Column("quoi", _("Quoi"), lambda row: kinds[row[0].kind], filterable=True),
            Column("trimestre", _("Trimestre"), lambda row: code_of(row[1].quarter)),
            Column("horizon", _("Horizon (trimestres)"), lambda row: row[1].horizon, numeric=True),
            Column("essais", _("Essais"), lambda row: row[1].trial.tries, numeric=True),
            *[
                Column(key, label, _error(name), unit="M€", decimals=2, numeric=True)
                for key, label, name in errors
            ],
            Column("prevu", _("Prévision"),
                   lambda row: million_value(row[1].value) if row[1].told else None, unit="M€",
                   decimals=2, numeric=True),
            Column("dit", _("Dite"), lambda row: row[1].told),
        ],
        caption=_("Erreurs passées : moyenne des écarts absolus, mêmes trimestres"),
        filename="previsions-erreurs",
        prefix="erreurs_",
        source=found.source,
        as_of=found.as_of,
        page_size=0,
    )  # fmt: skip
