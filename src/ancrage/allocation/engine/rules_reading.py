"""Read `rules.toml`: what is asked of a plan, as data that a committee can read.

    envelope_cents = 136000000000
    reserve_share = 0.05                # or reserve_cents

    [objective]                         # result, jobs, need, robustness, unknown_overrun, unit
    result = 1.0

    [[limit]]                           # floor and ceiling, in cents or as a share of the envelope
    code = "region-84"
    label = "Auvergne-Rhône-Alpes"
    where = { region = "84" }
    floor_share = 0.1

    [[limit]]                           # one limit for each territory that has a project
    code = "territoire"
    label = "Territoire"
    each = "territory"
    ceiling_cents = 2000000000

`[[rate]]`, `[[eligibility]]`, `[[exclusion]]`, `[[requires]]`, `[fairness]`, `[territories]` and
`[held]` likewise: `SHAPES` holds every key. A key that is not there is refused, the nearest one
proposed; every fault is told with its line. `rules_document` writes what reads back the same.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ancrage.allocation.engine.demands import Rule, listed
from ancrage.allocation.engine.model import (
    Eligibility,
    Exclusion,
    Fairness,
    Limit,
    Objective,
    Place,
    Problem,
    Project,
    Rate,
    Rules,
)
from ancrage.allocation.engine.reading import nearest, read_projects
from ancrage.allocation.engine.rules_shapes import RESERVED, Found, shaped
from ancrage.allocation.engine.toml import Keys, lines_of, toml_text
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.problems import Problem as Fault

Tree = Mapping[str, Any]
Names = Mapping[str, Mapping[str, str]]
LISTS = ("limit", "rate", "eligibility", "exclusion")


def read_scenario(projects: Path, rules: Path) -> Problem:
    """The problem that the two files state. InputRefused with the faults of both."""
    faults: list[Fault] = []
    found: tuple[Project, ...] | None = None
    try:
        found = read_projects(_content(projects), file=projects.name)
    except InputRefused as refusal:
        faults += refusal.problems
    try:
        problem = read_rules(_content(rules), found, file=rules.name)
    except InputRefused as refusal:
        raise InputRefused([*faults, *refusal.problems]) from None
    if faults:
        raise InputRefused(faults)
    return problem


def read_rules(
    content: bytes, projects: Sequence[Project] | None, *, file: str = "rules.toml"
) -> Problem:
    """The rules, and these projects under them. InputRefused with every fault.

    `projects` None: they could not be read, and what the rules say of them is not checked.
    """
    try:
        text = content.decode("utf-8-sig")
        tree = tomllib.loads(text)
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        what, advice = "le fichier n’est pas encodé en UTF-8.", "Enregistrez-le en UTF-8."
        raise InputRefused([Fault(file, row, None, what, advice)]) from None
    except tomllib.TOMLDecodeError as error:
        what = f"le TOML n’est pas lisible ({error})."
        advice = "Un texte se met entre guillemets ; docs/allocation.md montre un exemple."
        raise InputRefused([Fault(file, _row_of(error, text), None, what, advice)]) from None
    return problem_of(tree, projects, file=file, lines=lines_of(text))


def problem_of(
    tree: Tree,
    projects: Sequence[Project] | None,
    *,
    file: str = "règles",
    lines: Mapping[Keys, int] | None = None,
    names: Names | None = None,
) -> Problem:
    """The problem of a document shaped like `rules.toml`. InputRefused with every fault.

    `names`: what the values of each dimension are called, for limits that are repeated.
    """
    found = Found(file, lines or {})
    told = shaped(tree, found)
    if not found.faults:
        _check(told, found)
        if projects is not None:
            _check_named(told, projects, found)
    problem = None if found.faults else _built(told, tuple(projects or ()), names or {})
    if problem is not None:
        _check_expanded(problem.rules, found)
    if problem is None or found.faults:
        raise InputRefused(sorted(found.faults, key=lambda fault: fault.row or 0))
    return problem


def rules_document(rules: Rules, territories: Mapping[str, Place] | None = None) -> str:
    """The rules as TOML, which reads back the same."""
    return toml_text(rules_tree(rules, territories or {}))


def rules_tree(rules: Rules, territories: Mapping[str, Place]) -> dict[str, Any]:
    """The rules as a document shaped like `rules.toml`; what says nothing is left out."""
    tree: dict[str, Any] = {
        "envelope_cents": rules.envelope,
        "reserve_cents": rules.reserve,
        "objective": _changed(rules.objective, Objective()),
        "fairness": _renamed(_changed(rules.fairness, Fairness())),
        "territories": {
            code: {"jobs": place.jobs, "need": place.need} for code, place in territories.items()
        },
        "held": dict(rules.held),
        "limit": [_renamed(_told(one)) for one in rules.limits],
        "rate": [_told(one) for one in rules.rates],
        "eligibility": [_told(one) for one in rules.eligibility],
        "exclusion": [_told(one) for one in rules.exclusions],
    }
    for place in tree["territories"].values():
        if place["jobs"] is None:
            del place["jobs"]
    return {key: value for key, value in tree.items() if value not in ({}, [])}


RENAMED = {
    "floor": "floor_cents",
    "ceiling": "ceiling_cents",
    "least_per_job": "least_per_job_cents",
}


def _renamed(told: dict[str, Any]) -> dict[str, Any]:
    return {RENAMED.get(key, key): value for key, value in told.items()}


def _told(rule: Rule) -> dict[str, Any]:
    """The fields of a rule that say something."""
    told = {name: getattr(rule, name) for name in rule.__slots__}
    told |= {"where": dict(told["where"])} if "where" in told else {}
    told |= {"projects": list(told["projects"])} if "projects" in told else {}
    return {name: value for name, value in told.items() if value is not None and value != {}}


def _changed(told: Objective | Fairness, usual: Objective | Fairness) -> dict[str, Any]:
    values = {name: getattr(told, name) for name in told.__slots__}
    return {name: value for name, value in values.items() if value != getattr(usual, name)}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        what = "le fichier ne peut être lu."
        raise InputRefused([Fault(str(path), None, None, what, "Vérifiez son chemin.")]) from None


def _row_of(error: tomllib.TOMLDecodeError, text: str) -> int:
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else len(text.splitlines())


def _check(told: Tree, found: Found) -> None:
    """What the rules say against themselves."""
    if told.get("reserve_cents") and told.get("reserve_share"):
        what = "une réserve en centimes et en part."
        found.note(("reserve_share",), "reserve_share", what, "Gardez l’une des deux.")
    if _reserve(told) > told["envelope_cents"]:
        what = f"la réserve ({_reserve(told)}) dépasse l’enveloppe ({told['envelope_cents']})."
        found.note(("reserve_cents",), "reserve_cents", what, "Corrigez l’une des deux.")
    codes: set[str] = set()
    for name in LISTS:
        for index, rule in enumerate(told.get(name, ())):
            path = (name, index, "code")
            if rule["code"] in codes:
                what = f"le code « {rule['code']} » sert déjà."
                found.note(path, "code", what, "Donnez à chaque règle un code à elle.")
            if rule["code"].startswith(RESERVED):
                what = f"le code « {rule['code']} » est réservé."
                found.note(path, "code", what, f"Ne commencez pas par {', '.join(RESERVED)}.")
            codes.add(rule["code"])
    for index, limit in enumerate(told.get("limit", ())):
        _check_limit(limit, index, told["envelope_cents"], found)


def _check_limit(limit: Tree, index: int, envelope: int, found: Found) -> None:
    for end in ("floor", "ceiling"):
        if f"{end}_cents" in limit and f"{end}_share" in limit:
            what = f"« {end}_cents » et « {end}_share » à la fois."
            found.note(("limit", index, f"{end}_share"), f"{end}_share", what, "Gardez-en un.")
    floor, ceiling = (_amount(limit, end, envelope) for end in ("floor", "ceiling"))
    if floor is None and ceiling is None:
        what = f"la limite « {limit['code']} » n’a ni plancher ni plafond."
        found.note(("limit", index), "limit", what, "Donnez floor_… ou ceiling_….")
    elif floor is not None and ceiling is not None and floor > ceiling:
        what = f"le plancher ({floor}) dépasse le plafond ({ceiling})."
        found.note(("limit", index, "floor_cents"), "floor_cents", what, "Corrigez l’un des deux.")
    if limit.get("each") in limit.get("where", {}):
        what = f"« {limit['each']} » est dans « each » et dans « where »."
        found.note(("limit", index, "each"), "each", what, "Gardez l’un des deux.")


def _check_named(told: Tree, projects: Sequence[Project], found: Found) -> None:
    """The projects that the rules name are there."""
    known = {project.code for project in projects}
    named: list[tuple[Keys, str, str]] = [
        (("held", code), "held", code) for code in told.get("held", ())
    ]
    for name in ("exclusion", "requires"):
        for index, rule in enumerate(told.get(name, ())):
            key = "projects" if name == "exclusion" else "requires"
            named += [((name, index, key), key, code) for code in rule[key]]
            if name == "requires":
                named.append(((name, index, "project"), "project", rule["project"]))
    for path, key, code in named:
        if code not in known:
            what = f"aucun projet n’a le code « {code} »."
            found.note(path, key, what, nearest(code, list(known)))


def _check_expanded(rules: Rules, found: Found) -> None:
    """What `each` makes takes no code that another rule has."""
    counts = Counter(rule.code for rule in listed(rules))
    for code in sorted(code for code, count in counts.items() if count > 1):
        what = f"« each » donne le code « {code} », qui sert déjà."
        found.note(("limit",), "code", what, "Changez l’un des deux codes.")


def _reserve(told: Tree) -> int:
    if "reserve_share" in told:
        return _share(told["reserve_share"], told["envelope_cents"])
    return int(told.get("reserve_cents", 0))


def _amount(limit: Tree, end: str, envelope: int) -> int | None:
    """A floor or a ceiling in cents."""
    if f"{end}_share" in limit:
        return _share(limit[f"{end}_share"], envelope)
    cents: int | None = limit.get(f"{end}_cents")
    return cents


def _share(share: float, envelope: int) -> int:
    """A share of the envelope, rounded down: shares that add up to one fit in it."""
    return int(Decimal(repr(share)) * envelope)


def _built(told: Tree, projects: tuple[Project, ...], names: Names) -> Problem:
    envelope = told["envelope_cents"]
    fairness = dict(told.get("fairness", {}))
    if "least_per_job_cents" in fairness:
        fairness["least_per_job"] = fairness.pop("least_per_job_cents")
    rules = Rules(
        envelope=envelope,
        reserve=_reserve(told),
        objective=Objective(**told.get("objective", {})),
        limits=_limits(told.get("limit", ()), envelope, projects, names),
        rates=tuple(Rate(**_labelled(one)) for one in told.get("rate", ())),
        eligibility=tuple(Eligibility(**_labelled(one)) for one in told.get("eligibility", ())),
        exclusions=tuple(Exclusion(**_labelled(one)) for one in told.get("exclusion", ())),
        fairness=Fairness(**fairness),
        held=told.get("held", {}),
    )
    places = {code: Place(**place) for code, place in told.get("territories", {}).items()}
    return Problem(_requiring(projects, told.get("requires", ())), rules, places)


def _labelled(rule: Tree) -> dict[str, Any]:
    return {"label": rule["code"]} | dict(rule)


def _limits(
    told: Sequence[Tree], envelope: int, projects: tuple[Project, ...], names: Names
) -> tuple[Limit, ...]:
    made: list[Limit] = []
    for one in told:
        limit = Limit(
            code=one["code"],
            label=one.get("label", one["code"]),
            where=one.get("where", {}),
            floor=_amount(one, "floor", envelope),
            ceiling=_amount(one, "ceiling", envelope),
        )
        each = one.get("each")
        made += _each(limit, each, projects, names.get(each, {})) if each else [limit]
    return tuple(made)


def _each(
    limit: Limit, dimension: str, projects: tuple[Project, ...], names: Mapping[str, str]
) -> list[Limit]:
    """The same limit for each value that the projects have in this dimension."""
    values = {getattr(project, dimension) for project in projects} - {"", None}
    return [
        replace(
            limit,
            code=f"{limit.code}.{value}",
            label=f"{limit.label} {names.get(str(value), value)}",
            where={**limit.where, dimension: value},
        )
        for value in sorted(values)
    ]


def _requiring(projects: tuple[Project, ...], told: Sequence[Tree]) -> tuple[Project, ...]:
    """The projects, with what the rules add to what their lines require."""
    more: dict[str, list[str]] = {}
    for rule in told:
        more.setdefault(rule["project"], []).extend(rule["requires"])
    if not more:
        return projects
    return tuple(
        replace(one, requires=tuple(dict.fromkeys((*one.requires, *more[one.code]))))
        if one.code in more
        else one
        for one in projects
    )
