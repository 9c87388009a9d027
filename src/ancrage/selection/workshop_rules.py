"""The rules of a scenario, as the form moves them: read from a document, and written back.

A document is a rule file's content (`engine.rules.rules_document`). What the form does not know
is kept as it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.text import typeset
from ancrage.selection.engine.model import Country, Quota, Rules
from ancrage.selection.engine.rules import (
    check_against,
    rules_document,
    rules_from_document,
)
from ancrage.selection.engine.vocabulary import (
    BONUS,
    COUNTS,
    LISTS,
    bonus_siren,
    split_region,
)
from ancrage.selection.wording import quota_words
from ancrage.selection.workshop_fields import BONUS_FIELD, field_of, label_of

Document = Mapping[str, Any]
INCLUDE, EXCLUDE, GROUP = "include", "exclude", "group-"
QUOTED = r"«\s*([^»]+?)\s*»"
NAMED = "named"
"""Where the form shows the faults of the intercommunalités put in or out by name."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What the form says: a value for each rule (None: it does not bind), a role for each SIREN.

    Roles: `include`, `exclude`, or `group-1`, `group-2`… for those imposed together. `bonus`: by
    how much the industrial jobs of a SIREN count for more (0.1: a tenth).
    """

    values: Mapping[str, Any]
    named: Mapping[str, str] = field(default_factory=dict)
    bonus: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that is not that of the base, both in words."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in the form: `key` is the field's, "" when no single field is at fault."""

    key: str
    message: str


class RulesRefusedError(ValueError):
    """Rules that contradict themselves or the figures, with every fault and its field."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.message for fault in self.faults))


def values_of(document: Document) -> dict[str, Any]:
    """The value of each field of the form; a region's exact number fills both of its counts."""
    found: dict[str, Any] = {}
    for key, value in _flat(document).items():
        region, rule = split_region(key)
        if rule == "exactly":
            found |= {f"regions.{region}.{end}": value for end in ("at_least", "at_most")}
        elif field_of(key) is not None:
            found[key] = value
    return found


def named_of(document: Document) -> dict[str, str]:
    """The role of each intercommunalité that the rules name."""
    named = {siren: key for key in (INCLUDE, EXCLUDE) for siren in document.get(key, ())}
    for rank, group in enumerate(document.get("impose", ()), 1):
        named |= dict.fromkeys(group, f"{GROUP}{rank}")
    return named


def bonus_of(document: Document) -> dict[str, float]:
    """By how much each intercommunalité's industrial jobs count for more, where they do."""
    return dict(document.get(BONUS, {}))


def moved_by(document: Document, *, settings: Sequence[str]) -> Moved:
    """What `key=value` settings make of a document. InputRefused with every fault."""
    made = rules_document(rules_from_document(document, settings=settings))
    return Moved(values_of(made), named_of(made), bonus_of(made))


def moved_document(
    document: Document,
    *,
    moved: Moved,
    title: str,
    country: Country,
    regions: Mapping[str, str],
) -> dict[str, Any]:
    """The document with what the form moved. RulesRefusedError with every fault located."""
    kept = {
        key: value
        for key, value in _flat(document).items()
        if field_of(key) is None and key not in LISTS and bonus_siren(key) is None
    }
    said = {key: value for key, value in moved.values.items() if value is not None}
    said |= {f"{BONUS}.{siren}": share for siren, share in moved.bonus.items()}
    asked = kept | said | _lists(moved.named) | {"name": document.get("name", ""), "title": title}
    rules = read_rules(asked, country=country, regions=regions)
    made = rules_document(rules)
    return true_reasons(document, made)


def read_rules(document: Document, *, country: Country, regions: Mapping[str, str]) -> Rules:
    """The rules of a document, checked against the figures. RulesRefusedError."""
    try:
        rules = rules_from_document(document)
        check_against(rules, country)
    except InputRefused as refusal:
        raise RulesRefusedError(_fault(p, regions) for p in refusal.problems) from refusal
    return rules


def changes(
    base: Document, document: Document, *, regions: Mapping[str, str], places: Mapping[str, str]
) -> list[Change]:
    """What a document asks that its base does not, in words; `places` names SIRENs."""
    before, after = _told_of(base, regions), _told_of(document, regions)
    moved = [
        Change(key, _label(key, regions), before.get(key) or _default(key), told)
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key) and (told := after.get(key) or _default(key))
    ]
    return moved + _named_changes(_asked_of(base), _asked_of(document), places)


def _asked_of(document: Document) -> dict[str, str]:
    """In words, what is asked of each intercommunalité by name."""
    named, bonus = named_of(document), bonus_of(document)
    return {
        siren: ", ".join(filter(None, (role_words(named.get(siren, "")), bonus_words(share))))
        for siren, share in ({**dict.fromkeys(named, 0.0), **bonus}).items()
    }


