#!/usr/bin/env python3
"""Check an exported journal offline, with nothing but Python: `python checker.py FILE [HASH]`.

It names the first entry that was altered, removed, inserted or reordered. HASH, if known from
elsewhere (the site shows the journal's last hash), tells that nothing was cut off or rewritten
whole. The recipe is in docs/reference/journal.md. Exit codes: 0 intact, 1 not, 2 no journal.
"""

import gc
import hashlib
import json
import sys
from collections.abc import Iterable
from typing import Any

FIELDS = {
    *("number", "at", "actor", "as", "through", "command", "about", "says", "where", "private"),
    *("seals", "previous", "parts", "hash"),
}
HEADER = {"journal", "first", "last", "previous", "head"}

canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
).encode
read = json.JSONDecoder().raw_decode


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(line: str, entry: dict[str, Any]) -> bool:
    """Whether the line is what was hashed, with the two fields that the hash leaves out."""
    parts, seals, told = entry["parts"], entry["seals"], entry["hash"]
    outside, personal = f'"hash":"{told}",', canonical(parts["personal"])
    inside, following = f',"personal":{personal}}},', f'"previous":"{entry["previous"]}"'
    before, begins, rest = line.partition('"parts":{"change":')
    change, ends, after = rest.partition(inside + following)
    body = before.replace(outside, "", 1) + following + after
    return (
        bool(begins and ends and outside in before)
        and line[-1:] == "\n"
        and sha256(body[:-1]) == told
        and (change == "null" or sha256(change) == seals["change"])
        and (personal == "null" or sha256(personal) == seals["personal"])
        and entry.keys() == FIELDS
        and seals.keys() == parts.keys() == {"change", "personal"}
    )


def read_entry(line: str, number: int, previous: str) -> tuple[str, str]:
    """(what is wrong with the entry that a line should hold or "", its hash)."""
    try:
        entry, _ = read(line)
        found, follows = entry["number"], entry["previous"] == previous
        whole = is_whole(line, entry)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "entrée illisible", ""
    if type(found) is int and found > number:
        return f"entrée retirée : la suivante porte le numéro {found}", ""
    if type(found) is not int or found < number:
        return f"entrée ajoutée ou déplacée : elle porte le numéro {found}", ""
    if not follows:
        return "entrée modifiée ou ajoutée : elle ne suit pas la précédente", ""
    fault = "" if whole else "entrée modifiée : elle ne correspond plus à son empreinte"
    return fault, entry["hash"]


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
    gc.disable()  # nothing here goes round in circles
    with open(sys.argv[1], encoding="utf-8", newline="\n") as journal:  # noqa: PTH123
        place, told, code = check(journal, *sys.argv[2:3])
    print(f"Entrée {place} : {told}" if place is not None else told)  # noqa: T201
    sys.exit(code)
