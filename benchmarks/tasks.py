"""What is measured, each in a process of its own: one JSON line on standard output.

`seconds` counts reading the figures and enumerating the groups, not the start of Python.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from ancrage.geography.pack import EMBEDDED
from ancrage.selection.engine.country import read_country
from ancrage.selection.engine.explanation import explain
from ancrage.selection.engine.generator import generate_country
from ancrage.selection.engine.groups import enumerate_groups
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.model import Quota, Result, Rules, Thresholds
from ancrage.selection.engine.plain import solve_plain
from ancrage.selection.engine.programme import build_programme
from ancrage.selection.engine.robustness import robustness
from ancrage.selection.engine.rules import load_rules

RULES = "announcement-2018"
SEED = 2018
Answer = dict[str, Any]


def rules_of(members: int) -> Rules:
    """The default rules with so many members at most."""
    return load_rules(RULES, settings=[f"members.max={members}"])


def made_up_rules(units: int) -> Rules:
    """Rules for a made-up country: one territory for ten units, numbers that bind by region."""
    territories = units // 10
    return Rules(
        name="banc",
        title="Pays simulé",
        territories=territories,
        members_max=4,
        thresholds=Thresholds(20_000, 300_000, 1.0, 0, 0.6),
        weight_intensity=0.5,
        weight_cohesion=1.0,
        coverage_min=0.25,
        each_region=Quota(territories // 18, territories // 10),
    )


def plain(members: str, gap: str, time_limit: str) -> Answer:
    """Every feasible group handed to HiGHS at once."""
    started = time.perf_counter()
    country, rules = read_country(EMBEDDED), rules_of(int(members))
    pool = enumerate_groups(country=country, rules=rules)
    programme = build_programme(country=country, rules=rules, pool=pool)
    outcome = solve_plain(programme=programme, gap=float(gap), time_limit=float(time_limit))
    objective = None if outcome.chosen is None else float(pool.value[outcome.chosen].sum())
    reached = None if objective is None else max(0.0, outcome.bound - objective) / objective
    return {
        "seconds": time.perf_counter() - started,
        "groups": len(pool),
        "objective": objective,
        "gap": reached,
    }


def ours(members: str, gap: str, time_limit: str) -> Answer:
    """The identification."""
    started = time.perf_counter()
    country, rules = read_country(EMBEDDED), rules_of(int(members))
    result = identify(country=country, rules=rules, gap=float(gap), time_limit=float(time_limit))
    return _told(started, result)


def generated(units: str, gap: str, time_limit: str) -> Answer:
    """The identification of a made-up country; making it up is not counted."""
    country = generate_country(units=int(units), seed=SEED)
    rules = made_up_rules(int(units))
    started = time.perf_counter()
    result = identify(country=country, rules=rules, gap=float(gap), time_limit=float(time_limit))
    return _told(started, result) | {"territories": rules.territories}


def explanation(members: str) -> Answer:
    """The explanation of every intercommunalité of a result already found."""
    country, rules = read_country(EMBEDDED), rules_of(int(members))
    result = identify(country=country, rules=rules)
    before, processor = time.perf_counter(), time.process_time()
    found = explain(country=country, rules=rules, result=result)
    return {
        "seconds": time.perf_counter() - before,
        "processor": time.process_time() - processor,
        "units": len(found.units),
        "median_width": found.median_width,
        "median_width_share": found.median_width_share,
    }


def draws(runs: str) -> Answer:
    """The robustness on both cores."""
    country, rules = read_country(EMBEDDED), rules_of(4)
    before = time.perf_counter()
    found = robustness(country=country, rules=rules, runs=int(runs))
    return {
        "seconds": time.perf_counter() - before,
        "succeeded": found.succeeded,
        "gap": found.gap,
        "firm": sum(share >= 0.95 for share in found.frequencies.values()),
        "contestable": sum(0.05 < share < 0.95 for share in found.frequencies.values()),
    }


def peer(name: str) -> Answer:
    """A regionalisation of spopt, cut to feasible territories."""
    from benchmarks.peers import captured  # noqa: PLC0415 - only there with `make bench`

    return captured(name=name, country=read_country(EMBEDDED), rules=rules_of(4))


def antennas(who: str, objective: str, size: str) -> Answer:
    """Where to open antennas: ours, or spopt's."""
    from benchmarks import antennas as sitings  # noqa: PLC0415 - only what is measured is loaded

    return {"ours": sitings.ours, "spopt": sitings.spopt}[who](objective, size)


def allocation(who: str, size: str, kind: str, seconds: str) -> Answer:
    """An envelope shared: ours, or a peer's."""
    from benchmarks.allocation import measured  # noqa: PLC0415 - only what is measured is loaded

    return measured(who, size, kind, seconds)


def pages() -> Answer:
    """The pages of roadmaps, in the installation of `ANCRAGE_HOME`."""
    from benchmarks.pages import measured  # noqa: PLC0415 - only what is measured is loaded

    return {"pages": measured()}


def imports() -> Answer:
    """Files of sheets brought in, in the installation of `ANCRAGE_HOME`."""
    from benchmarks.imports import measured  # noqa: PLC0415 - only what is measured is loaded

    return {"steps": measured()}


def money_matching() -> Answer:
    """Payments matched to dossiers, in the installation of `ANCRAGE_HOME`."""
    from benchmarks.money_matching import measured  # noqa: PLC0415 - only what is measured

    return {"money_matching": measured()}


def money(kind: str) -> Answer:
    """A financer's file brought in, in the installation of `ANCRAGE_HOME`."""
    from benchmarks.money import measured  # noqa: PLC0415 - only what is measured is loaded

    return {"steps": measured(kind)}


def packs() -> Answer:
    """Committees' packs, in the installation of `ANCRAGE_HOME`."""
    from benchmarks.packs import measured  # noqa: PLC0415 - only what is measured is loaded

    return {"packs": measured()}


def ledger() -> Answer:
    """A ledger of a million entries, in the installation of `ANCRAGE_HOME`."""
    from benchmarks.ledger import measured  # noqa: PLC0415 - only what is measured is loaded

    return {"steps": measured()}


def writers(count: str, seconds: str, pause: str) -> Answer:
    """Writers killed while they write, in the installation of `ANCRAGE_HOME`."""
    from benchmarks.ledger_writers import measured  # noqa: PLC0415 - as above

    return measured(writers=int(count), seconds=float(seconds), pause=float(pause))


def _told(started: float, result: Result) -> Answer:
    return {
        "seconds": time.perf_counter() - started,
        "objective": result.objective,
        "gap": result.gap,
        "status": str(result.status),
    }


TASKS: dict[str, Callable[..., Answer]] = {
    task.__name__: task
    for task in (
        plain,
        ours,
        generated,
        explanation,
        draws,
        peer,
        antennas,
        allocation,
        pages,
        imports,
        packs,
        ledger,
        writers,
        money_matching,
        money,
    )
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
