"""The rules of an identification as sentences, each with its name in a rule file and its reason."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.kernel.text import typeset
from ancrage.selection.engine.model import Quota, Rules, Thresholds
from ancrage.selection.engine.vocabulary import THRESHOLDS
from ancrage.selection.wording import quota_words
from ancrage.ui.formats import number, percent


@dataclass(frozen=True, slots=True)
class Sentence:
    """A rule in words; `keys` are its dotted names, `reason` is empty when none was written."""

    text: str
    keys: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What a region's own thresholds are, where they differ from the national ones."""

    region: str
    sentences: tuple[str, ...]
    reason: str


def rules_in_words(rules: Rules, names: Mapping[str, str]) -> list[Sentence]:
    """The national rules and the regions' numbers; `names` gives the regions' names."""
    told = [*_shape(rules), *_thresholds(rules.thresholds), *_choice(rules, names)]
    return [Sentence(text, keys, _reason(rules, keys)) for text, keys in told]


def relaxations(rules: Rules, names: Mapping[str, str]) -> list[Relaxation]:
    """The regions that have thresholds of their own, by name."""
    found = [
        Relaxation(
            names.get(code, code),
            tuple(_differences(own, rules.thresholds)),
            _own_reason(rules, code, names.get(code, code)),
        )
        for code, own in rules.regional_thresholds.items()
    ]
    return sorted(found, key=lambda relaxation: relaxation.region)


def _shape(rules: Rules) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield (
        ngettext(
            "On choisit exactement %(n)s territoire.",
            "On choisit exactement %(n)s territoires, sans intercommunalité commune.",
            rules.territories,
        )
        % {"n": number(rules.territories)},
        ("territories",),
    )
    yield (
        _(
            "Un territoire réunit de 1 à %(n)s intercommunalités qui se touchent, toutes aux "
            "emplois connus."
        )
        % {"n": number(rules.members_max)},
        ("members.max", "members"),
    )


def _thresholds(limits: Thresholds) -> Iterator[tuple[str, tuple[str, ...]]]:
    low, high = limits.population_min, limits.population_max
    if low or high < float("inf"):
        yield (
            _("Sa population est %(range)s.") % {"range": _range(low, high)},
            ("population.min", "population.max", "population"),
        )
    if limits.intensity_min:
        told = _(
            "Son intensité industrielle (sa part d’industrie rapportée à celle de la France) "
            "est d’au moins %(q)s."
        )
        yield told % {"q": number(limits.intensity_min, 2)}, ("intensity.min", "intensity")
    if limits.member_intensity_min:
        told = _("Chacune de ses intercommunalités a une intensité d’au moins %(q)s.")
        yield (
            told % {"q": number(limits.member_intensity_min, 2)},
            ("members.intensity.min", "members"),
        )
    if limits.industrial_jobs_min:
        told = _("Il compte au moins %(n)s emplois industriels.")
        yield told % {"n": number(limits.industrial_jobs_min)}, ("industrial_jobs.min",)


def _range(low: float, high: float) -> str:
    if high == float("inf"):
        return _("d’au moins %(low)s habitants") % {"low": number(low)}
    if not low:
        return _("d’au plus %(high)s habitants") % {"high": number(high)}
    bounds = {"low": number(low), "high": number(high)}
    return _("comprise entre %(low)s et %(high)s habitants") % bounds


