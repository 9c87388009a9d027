"""Whether the rules still hold for a list that people amended, rule by rule, with the figures.

A list may hold what no rule allows. A figure that is not known is never taken for 0: what is
known of a sum is its lower bound, and a rule that it cannot settle neither holds nor breaks.

Beside the rules of a file, a territory must be of one piece (`connection`), of figures that are
all known (`known_figures`), and no intercommunalité is in two (`disjoint`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ancrage.kernel.text import typeset
from ancrage.selection.engine.amending import AmendedTerritory
from ancrage.selection.engine.demands import FREE, least_name, most_name, threshold_name
from ancrage.selection.engine.model import Country, Quota, Rules
from ancrage.selection.engine.programme import coverage_jobs, region_quotas
from ancrage.selection.engine.shapes import is_connected, measure, neighbours, thresholds_of
from ancrage.selection.engine.vocabulary import THRESHOLDS, split_region
from ancrage.selection.engine.wording import number, told_apart

CONNECTION, KNOWN, DISJOINT = "connection", "known_figures", "disjoint"
MEMBER_INTENSITY = "members.intensity.min"


@dataclass(frozen=True, slots=True)
class TerritoryFigures:
    """The measures of a territory of the list (see model.py).

    Jobs (salaried) and population are sums over the members where they are known; `unknown` are
    the SIRENs of the others. Intensity, cohesion and value are None when a member's jobs are
    unknown. `region` holds most of its industrial jobs; while they are not all known, it is the
    one that the list says.
    """

    code: str
    region: str
    industrial_jobs: int
    total_jobs: int
    population: int
    intensity: float | None
    cohesion: float | None
    value: float | None
    unknown_jobs: tuple[str, ...]
    unknown_population: tuple[str, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The members with a figure that is not known."""
        return tuple(sorted({*self.unknown_jobs, *self.unknown_population}))


@dataclass(frozen=True, slots=True)
class Check:
    """Whether one rule holds, for a territory, a region, or the list (both None).

    `rule` is its dotted name; `holds` None when the figures do not tell. `figure` and `limit` are
    in inhabitants, jobs, members, territories, a share of 0 to 1 or an intensity, as the rule;
    None when the rule is no number. `siren` is the member that decides. `says` tells it in French.
    """

    rule: str
    holds: bool | None
    figure: float | None
    limit: float | None
    says: str
    territory: str | None = None
    region: str | None = None
    siren: str | None = None

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        """What tells the same check in two lists, be it by a region's own threshold or not."""
        rule = split_region(self.rule)[1] if self.territory else self.rule
        return rule, self.territory, self.region


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every check of a list, and the figures of its territories by code."""

    checks: tuple[Check, ...]
    figures: Mapping[str, TerritoryFigures]

    @property
    def broken(self) -> tuple[Check, ...]:
        """The rules that do not hold."""
        return tuple(check for check in self.checks if check.holds is False)

    @property
    def unsettled(self) -> tuple[Check, ...]:
        """The rules of which the figures do not tell whether they hold."""
        return tuple(check for check in self.checks if check.holds is None)

    def of(self, territory: str | None) -> tuple[Check, ...]:
        """The checks of one territory; None: those of the list as a whole and its regions."""
        return tuple(check for check in self.checks if check.territory == territory)


@dataclass(frozen=True, slots=True)
class _Ground:
    """The country and the rules; the SIRENs' positions, who touches whom, the national share."""

    country: Country
    rules: Rules
    places: Mapping[str, int]
    touching: list[set[int]]
    share: float

    def called(self, siren: str) -> str:
        place = self.places.get(siren)
        return siren if place is None else f"{self.country.units[place].name} ({siren})"

    def all_called(self, sirens: Iterable[str], sign: str = ", ") -> str:
        return sign.join(map(self.called, sirens))

    def intensity(self, siren: str) -> float:
        unit = self.country.units[self.places[siren]]
        total = unit.total_jobs or 0
        return (unit.industrial_jobs or 0) / total / self.share if total else 0.0


def judge(*, country: Country, rules: Rules, territories: Sequence[AmendedTerritory]) -> Verdict:
    """Check every rule that binds, for each territory then for the list."""
    places = {unit.siren: place for place, unit in enumerate(country.units)}
    on = _Ground(country, rules, places, neighbours(country), country.national_share())
    figures = {territory.code: _figures(on, territory) for territory in territories}
    checks: list[Check] = []
    for territory in territories:
        checks += _territory(on, territory, figures[territory.code])
    checks += _list(on, territories, figures)
    return Verdict(tuple(checks), figures)


