"""`python -m benchmarks [PART…]`: measure, print, and write docs/benchmarks.md again."""

import argparse
import datetime as dt
import os

from rich.console import Console

from benchmarks.parts import PARTS
from benchmarks.report import keep, show, write_page


def main() -> None:
    """Run the parts asked for, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    asked = parser.parse_args().parts or list(PARTS)
    unknown = [part for part in asked if part not in PARTS]
    if unknown:
        parser.error(f"inconnu : {', '.join(unknown)} ; choisissez parmi {', '.join(PARTS)}")
    console = Console(stderr=True)
    for part in asked:
        load = os.getloadavg()[0]
        with console.status(f"{part}…"):
            rows = PARTS[part]()
        keep(part, rows, load=load, now=dt.datetime.now(tz=dt.UTC))
        show(part, rows)
        write_page()


if __name__ == "__main__":
    main()
