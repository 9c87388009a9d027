"""Rule files: read, changed by settings, checked, and written back as a document.

A rule file is TOML. Its rules have the dotted names of `vocabulary`, nested as TOML does
(`[population] min = 20000` is `population.min`), next to `name`, `title` and `[reasons]`, where a
rule or a group of rules (`"regions.94"`) has its reason. Only `territories` and `members.max`
are obligatory; a rule that is absent does not bind.

A region's numbers: `exactly`, or `at_least` and `at_most`; what a region does not say is what
`regions.each` says. A setting replaces what the file says: setting one of these three withdraws
the file's others that it would contradict.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from ancrage.kernel.problems import InputRefused, Problem
from ancrage.selection.engine.model import Country, Quota, Rules, Thresholds
from ancrage.selection.engine.vocabulary import (
    BONUS,
    COUNTS,
    LISTS,
    NUMBERS,
    THRESHOLDS,
    bonus_siren,
    is_rule_or_part,
    kind_of,
    nearest,
    split_region,
)

SHIPPED = files("ancrage.selection") / "data"
SETTING = "--set"
DESCRIPTION = ("name", "title", "reasons")
Flat = dict[str, Any]


def shipped_rules() -> list[str]:
    """The names of the rule files that come with Ancrage, in alphabetical order."""
    names = (entry.name for entry in SHIPPED.iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def load_rules(name_or_path: str | Path, *, settings: Sequence[str] = ()) -> Rules:
    """The rules of a shipped file (by its name) or of a file, changed by `key=value` settings.

    Raises InputRefused with every fault of the file and of the settings.
    """
    source = _source(name_or_path)
    return rules_from_document(
        _parsed(source), settings=settings, file=source.name, name=source.name[:-5]
    )


def rules_from_document(
    document: Mapping[str, Any],
    *,
    settings: Sequence[str] = (),
    file: str = "règles",
    name: str = "",
) -> Rules:
    """The rules that a document shaped like a rule file says. Raises InputRefused."""
    problems: list[Problem] = []
    told = {key: document[key] for key in DESCRIPTION if key in document}
    rest = {key: value for key, value in document.items() if key not in DESCRIPTION}
    flat = _read(_flatten(rest), file, problems)
    changed = _read(_settings(settings, problems), SETTING, problems)
    problems += [Problem(file, None, None, *fault) for fault in _rivals(flat)]
    problems += [Problem(SETTING, None, None, *fault) for fault in _rivals(changed)]
    flat = _merged(flat, changed)
    reasons = _described(told, file, problems)
    missing = [] if problems else [key for key in ("territories", "members.max") if key not in flat]
    for key in missing:
        problems.append(Problem(file, None, None, f"la règle « {key} » manque.", "Ajoutez-la."))
    if not problems:
        problems += [Problem(file, None, None, *fault) for fault in _contradictions(flat)]
    if problems:
        raise InputRefused(problems)
    name = str(told.get("name", name))
    return _build(flat, name=name, title=str(told.get("title", name)), reasons=reasons)


def rules_document(rules: Rules) -> dict[str, Any]:
    """The rules as a rule file would say them, ready for JSON. What does not bind is left out."""
    flat: Flat = {key: getattr(rules, field) for key, field in NUMBERS.items()}
    flat |= _differing(rules.thresholds, Thresholds())
    flat |= {f"regions.each.{key}": value for key, value in _counts(rules.each_region).items()}
    for region, quota in sorted(rules.quotas.items()):
        alike = quota.at_least == quota.at_most and not quota.inherited
        counts = {"exactly": quota.at_least} if alike else _counts(quota)
        flat |= {f"regions.{region}.{key}": value for key, value in counts.items()}
    for region, own in sorted(rules.regional_thresholds.items()):
        differing = _differing(own, rules.thresholds)
        flat |= {f"regions.{region}.{key}": value for key, value in differing.items()}
    flat |= {key: sorted(getattr(rules, key)) for key in ("include", "exclude")}
    flat["impose"] = sorted(sorted(group) for group in rules.impose)
    flat |= {f"{BONUS}.{siren}": share for siren, share in sorted(rules.bonus.items()) if share}
    told = {"name": rules.name, "title": rules.title, "reasons": dict(rules.reasons)}
    return told | _nested({key: _whole(value) for key, value in flat.items() if value != []})


def fingerprint(*, country: Country, rules: Rules) -> str:
    """SHA-256 over the figures and the rules that a result comes from, not over their titles."""
    document = rules_document(rules)
    binding = {key: value for key, value in document.items() if key not in DESCRIPTION}
    text = json.dumps([country.fingerprint, binding], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_against(rules: Rules, country: Country, *, settings: Sequence[str] = ()) -> None:
    """Raise InputRefused when the rules name what the country does not have.

    A number of territories, or a setting, for a region that is not there is an error; a file's
    thresholds for such a region are not: no group could be judged by them.
    """
    problems = [
        Problem(file, None, None, f"aucune intercommunalité n’a la région « {region} ».", advice)
        for file, region, advice in _named_regions(rules, settings)
        if region not in {unit.region for unit in country.units}
    ]
    known = {unit.siren for unit in country.units}
    for key in (*LISTS, BONUS):
        for siren in sorted(_sirens(rules, key) - known):
            what = f"« {key} » nomme « {siren} », qui n’est pas dans les données."
            problems.append(Problem(rules.name, None, None, what, "Corrigez le SIREN."))
    if problems:
        raise InputRefused(problems)


def _source(name_or_path: str | Path) -> Path | Traversable:
    path = Path(name_or_path)
    if path.suffix == ".toml" or len(path.parts) > 1:
        if path.is_file():
            return path
        what, advice = "le fichier de règles manque.", "Vérifiez son chemin."
        raise InputRefused([Problem(str(path), None, None, what, advice)])
    if str(path) in shipped_rules():
        return SHIPPED / f"{path}.toml"
    advice = f"Donnez un fichier .toml ou l’un de ces noms : {', '.join(shipped_rules())}."
    what = "aucun jeu de règles ne porte ce nom."
    raise InputRefused([Problem(str(path), None, None, what, advice)])


def _parsed(source: Path | Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        what, row = "le fichier n’est pas encodé en UTF-8.", None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        row = int(found[1]) if found else None
        what = f"le TOML n’est pas lisible ({error})."
    advice = "Corrigez le fichier ; le modèle announcement-2018 montre l’écriture."
    raise InputRefused([Problem(source.name, row, None, what, advice)])


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Flat:
    flat: Flat = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _nested(flat: Flat) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for key, value in flat.items():
        region, rule = split_region(key)
        parts = rule.split(".") if region is None else ["regions", region, *rule.split(".")]
        table = document
        for part in parts[:-1]:
            table = table.setdefault(part, {})
        table[parts[-1]] = value
    return document


def _settings(settings: Iterable[str], problems: list[Problem]) -> Flat:
    flat: Flat = {}
    for setting in settings:
        key, sign, value = (part.strip() for part in setting.partition("="))
        if sign:
            flat[key] = value
        else:
            what = f"« {setting} » n’a pas la forme règle=valeur."
            problems.append(Problem(SETTING, None, None, what, "Exemple : territories=40."))
    return flat


def _read(flat: Flat, file: str, problems: list[Problem]) -> Flat:
    """The values as their kinds read them; names and values that are wrong are noted."""
    values: Flat = {}
    for key, value in flat.items():
        kind = kind_of(key)
        if kind is None:
            advice = f"La plus proche est « {nearest(key)} »."
            problems.append(Problem(file, None, None, f"la règle « {key} » n’existe pas.", advice))
            continue
        try:
            values[key] = kind.read(value)
        except ValueError:
            what = f"« {key} » vaut « {value} »."
            problems.append(Problem(file, None, None, what, f"Donnez {kind.expected}."))
    return values


def _rivals(flat: Flat) -> list[tuple[str, str]]:
    """`exactly` beside another number for the same region, in one source."""
    faults = []
    for key in flat:
        region, rule = split_region(key)
        others = [other for other in COUNTS[1:] if f"regions.{region}.{other}" in flat]
        if rule == "exactly" and others:
            what = f"« {key} » et « regions.{region}.{others[0]} » se contredisent."
            faults.append((what, "Gardez l’une des deux."))
    return faults


def _merged(flat: Flat, changed: Flat) -> Flat:
    withdrawn = set()
    for key in changed:
        region, rule = split_region(key)
        if rule == "exactly":
            withdrawn |= {f"regions.{region}.{other}" for other in COUNTS}
        elif rule in COUNTS:
            withdrawn.add(f"regions.{region}.exactly")
    return {key: value for key, value in flat.items() if key not in withdrawn} | changed


def _described(told: Flat, file: str, problems: list[Problem]) -> dict[str, str]:
    reasons = told.get("reasons", {})
    problems += [
        Problem(file, None, None, f"« {key} » n’est pas un texte.", "Mettez-le entre guillemets.")
        for key in ("name", "title")
        if not isinstance(told.get(key, ""), str)
    ]
    if not isinstance(reasons, Mapping) or not all(isinstance(v, str) for v in reasons.values()):
        what = "« reasons » ne donne pas un texte par règle."
        problems.append(Problem(file, None, None, what, 'Exemple : "regions.94" = "…".'))
        return {}
    for key in reasons:
        if not is_rule_or_part(key):
            what = f"« reasons » explique « {key} », qui n’est pas une règle."
            advice = f"La plus proche est « {nearest(key)} »."
            problems.append(Problem(file, None, None, what, advice))
    return dict(reasons)


def _contradictions(flat: Flat) -> list[tuple[str, str]]:
    faults = []
    for region in [None, *_regions(flat)]:
        low, high = (_own(flat, region).get(f"population.{end}") for end in ("min", "max"))
        touched = region is None or any(f"regions.{region}.{rule}" in flat for rule in THRESHOLDS)
        if touched and low is not None and high is not None and low > high:
            where = "" if region is None else f" dans la région {region}"
            what = f"« population.min » ({low}) dépasse « population.max » ({high}){where}."
            faults.append((what, "Corrigez l’une des deux bornes."))
        least, most = (flat.get(f"regions.{region}.{end}") for end in COUNTS[1:])
        if least is not None and most is not None and least > most:
            what = f"« regions.{region}.at_least » ({least}) dépasse « at_most » ({most})."
            faults.append((what, "Corrigez l’un des deux nombres."))
    return faults + _list_contradictions(flat)


def _list_contradictions(flat: Flat) -> list[tuple[str, str]]:
    faults = []
    imposed = [siren for group in flat.get("impose", ()) for siren in group]
    for key, sirens in (("include", flat.get("include", ())), ("impose", imposed)):
        for siren in sorted(set(sirens) & set(flat.get("exclude", ()))):
            what = f"« {siren} » est à la fois dans « {key} » et dans « exclude »."
            faults.append((what, "Gardez l’un des deux."))
    for siren in sorted({siren for siren in imposed if imposed.count(siren) > 1}):
        what = f"« {siren} » figure deux fois dans « impose »."
        faults.append((what, "Une intercommunalité n’a qu’un territoire."))
    return faults


def _regions(flat: Flat) -> list[str]:
    found = {split_region(key)[0] for key in flat}
    return sorted(region for region in found if region is not None)


def _own(flat: Flat, region: str | None) -> Flat:
    """The thresholds that a region's groups must reach: its own, else the national ones."""
    keys = {rule: (f"regions.{region}.{rule}", rule) for rule in THRESHOLDS}
    return {
        rule: flat.get(own, flat.get(national))
        for rule, (own, national) in keys.items()
        if own in flat or national in flat
    }


