#!/usr/bin/env python3
"""Check an exported journal offline, with nothing but Python: `python checker.py FILE [HASH]`.

It names the first entry that was altered, removed, inserted or reordered. HASH, if known from
elsewhere (the site shows the journal's last hash), tells that nothing was cut off or rewritten
whole. The recipe is in docs/reference/journal.md. Exit codes: 0 intact, 1 not, 2 no journal.
"""

import hashlib
import json
import sys
from collections.abc import Iterable

FIELDS = {
    *("number", "at", "actor", "as", "command", "about", "says", "where", "private"),
    *("seals", "previous"),
}
HEADER = {"journal", "first", "last", "previous", "head"}


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_entry(line: str, number: int, previous: str) -> tuple[str, str]:
    """(what is wrong with the entry that a line should hold or "", its hash)."""
    try:
        entry = json.loads(line)
        parts, told = entry.pop("parts"), entry.pop("hash")
        whole, found = canonical({**entry, "parts": parts, "hash": told}), entry["number"]
        seals, follows = entry["seals"], entry["previous"] == previous
        same = f"{whole}\n" == line and entry.keys() == FIELDS and parts.keys() == seals.keys()
        same = same and sha256(canonical(entry)) == told
        same = same and all(p is None or sha256(canonical(p)) == seals[n] for n, p in parts.items())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "entrée illisible", ""
    if type(found) is int and found > number:
        return f"entrée retirée : la suivante porte le numéro {found}", ""
    if type(found) is not int or found < number:
        return f"entrée ajoutée ou déplacée : elle porte le numéro {found}", ""
    if not follows:
        return "entrée modifiée ou ajoutée : elle ne suit pas la précédente", ""
    return "" if same else "entrée modifiée : elle ne correspond plus à son empreinte", told


def check(lines: Iterable[str], head: str | None = None) -> tuple[int | None, str, int]:
    """(number of the first faulty entry or None, what is wrong or how many are intact, code)."""
    lines = iter(lines)
    try:
        line = next(lines)
        header = json.loads(line)
        first, last, previous = header["first"], header["last"], header["previous"]
        whole = f"{canonical(header)}\n" == line and header.keys() == HEADER
        if not whole or header["journal"] != "ancrage-1" or {type(first), type(last)} != {int}:
            raise ValueError
    except (StopIteration, ValueError, KeyError, TypeError, AttributeError):
        return None, "ce n’est pas un export du journal, ou son en-tête a été modifié", 2
    number = first
    for line in lines:
        fault, told = read_entry(line, number, previous)
        if fault or number > last:
            return number, fault or "entrée ajoutée après la fin annoncée", 1
        previous, number = told, number + 1
    if number != last + 1:
        return number, f"entrée retirée : l’export s’arrête avant la dernière ({last})", 1
    if previous != header["head"] or (head and head != previous):
        return last, "l’empreinte finale n’est pas celle qui est annoncée", 1
    return None, f"{last - first + 1} entrées intactes ; dernière empreinte : {previous}", 0


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", newline="\n") as journal:  # noqa: PTH123
        place, told, code = check(journal, *sys.argv[2:3])
    print(f"Entrée {place} : {told}" if place is not None else told)  # noqa: T201
    sys.exit(code)
