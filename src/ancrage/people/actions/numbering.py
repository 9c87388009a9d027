"""The next numbers of a year, each given once."""

from ancrage.journal.command import unjournalled
from ancrage.people.numbering import YearCounter

PART = "une partie de la commande, qui en laisse la trace"


@unjournalled(PART)
def take_numbers(*, counter: type[YearCounter], year: int, count: int = 1) -> range:
    """So many numbers of a year that nobody has yet; whoever comes meanwhile waits."""
    rows = counter._default_manager
    rows.get_or_create(year=year)
    held = rows.select_for_update().get(year=year)
    first, held.last = held.last + 1, held.last + count
    held.save(update_fields=["last"])
    return range(first, held.last + 1)
