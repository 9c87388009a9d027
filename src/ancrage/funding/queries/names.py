"""What the codes of cuts are called."""

from collections.abc import Callable, Collection, Mapping

from ancrage.funding.models import Dossier
from ancrage.funding.queries.entries import territory_names
from ancrage.funding.words.money import Names as Known
from ancrage.funding.words.money import read_names

Names = Mapping[str, str]


def names_of(field: str, codes: Collection[str], *, known: Known | None = None) -> Names:
    """The names of codes of a field of cuts; a code that nothing names stands for itself.

    `known`: those of the basket and of the regions, when they are at hand. At most three queries.
    """
    wanted = {code for code in codes if code}
    find = _FINDERS.get(field)
    found = dict(find(wanted, known)) if find and wanted else {}
    return {code: found.get(code) or code for code in wanted}


def _financers(codes: set[str], known: Known | None) -> Names:
    found = (known or read_names()).financers
    return found | _told_by_dossiers("financer", codes - found.keys())


def _measures(codes: set[str], known: Known | None) -> Names:
    names = known or read_names()
    found = names.added | names.measures
    return found | _told_by_dossiers("measure", codes - found.keys())


def _schemes(codes: set[str], _known: Known | None) -> Names:
    return _told_by_dossiers("scheme", codes)


def _needs(_codes: set[str], known: Known | None) -> Names:
    return (known or read_names()).needs


def _regions(_codes: set[str], known: Known | None) -> Names:
    return (known or read_names()).regions


def _territories(codes: set[str], _known: Known | None) -> Names:
    return territory_names(codes)


def _told_by_dossiers(field: str, codes: set[str]) -> dict[str, str]:
    """What the financers' files call their own schemes and measures. One query, none for none."""
    if not codes:
        return {}
    rows = Dossier.objects.filter(**{f"{field}__in": sorted(codes)}).order_by()
    return dict(rows.values_list(field, f"{field}_name").distinct())


_FINDERS: dict[str, Callable[[set[str], Known | None], Names]] = {
    "financer": _financers,
    "measure": _measures,
    "scheme": _schemes,
    "need": _needs,
    "region": _regions,
    "territory": _territories,
}
