"""What changes are worth, ready for a page: rules, value, coverage, and which region pays."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.adaptation.lists import Territories
from ancrage.adaptation.maps import Change
from ancrage.adaptation.sheet import Sheet
from ancrage.adaptation.worth import effect_of, verdict_of
from ancrage.kernel.quality import Quality
from ancrage.selection.engine.effects import Effect, RegionEffect
from ancrage.selection.engine.judging import Verdict
from ancrage.selection.engine.model import Country
from ancrage.selection.proof import computed_on
from ancrage.selection.queries.runs import Run, run_behind
from ancrage.selection.queries.summary import region_names
from ancrage.ui.figures import Figure
from ancrage.ui.formats import number

POINTS = 100


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A rule on the list that results: what it says, whether it holds, and if that is new.

    `holds` None: the figures do not tell.
    """

    says: str
    holds: bool | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class RegionLine:
    """What a region wins or loses."""

    name: str
    territories: str
    jobs: str
    value: str
    pays: bool


@dataclass(frozen=True, slots=True)
class StepEffect:
    """What one change does, in a few words, and the rules that it breaks or mends."""

    summary: str
    broke: tuple[str, ...]
    mended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """What changes do together, and each by itself.

    `run` is the identification judged by, `checks` the rules by the place that they are about.
    """

    run: Run
    effect: Effect
    figures: list[Figure]
    checks: dict[str, list[CheckLine]]
    regions: list[RegionLine]
    steps: list[StepEffect]

    @property
    def broken(self) -> list[CheckLine]:
        return [c for checks in self.checks.values() for c in checks if c.holds is False]

    @property
    def payers(self) -> list[str]:
        return [region.name for region in self.regions if region.pays]


def effects_of(sheet: Sheet) -> Effects | None:
    """What an amendment's changes do to the list that they are written on.

    None for a list that no identification is behind: no rules are known to judge it by.
    """
    run = run_behind(sheet.amendment.base)
    if run is None or sheet.trouble:
        return None
    country, pairs = sheet.country, zip(sheet.stages, sheet.stages[1:], strict=False)
    steps = [_step(effect_of(run, country, before, after)) for before, after in pairs]
    names = {region.code: region.name for region in sheet.amendment.regions.all()}
    change = Change(sheet.stages[0], sheet.stages[-1])
    return _effects(run, country, change, steps, names)


def effects_of_move(sheet: Sheet, before: Territories, after: Territories) -> Effects | None:
    """What one more change does."""
    run = run_behind(sheet.amendment.base)
    if run is None:
        return None
    return _effects(run, sheet.country, Change(before, after), [], region_names())


def _effects(
    run: Run, country: Country, change: Change, steps: list[StepEffect], names: dict[str, str]
) -> Effects:
    found = effect_of(run, country, change.before, change.after)
    return Effects(
        run=run,
        effect=found,
        figures=_figures(run, found),
        checks=_checks(verdict_of(run, country, change.after), found, names),
        regions=[_region(region, names) for region in found.regions],
        steps=steps,
    )


def _step(found: Effect) -> StepEffect:
    if found.value_change == 0 and not found.jobs_change:
        return StepEffect(_("sans effet sur les chiffres"), (), ())
    told = [
        _("valeur : %(change)s") % {"change": _signed(found.value_change)},
        _("couverture : %(change)s") % {"change": _points(found.share_change)},
    ]
    return StepEffect(
        summary=" ; ".join(told),
        broke=tuple(check.says for check in found.broke),
        mended=tuple(check.says for check in found.mended),
    )


def _signed(value: float | None) -> str:
    """« +1 234 », « −56 », « inconnue »."""
    if value is None:
        return _("inconnue")
    written = number(value)
    return f"+{written}" if value > 0 and not written.startswith(("0", "−")) else written


def _points(share: float) -> str:
    """A change of a share, in points: « −0,12 point »."""
    written = number(share * POINTS, 2)
    sign = "+" if share > 0 and written != number(0, 2) else ""
    return _("%(points)s point") % {"points": f"{sign}{written}"}


def _figures(run: Run, found: Effect) -> list[Figure]:
    value, after = _("emplois pondérés"), found.after
    below = after.below_objective
    distance = (
        _("Ce qui lui manque pour valoir la meilleure liste sous ces règles")
        if below is None or below >= 0
        else _("Ce qu’elle vaut de plus que la meilleure liste qui tient les règles")
    )
    covered = _("Part des emplois industriels du pays, soit %(jobs)s emplois") % {
        "jobs": number(after.industrial_jobs)
    }
    return [
        _figure(run, found.value_change, _("Valeur gagnée ou perdue"), value),
        _figure(run, after.known_value, _("Valeur de la liste ainsi modifiée"), value),
        _figure(run, None if below is None else abs(below), distance, value),
        _figure(run, after.share * POINTS, covered, "%", decimals=2),
    ]


def _figure(run: Run, value: float | None, label: str, unit: str, *, decimals: int = 0) -> Figure:
    return Figure(
        value=value,
        label=label,
        unit=unit,
        as_of=computed_on(run),
        source=_("identification Ancrage, règles « %(title)s »") % {"title": run.title},
        quality=Quality.ESTIMATE,
        decimals=decimals,
    )


def _checks(verdict: Verdict, found: Effect, names: dict[str, str]) -> dict[str, list[CheckLine]]:
    """The rules on the territories that change, then on the list and the regions concerned."""
    touched = {c.code: c.after.name for c in found.changes if c.after is not None}
    regions = {region.region for region in found.regions}
    new = {check.key for check in found.broke}
    told: dict[str, list[CheckLine]] = {}
    for check in verdict.checks:
        if check.territory is not None and check.territory not in touched:
            continue
        if check.region is not None and check.region not in regions:
            continue
        says = check.says
        if check.region:
            says = says.replace(f"Région {check.region}", names.get(check.region, check.region))
        line = CheckLine(says, check.holds, check.key in new)
        told.setdefault(touched.get(check.territory or "", _("La liste entière")), []).append(line)
    return told


def _region(found: RegionEffect, names: dict[str, str]) -> RegionLine:
    counts = {"before": found.territories_before, "after": found.territories_after}
    same = found.territories_before == found.territories_after
    return RegionLine(
        name=names.get(found.region, found.region),
        territories=str(found.territories_after) if same else _("%(before)d → %(after)d") % counts,
        jobs=_signed(found.jobs_change),
        value=_signed(found.value_change),
        pays=found.pays,
    )