def _figures(on: _Ground, territory: AmendedTerritory) -> TerritoryFigures:
    """The measures of a territory."""
    units = {s: on.country.units[on.places[s]] for s in territory.members if s in on.places}
    known = tuple(on.places[siren] for siren, unit in units.items() if unit.jobs_known)
    found = (
        measure(country=on.country, rules=on.rules, group=known, share=on.share) if known else None
    )
    whole = found if len(known) == len(territory.members) else None
    return TerritoryFigures(
        code=territory.code,
        region=whole.region if whole else territory.region,
        industrial_jobs=found.industrial_jobs if found else 0,
        total_jobs=found.total_jobs if found else 0,
        population=sum(unit.population or 0 for unit in units.values()),
        intensity=whole.intensity if whole else None,
        cohesion=whole.cohesion if whole else None,
        value=whole.value if whole else None,
        unknown_jobs=tuple(
            s for s in territory.members if s not in units or not units[s].jobs_known
        ),
        unknown_population=tuple(
            s for s in territory.members if s not in units or units[s].population is None
        ),
    )


def _territory(
    on: _Ground, territory: AmendedTerritory, figures: TerritoryFigures
) -> Iterator[Check]:
    code, count, most = territory.code, len(territory.members), on.rules.members_max
    yield _connection(on, territory)
    unknown = len(figures.unknown)
    says = "Tous ses chiffres sont connus."
    if unknown:
        says = f"Chiffres inconnus : {on.all_called(figures.unknown)}."
    yield _check(KNOWN, not unknown, unknown, 0, says, code)
    says = f"{_many(count, 'intercommunalité')}, pour {number(most)} au plus."
    yield _check("members.max", count <= most, count, most, says, code)
    yield from _thresholds(on.rules, figures)
    yield from _member_intensity(on, territory, figures)


def _check(
    rule: str,
    holds: bool | None,  # noqa: FBT001
    figure: float | None,
    limit: float | None,
    says: str,
    territory: str | None = None,
    region: str | None = None,
) -> Check:
    return Check(rule, holds, figure, limit, typeset(says), territory, region)


def _connection(on: _Ground, territory: AmendedTerritory) -> Check:
    outside = [siren for siren in territory.members if siren not in on.places]
    if outside:
        says = f"D’un seul tenant ? {outside[0]} n’est pas dans les données : on ne le sait pas."
        return _check(CONNECTION, None, None, None, says, territory.code)
    holds = is_connected(on.touching, tuple(on.places[siren] for siren in territory.members))
    says = "D’un seul tenant." if holds else "Ses intercommunalités ne se touchent pas toutes."
    return _check(CONNECTION, holds, None, None, says, territory.code)


def _thresholds(rules: Rules, figures: TerritoryFigures) -> Iterator[Check]:
    limits = thresholds_of(rules, figures.region)
    known: dict[str, tuple[str, float | None, bool]] = {
        "population.min": ("Population", figures.population, not figures.unknown_population),
        "population.max": ("Population", figures.population, not figures.unknown_population),
        "intensity.min": ("Intensité industrielle", figures.intensity, not figures.unknown_jobs),
        "industrial_jobs.min": (
            "Emplois industriels",
            figures.industrial_jobs,
            not figures.unknown_jobs,
        ),
    }
    for name, (label, figure, complete) in known.items():
        limit = getattr(limits, THRESHOLDS[name])
        if limit != getattr(FREE, THRESHOLDS[name]):
            rule = threshold_name(rules, figures.region, name)
            says = _threshold_words(name, label, figure, limit, complete=complete)
            holds = _holds(figure, limit, most=name.endswith(".max"), complete=complete)
            yield _check(rule, holds, figure, limit, says, figures.code)


def _holds(figure: float | None, limit: float, *, most: bool, complete: bool) -> bool | None:
    """Whether a figure, or its lower bound when it is not complete, keeps within its limit."""
    if figure is None:
        return None
    if most:
        return False if figure > limit else True if complete else None
    return True if figure >= limit else False if complete else None


def _threshold_words(
    name: str, label: str, figure: float | None, limit: float, *, complete: bool
) -> str:
    sense = "au plus" if name.endswith(".max") else "au moins"
    told, asked = told_apart(name, limit if figure is None else figure, limit)
    known = "inconnue" if figure is None else told if complete else f"{told} connus, ou plus"
    return f"{label} : {known}, pour {asked} {sense}."