def _build(flat: Flat, *, name: str, title: str, reasons: dict[str, str]) -> Rules:
    regions = [region for region in _regions(flat) if region != "each"]
    each = _quota(flat, "each", Quota())
    return Rules(
        name=name,
        title=title,
        thresholds=_thresholds(flat, None),
        each_region=each,
        quotas={
            region: _quota(flat, region, each)
            for region in regions
            if any(f"regions.{region}.{count}" in flat for count in COUNTS)
        },
        regional_thresholds={
            region: _thresholds(flat, region)
            for region in regions
            if _thresholds(flat, region) != _thresholds(flat, None)
        },
        include=frozenset(flat.get("include", ())),
        exclude=frozenset(flat.get("exclude", ())),
        impose=tuple(frozenset(group) for group in flat.get("impose", ())),
        bonus=_bonus(flat),
        reasons=reasons,
        **({"weight_intensity": 0, "weight_cohesion": 0} | _numbers(flat)),
    )


def _bonus(flat: Flat) -> dict[str, float]:
    """What each intercommunalité is given; 0 gives nothing, and takes back what a file gave."""
    given = {siren: share for key, share in flat.items() if (siren := bonus_siren(key))}
    return {siren: share for siren, share in sorted(given.items()) if share}


def _numbers(flat: Flat) -> dict[str, Any]:
    return {field: flat[key] for key, field in NUMBERS.items() if key in flat}


