"""What makes a list of territories wrong: its members, their coverage, their communes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ancrage.geography.rules.checks import check_table
from ancrage.geography.rules.layout import MEMBER_COMMUNES, MEMBERS
from ancrage.kernel.tables import Record

Places = Mapping[str, Mapping[str, set[str]]]
FILES = {"epci": "epci.csv", "ept": "epts.csv", "commune": "communes.csv"}


def check_list(
    *,
    members: Sequence[Record],
    communes: Sequence[Record],
    places: Places,
    regions: set[str],
) -> None:
    """Check one list. `places`: for each kind of member, the communes of each code."""
    known = {"regions.csv": regions, "communes.csv": set(places["commune"])}
    check_table(MEMBERS, members, known)
    check_table(MEMBER_COMMUNES, communes, known)
    _check_headings(members)
    parts = _parts(communes)
    for record in members:
        held = places.get(record.cells["member_kind"], {}).get(record.cells["member_code"])
        if held is None:
            _note_unknown(record)
        else:
            _check_coverage(record, held, parts.pop(_member_key(record), []))
    for records in parts.values():
        for record in records:
            what = "ce membre n’est pas un membre partiel de ce territoire."
            record.note("member_code", what, "Retirez la ligne ou corrigez le code.")
    _check_disjoint(members, communes, places)


def _member_key(record: Record) -> tuple[str, str, str]:
    cells = record.cells
    return cells["territory_code"], cells["member_kind"], cells["member_code"]


def _parts(communes: Iterable[Record]) -> dict[tuple[str, str, str], list[Record]]:
    parts: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for record in communes:
        parts[_member_key(record)].append(record)
    return parts


def _note_unknown(record: Record) -> None:
    kind, code = record.cells["member_kind"], record.cells["member_code"]
    if kind in FILES and code:
        what = f"« {code} » n’est pas dans {FILES[kind]}."
        record.note("member_code", what, "Corrigez le code ou la nature du membre.")


def _check_headings(members: Iterable[Record]) -> None:
    """A territory has one name and one region, repeated on each of its rows."""
    first: dict[str, Record] = {}
    for record in members:
        head = first.setdefault(record.cells["territory_code"], record)
        for column in ("name", "region"):
            if record.cells[column] != head.cells[column]:
                what = f"« {record.cells[column]} » diffère de la ligne {head.row}."
                record.note(
                    column, what, "Donnez la même valeur à toutes les lignes du territoire."
                )


def _check_coverage(record: Record, held: set[str], parts: list[Record]) -> None:
    coverage = record.cells["coverage"]
    inside, total = record.cells["communes_in"], record.cells["communes_total"]
    if not (inside.isdecimal() and total.isdecimal()):
        return
    if int(total) != len(held):
        what = f"« {total} » communes au lieu de {len(held)} dans communes.csv."
        record.note("communes_total", what, "Comptez les communes du membre.")
    if int(inside) > int(total):
        what = f"« {inside} » communes dans le territoire sur {total} en tout."
        record.note("communes_in", what, "La partie ne peut pas dépasser le tout.")
    elif coverage == "whole" and inside != total:
        what = f"le membre est entier avec {inside} communes sur {total}."
        record.note("coverage", what, "Écrivez partial, ou corrigez les nombres.")
    if coverage == "partial":
        _check_parts(record, held, parts)
    for part in parts if coverage == "whole" else ():
        part.note("member_code", "ce membre est entier.", "Retirez la ligne.")


def _check_parts(record: Record, held: set[str], parts: list[Record]) -> None:
    if int(record.cells["communes_in"]) != len(parts):
        what = f"{record.cells['communes_in']} communes annoncées, {len(parts)} nommées."
        record.note("communes_in", what, f"Nommez chacune dans {MEMBER_COMMUNES.file}.")
    for part in parts:
        if part.cells["commune"] not in held:
            what = f"« {part.cells['commune']} » n’est pas une commune de ce membre."
            part.note("commune", what, "Corrigez le code de la commune ou du membre.")


def _check_disjoint(members: Iterable[Record], communes: Iterable[Record], places: Places) -> None:
    """No commune is in two territories of one list."""
    holders: dict[str, Record] = {}
    for record in (*members, *communes):
        for code in sorted(_covered(record, places)):
            holder = holders.setdefault(code, record)
            if holder.cells["territory_code"] != record.cells["territory_code"]:
                other = holder.cells["territory_code"]
                what = f"la commune {code} est déjà dans le territoire {other}."
                record.note("territory_code", what, "Une commune n’a qu’un territoire par liste.")
                break


def _covered(record: Record, places: Places) -> set[str]:
    if "commune" in record.cells:
        return {record.cells["commune"]}
    if record.cells["coverage"] != "whole":
        return set()
    return places.get(record.cells["member_kind"], {}).get(record.cells["member_code"], set())