def _member_intensity(
    on: _Ground, territory: AmendedTerritory, figures: TerritoryFigures
) -> Iterator[Check]:
    """The least industrial member whose jobs are known decides, when all the others are known."""
    limit = thresholds_of(on.rules, figures.region).member_intensity_min
    if limit == FREE.member_intensity_min:
        return
    own = {s: on.intensity(s) for s in territory.members if s not in figures.unknown_jobs}
    weakest = min(own, key=lambda siren: (own[siren], siren), default=None)
    figure = None if weakest is None else own[weakest]
    says = "Intensité de ses intercommunalités : inconnue."
    if weakest is not None and figure is not None:
        told, asked = told_apart(MEMBER_INTENSITY, figure, limit)
        name = on.called(weakest)
        says = f"La moins industrielle, {name} : intensité de {told}, pour {asked} au moins."
    holds = None if figure is None else figure >= limit
    if holds and figures.unknown_jobs:
        holds = None
    rule = threshold_name(on.rules, figures.region, MEMBER_INTENSITY)
    yield Check(rule, holds, figure, limit, typeset(says), figures.code, siren=weakest)


def _many(count: int, what: str) -> str:
    return f"{number(count)} {what}{'s' if count > 1 else ''}"


def _list(
    on: _Ground,
    territories: Sequence[AmendedTerritory],
    figures: Mapping[str, TerritoryFigures],
) -> Iterator[Check]:
    """The checks of the list as a whole."""
    count, asked = len(territories), on.rules.territories
    says = f"{_many(count, 'territoire')}, pour exactement {number(asked)}."
    yield _check("territories", count == asked, count, asked, says)
    held = Counter(siren for territory in territories for siren in territory.members)
    twice = sorted(siren for siren, times in held.items() if times > 1)
    says = "Chaque intercommunalité est dans un seul territoire."
    if twice:
        says = f"Dans deux territoires : {on.all_called(twice)}."
    yield _check(DISJOINT, not twice, len(twice), 0, says)
    yield from _coverage(on.country, on.rules, held)
    counts = Counter(found.region for found in figures.values())
    for region, quota in region_quotas(on.country, on.rules).items():
        yield from _quota(on.rules, region, quota, counts[region])
    yield from _named(on, {frozenset(t.members) for t in territories}, held)


def _coverage(country: Country, rules: Rules, held: Collection[str]) -> Iterator[Check]:
    if rules.coverage_min <= 0:
        return
    covered, national = covered_jobs(country=country, sirens=held)
    share = covered / national if national else 0.0
    holds = covered >= coverage_jobs(country, rules)
    told, asked = _percentages(share, rules.coverage_min)
    says = f"Part des emplois industriels du pays : {told} %, pour {asked} % au moins."
    yield _check("coverage.min", holds, share, rules.coverage_min, says)


def _percentages(share: float, asked: float) -> tuple[str, str]:
    """Both in per cent, with as many decimals as it takes to tell them apart."""
    for decimals in (1, 2, 3, 4):
        told = number(100 * share, decimals), number(100 * asked, decimals)
        if told[0] != told[1]:
            break
    return told


def covered_jobs(*, country: Country, sirens: Collection[str]) -> tuple[int, int]:
    """The known industrial jobs of these intercommunalités, and those of the whole country."""
    known = [unit for unit in country.units if unit.jobs_known]
    covered = sum(unit.industrial_jobs or 0 for unit in known if unit.siren in sirens)
    return covered, sum(unit.industrial_jobs or 0 for unit in known)


def _quota(rules: Rules, region: str, quota: Quota, count: int) -> Iterator[Check]:
    least, most = least_name(region, quota), most_name(rules, region, quota)
    told = f"Région {region} : {_many(count, 'territoire')}, pour"
    if least == most:
        says = f"{told} exactement {quota.at_least}."
        yield _check(least, count == quota.at_least, count, quota.at_least, says, region=region)
        return
    if quota.at_least > 0:
        says = f"{told} {quota.at_least} au moins."
        yield _check(least, count >= quota.at_least, count, quota.at_least, says, region=region)
    if quota.at_most is not None:
        says = f"{told} {quota.at_most} au plus."
        yield _check(most, count <= quota.at_most, count, quota.at_most, says, region=region)


def _named(
    on: _Ground, groups: Collection[frozenset[str]], held: Collection[str]
) -> Iterator[Check]:
    """The intercommunalités that the rules name."""
    for siren in sorted(on.rules.include):
        says = f"Retenue d’office : {on.called(siren)}."
        yield _check(f"include.{siren}", siren in held, None, None, says)
    for siren in sorted(on.rules.exclude):
        says = f"Écartée d’office : {on.called(siren)}."
        yield _check(f"exclude.{siren}", siren not in held, None, None, says)
    for rank, group in enumerate(on.rules.impose, 1):
        says = f"Groupe imposé : {on.all_called(sorted(group), ' + ')}."
        yield _check(f"impose.{rank}", group in groups, None, None, says)
