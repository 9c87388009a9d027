"""The sums kept beside the entries: changed with them, while the head of the ledger is held."""

from collections.abc import Iterable
from operator import itemgetter

from ancrage.funding.actions.rows import PART, Told, rewrite
from ancrage.funding.models import CUTS, Cell
from ancrage.funding.rules.entries import cell_key
from ancrage.journal.command import unjournalled
from ancrage.kernel.chunks import in_chunks


@unjournalled(PART)
def add_to_cells(entries: Iterable[Told]) -> None:
    """Add these entries, read once, to the sum of their cut."""
    cut_of = itemgetter(*CUTS)
    sums: dict[tuple[object, ...], list[int]] = {}
    for entry in entries:
        held = sums.setdefault(cut_of(entry), [0, 0])
        held[0] += entry["cents"]
        held[1] += 1
    keys = {cell_key(cut): cut for cut in sums}
    known: dict[str, Cell] = {}
    for chunk in in_chunks(keys):
        known |= {cell.key: cell for cell in Cell.objects.filter(key__in=chunk)}
    missing = [
        Cell(key=key, **dict(zip(CUTS, cut, strict=True)))
        for key, cut in keys.items()
        if key not in known
    ]
    for cell in (*known.values(), *missing):
        cents, count = sums[keys[cell.key]]
        cell.cents += cents
        cell.count += count
    Cell.objects.bulk_create(missing, batch_size=500)
    rewrite(list(known.values()), ["cents", "count"])