def _named_changes(
    before: Mapping[str, str], after: Mapping[str, str], places: Mapping[str, str]
) -> list[Change]:
    sirens = [siren for siren in {**before, **after} if before.get(siren) != after.get(siren)]
    return [
        Change(
            f"{NAMED}.{siren}",
            places.get(siren, siren),
            before.get(siren) or _("rien de particulier"),
            after.get(siren) or _("rien de particulier"),
        )
        for siren in sorted(sirens, key=lambda siren: places.get(siren, siren))
    ]


def bonus_words(share: float) -> str:
    """By how much its industrial jobs count for more; "" when they do not."""
    told = _("ses emplois industriels comptent pour %(share)s %% de plus")
    return told % {"share": BONUS_FIELD.written(share)} if share else ""


def role_words(role: str) -> str:
    """What is asked of an intercommunalité by name; "" for nothing."""
    if role.startswith(GROUP):
        return _("imposée dans le groupe %(n)s") % {"n": role.removeprefix(GROUP)}
    return {
        INCLUDE: _("retenue d’office"),
        EXCLUDE: _("écartée d’office"),
    }.get(role, "")


def _told_of(document: Document, regions: Mapping[str, str]) -> dict[str, str]:
    """Each rule in words; a region's numbers are one, « de 2 à 5 territoires »."""
    values, told = values_of(document), {}
    for key, value in values.items():
        region, rule = split_region(key)
        if region is not None and rule in COUNTS:
            told[f"regions.{region}"] = _counts(values, region)
        elif field := field_of(key):
            told[key] = field.told(value)
    return told


def _counts(values: Mapping[str, Any], region: str) -> str:
    least, most = (values.get(f"regions.{region}.{end}") for end in ("at_least", "at_most"))
    return quota_words(Quota(least or 0, most))


def _default(key: str) -> str:
    """What holds where nothing is said."""
    region = re.match(r"regions\.([^.]+)", key)
    return _("comme ailleurs") if region and region[1] != "each" else _("aucune limite")


def _label(key: str, regions: Mapping[str, str]) -> str:
    numbers = re.fullmatch(r"regions\.([^.]+)", key)
    if numbers is None:
        return label_of(key, regions)
    if numbers[1] == "each":
        return _("Territoires par région")
    where = regions.get(numbers[1], numbers[1])
    return _("Nombre de territoires (%(region)s)") % {"region": where}


def _flat(table: Document, prefix: str = "") -> dict[str, Any]:
    """A nested document with dotted names, without what describes it."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if not prefix and key in {"name", "title", "reasons"}:
            continue
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _lists(named: Mapping[str, str]) -> dict[str, Any]:
    groups: dict[str, list[str]] = {}
    for siren, role in sorted(named.items()):
        groups.setdefault(role, []).append(siren)
    imposed = [groups[role] for role in sorted(groups) if role.startswith(GROUP)]
    found: dict[str, Any] = {key: groups[key] for key in (INCLUDE, EXCLUDE) if key in groups}
    return found | ({"impose": imposed} if imposed else {})


def true_reasons(document: Document, made: Document) -> dict[str, Any]:
    """`made`, from `document`, with the reasons of the rules that stay alone.

    A reason that was given for another value would be false.
    """
    before, after = _flat(document), _flat(made)
    moved = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    reasons: Mapping[str, str] = document.get("reasons", {})
    kept = {
        key: told
        for key, told in reasons.items()
        if not any(name == key or name.startswith(f"{key}.") for name in moved)
    }
    return {**made, "reasons": kept}


def _fault(problem: Problem, regions: Mapping[str, str]) -> Fault:
    """A fault as the engine tells it, said with the form's words at the form's field."""
    region = re.search(r"région (\w+)", problem.what)
    quoted = re.findall(QUOTED, problem.what)
    keys = [key for name in quoted for key in _candidates(name, region[1] if region else None)]
    where = next((key for key in keys if field_of(key)), "")
    if not where and any(name in {*LISTS, BONUS} for name in quoted):
        where = NAMED
    return Fault(where, in_words(f"{problem.what} {problem.advice}".strip(), regions=regions))


def _candidates(name: str, region: str | None) -> Sequence[str]:
    return (f"regions.{region}.{name}", name) if region else (name,)


def in_words(text: str, *, regions: Mapping[str, str]) -> str:
    """A sentence of the engine with rules and regions called as the form calls them."""
    names = {
        INCLUDE: _("retenues d’office"),
        EXCLUDE: _("écartées d’office"),
        "impose": _("groupes imposés"),
        BONUS: _("poids en plus"),
        "at_most": _("Nombre de territoires, au plus"),
    }
    told = re.sub(QUOTED, lambda m: f"« {names.get(m[1]) or label_of(m[1], regions)} »", text)
    told = re.sub(r"région (\w+)", lambda m: _region(m[1], regions), told)
    return typeset(told[:1].upper() + told[1:])


def _region(code: str, regions: Mapping[str, str]) -> str:
    return _("région %(name)s") % {"name": regions.get(code, code)}