def _choice(rules: Rules, names: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if rules.each_region.at_least or rules.each_region.at_most is not None:
        told = _("Chaque région aux emplois connus a %(n)s.")
        keys = ("regions.each.at_least", "regions.each.at_most")
        yield told % {"n": _territories(rules.each_region)}, keys
    for code, quota in sorted(rules.quotas.items()):
        told = _("%(region)s a %(n)s.")
        counts = (f"regions.{code}.exactly", f"regions.{code}.at_least", f"regions.{code}.at_most")
        yield told % {"region": names.get(code, code), "n": _territories(quota)}, counts
    if rules.coverage_min:
        told = _("Ensemble, ils réunissent au moins %(share)s des emplois industriels du pays.")
        yield told % {"share": percent(rules.coverage_min, 0)}, ("coverage.min",)
    yield from _lists(rules)
    yield _objective(rules), ("weights", "weights.intensity", "weights.cohesion")
    if rules.bonus:
        yield _bonus(rules), ("bonus", *(f"bonus.{siren}" for siren in sorted(rules.bonus)))


def _territories(quota: Quota) -> str:
    many = (quota.at_most or quota.at_least) > 1
    return f"{quota_words(quota)} {_('territoires') if many else _('territoire')}"


def _lists(rules: Rules) -> Iterator[tuple[str, tuple[str, ...]]]:
    if rules.include:
        yield (
            _("Retenues d’office : %(list)s.") % {"list": ", ".join(sorted(rules.include))},
            ("include",),
        )
    if rules.exclude:
        yield (
            _("Écartées d’office : %(list)s.") % {"list": ", ".join(sorted(rules.exclude))},
            ("exclude",),
        )
    for group in sorted(" + ".join(sorted(group)) for group in rules.impose):
        yield _("Groupe imposé : %(group)s.") % {"group": group}, ("impose",)


def _objective(rules: Rules) -> str:
    parts = [_("emplois industriels")]
    if rules.weight_intensity:
        parts.append(_("intensité à la puissance %(a)s") % {"a": _weight(rules.weight_intensity)})
    if rules.weight_cohesion:
        parts.append(_("cohésion à la puissance %(b)s") % {"b": _weight(rules.weight_cohesion)})
    told = _(
        "Parmi toutes les listes possibles, on cherche celle dont la valeur totale est la plus "
        "grande. Valeur d’un territoire : %(value)s."
    )
    return told % {"value": " × ".join(parts)}


def _bonus(rules: Rules) -> str:
    told = _(
        "Dans cette valeur, et nulle part ailleurs, les emplois industriels de certaines "
        "intercommunalités comptent davantage : %(list)s."
    )
    given = [
        _("%(siren)s (+ %(share)s)") % {"siren": siren, "share": _share(rules.bonus[siren])}
        for siren in sorted(rules.bonus)
    ]
    return told % {"list": ", ".join(given)}


def _share(bonus: float) -> str:
    return percent(bonus, 0 if round(100 * bonus, 1).is_integer() else 1)


def _weight(value: float) -> str:
    return number(value, 0 if value == int(value) else 2).rstrip("0") or "0"


def _differences(own: Thresholds, national: Thresholds) -> Iterator[str]:
    for name, field in THRESHOLDS.items():
        here, there = getattr(own, field), getattr(national, field)
        if here != there:
            decimals = 2 if name.endswith("intensity.min") else 0
            figures = {"own": number(here, decimals), "national": number(there, decimals)}
            yield _label(name) % figures


def _label(name: str) -> str:
    return {
        "population.min": _("population minimale : %(own)s au lieu de %(national)s"),
        "population.max": _("population maximale : %(own)s au lieu de %(national)s"),
        "intensity.min": _("intensité du territoire : %(own)s au lieu de %(national)s"),
        "members.intensity.min": _("intensité de chaque membre : %(own)s au lieu de %(national)s"),
        "industrial_jobs.min": _("emplois industriels minimaux : %(own)s au lieu de %(national)s"),
    }[name]


def _reason(rules: Rules, keys: tuple[str, ...]) -> str:
    found = dict.fromkeys(rules.reasons[key] for key in keys if key in rules.reasons)
    return typeset(" ".join(found))


def _own_reason(rules: Rules, code: str, name: str) -> str:
    """A region's reason without the name that the page says before it."""
    told = re.sub(rf"^{re.escape(name)}\s*:\s*", "", _reason(rules, (f"regions.{code}",)))
    return told[:1].upper() + told[1:]