def _thresholds(flat: Flat, region: str | None) -> Thresholds:
    return Thresholds(**{THRESHOLDS[rule]: value for rule, value in _own(flat, region).items()})


def _quota(flat: Flat, region: str, each: Quota) -> Quota:
    exactly = flat.get(f"regions.{region}.exactly")
    if exactly is not None:
        return Quota(exactly, exactly)
    own = f"regions.{region}.at_least"
    return Quota(
        flat.get(own, each.at_least),
        flat.get(f"regions.{region}.at_most", each.at_most),
        inherited=region != "each" and own not in flat,
    )


def _whole(value: object) -> object:
    """1.0 as 1, which is what reading the document back gives: the same rules, written alike."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _counts(quota: Quota) -> dict[str, int]:
    least = {} if quota.inherited else {"at_least": quota.at_least}
    return least if quota.at_most is None else least | {"at_most": quota.at_most}


def _differing(own: Thresholds, other: Thresholds) -> Flat:
    """The thresholds of `own` that are not those of `other`; "inf" for none, as JSON wants."""
    values = {rule: (getattr(own, f), getattr(other, f)) for rule, f in THRESHOLDS.items()}
    return {
        rule: "inf" if value == float("inf") else value
        for rule, (value, usual) in values.items()
        if value != usual
    }


def _named_regions(rules: Rules, settings: Sequence[str]) -> list[tuple[str, str, str]]:
    set_on = {split_region(setting.partition("=")[0].strip())[0] for setting in settings}
    named = {(SETTING, region) for region in set_on if region not in {None, "each"}}
    counted = {(rules.name, region) for region in rules.quotas if region not in set_on}
    advice = "Retirez la règle ou corrigez le code."
    return [(file, str(region), advice) for file, region in sorted(named | counted)]


def _sirens(rules: Rules, key: str) -> frozenset[str]:
    if key == "impose":
        return frozenset().union(*rules.impose)
    return frozenset(getattr(rules, key))
