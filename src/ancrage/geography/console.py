"""What the commands print: progress bars on the error stream, tables on the other."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from ancrage.geography.batch import Tally
from ancrage.geography.rules.lookup import Lookup, Register, Status
from ancrage.geography.rules.lookup_words import why
from ancrage.kernel.text import grouped, long_date, typeset

COVERAGES = {True: "en entier", False: "en partie"}
STATUSES = {
    Status.MATCHED: "dans un territoire",
    Status.NONE: "dans aucun territoire",
    Status.UNKNOWN: "inconnu (avant la première liste détenue)",
    Status.INVALID: "non valides",
}


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    return Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)


@contextmanager
def steps_bar() -> Iterator[Callable[[str, float], None]]:
    """A bar that is told what is under way and which share is done."""
    with _bar() as bar:
        task = bar.add_task("", total=1.0)

        def tell(what: str, share: float) -> None:
            bar.update(task, description=what, completed=share)

        yield tell


@contextmanager
def bytes_bar(file: Path) -> Iterator[Callable[[int], None]]:
    """A bar that is told how many bytes of `file` were read."""
    with _bar() as bar:
        task = bar.add_task("Consultation", total=file.stat().st_size if file.is_file() else None)
        yield lambda read: bar.update(task, completed=read)


def _console() -> Console:
    """As wide as the terminal; a file or a pipe takes what a table needs."""
    return Console(width=None if Console().is_terminal else 200, highlight=False, markup=False)


def print_lookups(lookups: Sequence[Lookup], register: Register) -> None:
    """A table of the places and their territories, then why, one line per place."""
    table = Table("Code", "Lieu", "Territoire", "Nom", "Part", "Liste", box=box.SIMPLE)
    for lookup in lookups:
        for row in _rows(lookup):
            table.add_row(*row)
    console = _console()
    console.print(f"Au {long_date(lookups[0].on)}")
    console.print(table)
    for lookup in lookups:
        console.print(f"{lookup.code} – {why(lookup=lookup, register=register)}", soft_wrap=True)


def _rows(lookup: Lookup) -> Iterator[tuple[str, ...]]:
    version = lookup.version.code if lookup.version else ""
    for answer in lookup.answers:
        territory = answer.territory
        part = COVERAGES[answer.is_whole]
        yield lookup.code, lookup.name, territory.code, territory.name, part, version
    if not lookup.answers:
        told = {Status.NONE: "aucun", Status.UNKNOWN: "inconnu", Status.INVALID: "non valide"}
        yield lookup.code, lookup.name, told[lookup.status], "", "", version


def print_rows(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table under its title."""
    table = Table(*headings, title=title, title_justify="left", box=box.SIMPLE)
    for row in rows:
        table.add_row(*row)
    Console(width=None if Console().is_terminal else 200, highlight=False, markup=False).print(
        table
    )


def print_tally(tally: Tally, out: Path) -> None:
    """How many rows were matched, unmatched, unknown, invalid; the first invalid ones."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    rows = "ligne traitée" if tally.rows < 2 else "lignes traitées"
    console.print(typeset(f"{grouped(tally.rows)} {rows} : {out}"))
    for status, label in STATUSES.items():
        console.print(f"{grouped(tally.statuses[status.value]):>12} {label}")
    console.print(f"{grouped(tally.repaired):>12} codes réparés")
    for problem in tally.invalid:
        console.print(f"  {problem}")
    if tally.statuses[Status.INVALID.value] > len(tally.invalid):
        console.print("  … les autres sont marquées « invalid » dans le fichier.")
