"""The page of one operator, or of one of its measures: every sample, every difference."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.evidence import words
from ancrage.evidence.queries.priority import Priority
from ancrage.evidence.rules.comparisons import Comparison, Difference
from ancrage.evidence.rules.files import INSIDE, OUTSIDE
from ancrage.evidence.rules.priority import Row
from ancrage.evidence.rules.samples import Sample
from ancrage.evidence.shown import Told, files_address, source, told_of_samples, value_of
from ancrage.ui.charts import Chart, Series, histogram
from ancrage.ui.formats import french_date
from ancrage.ui.tables import Column, Table

WAITED = (0, 15, 30, 45, 60, 90, 120, 180, 270, 365)
"""After how many days the share that still waits is drawn."""


@dataclass(frozen=True, slots=True)
class Group:
    """A line of the auditor's table: some files, and where their list is."""

    label: str
    sample: Sample
    url: str = ""


def groups_of(request: HttpRequest, row: Row, found: Priority) -> tuple[list[Group], int]:
    """The samples of a row that may be told to who asks, and how many may not."""
    after, before = _("après l’entrée dans la liste"), _("avant l’entrée dans la liste")
    groups = [Group(_("Tous"), row.whole, files_address(request, row.key, ""))]
    groups += [
        Group(label, row.places[place], files_address(request, row.key, place))
        for place, label in words.place_words().items()
    ]
    groups += [
        Group(_("Lieux des territoires, %(when)s") % {"when": before}, row.time.second),
        Group(_("Lieux des territoires, %(when)s") % {"when": after}, row.time.first),
        Group(_("Ailleurs, %(when)s") % {"when": before}, row.elsewhere.second),
        Group(_("Ailleurs, %(when)s") % {"when": after}, row.elsewhere.first),
    ]
    shown = [group for group in groups if found.may_tell(row, group.sample)]
    return shown, len(groups) - len(shown)


def group_table(request: HttpRequest, groups: Iterable[Group], found: Priority) -> Table:
    """What is counted of each sample: what an auditor checks."""
    held = list(groups)
    columns = [Column("ensemble", _("Ensemble"), lambda g: g.label, link=lambda g: g.url)]
    columns += [told.column(told.key, told.heading, _sample) for told in told_of_samples()]
    columns += [one.column(one.key, one.heading, _sample, default=False) for one in _checks()]
    return Table(
        request,
        rows=held,
        columns=columns,
        caption=_("Ce qui est compté"),
        filename="priorite-dossiers",
        source=source(found),
        as_of=french_date(found.on),
        page_size=0,
        prefix="c-",
    )


def _checks() -> tuple[Told, ...]:
    """What an auditor asks for: how far what waits could move a rate, what has no date."""
    low, high = _("Taux si tout ce qui attend était refusé"), _("Taux si tout était accordé")
    undated = _("Décisions sans date, ou datées avant la demande")
    return (
        Told("bas", low, lambda s: _bound(s, 0), percent=True, decimals=1),
        Told("haut", high, lambda s: _bound(s, 1), percent=True, decimals=1),
        Told("dates", _("Décisions datées"), lambda s: s.waiting.decided),
        Told("sans-date", undated, lambda s: s.undated + s.misdated),
        Told("beneficiaires", _("Bénéficiaires"), lambda s: s.beneficiaries),
    )


def _sample(group: Group) -> Sample:
    return group.sample


def _bound(sample: Sample, side: int) -> float | None:
    bounds = sample.cohort.bounds
    return bounds[side] if bounds else None


@dataclass(frozen=True, slots=True)
class Gap:
    """A line of the table of differences."""

    between: str
    difference: Difference


def gaps_of(row: Row, groups: Iterable[Group]) -> list[Gap]:
    """Every difference of a row whose two samples are both shown."""
    shown = [group.sample for group in groups]
    sides: list[tuple[str, Comparison]] = [
        (_("dans les territoires − hors d’eux"), row.place),
        (_("après − avant l’entrée dans la liste"), row.time),
        (_("ailleurs, après − avant"), row.elsewhere),
    ]
    return [
        Gap(between, difference)
        for between, comparison in sides
        if any(s is comparison.first for s in shown) and any(s is comparison.second for s in shown)
        for difference in comparison.differences
    ]


def gap_table(request: HttpRequest, gaps: Iterable[Gap], found: Priority) -> Table:
    """Each difference with its interval, its files, its chances: what an auditor checks."""
    kinds, units = words.kind_words(), words.kind_units()

    def side(which: str) -> Callable[[Gap], float | None]:
        def read(gap: Gap) -> float | None:
            held = words.scaled(gap.difference)
            return getattr(held.interval, which) if held else None

        return read

    return Table(
        request,
        rows=list(gaps),
        columns=[
            Column("entre", _("Entre"), lambda g: g.between),
            Column("quoi", _("Ce qui est comparé"), lambda g: kinds[g.difference.kind]),
            Column("ecart", _("Écart"), lambda g: value_of(g.difference), numeric=True, decimals=1),
            Column("de", _("De"), side("low"), numeric=True, decimals=1),
            Column("a", _("À"), side("high"), numeric=True, decimals=1),
            Column("unite", _("Unité"), lambda g: units[g.difference.kind]),
            Column("n1", _("Dossiers (1)"), lambda g: g.difference.first, numeric=True),
            Column("n2", _("Dossiers (2)"), lambda g: g.difference.second, numeric=True),
            Column("p", _("p"), lambda g: g.difference.p, numeric=True, decimals=4),
            Column("p-holm", _("p ajusté (Holm)"), lambda g: g.difference.adjusted, numeric=True,
                   decimals=4),
            Column("constat", _("Constat"),
                   lambda g: words.worth(g.difference, level=found.rules.level)),
        ],
        caption=_("Ce qui diffère"),
        filename="priorite-ecarts",
        source=source(found),
        as_of=french_date(found.on),
        page_size=0,
        prefix="e-",
    )  # fmt: skip


def waiting_chart(row: Row, found: Priority) -> Chart | None:
    """The share of files that still wait after so many days, inside and outside; None for none."""
    series = [
        Series(words.place_words()[place], [_waiting(row.places[place], day) for day in WAITED])
        for place in (INSIDE, OUTSIDE)
        if row.places[place].waiting.decided
    ]
    if not series:
        return None
    return histogram(
        _("Part des dossiers encore sans décision après tant de jours (Kaplan-Meier)"),
        [str(day) for day in WAITED],
        series,
        unit="%",
        bin_heading=_("Jours"),
        decimals=0,
        source=source(found),
        as_of=french_date(found.on),
        key="attente",
    )


def _waiting(sample: Sample, day: int) -> float | None:
    share = sample.waiting.after(day)
    return None if share is None else share * 100
