"""What the codes of cuts are called."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.catalogue.queries import versions_and_added
from ancrage.funding.access import REGION
from ancrage.funding.models import Dossier
from ancrage.funding.queries.entries import territory_names
from ancrage.funding.queries.financers import STATES
from ancrage.geography.models import Region
from ancrage.kernel.text import typeset

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Financers, measures, needs and regions in words, by code: the last name, when it changed.

    `added`: the measures of Regions and of operators.
    """

    financers: dict[str, str]
    measures: dict[str, str]
    added: dict[str, str]
    needs: dict[str, str]
    regions: dict[str, str]


def read_names() -> KnownNames:
    """The names of every version of the basket, and of the regions. Two queries."""
    baskets, added = versions_and_added()
    regions = dict(Region.objects.values_list("code", "name"))
    told = _("Région %(name)s")
    councils = {f"{REGION}{code}": told % {"name": name} for code, name in regions.items()}
    financers = {code: one.name for held in baskets for code, one in held.operators.items()}
    financers |= STATES | councils
    measures = {
        code: one.title for held in baskets for code, one in held.measures.items() if one.is_found
    }
    more = {one.measure.code: one.measure.title for one in added if one.measure.is_found}
    needs = {code: typeset(one.name) for held in baskets for code, one in held.needs.items()}
    return KnownNames(financers, measures, more, needs, regions)


def names_of(field: str, codes: Collection[str], *, known: KnownNames | None = None) -> Names:
    """The names of codes of a field of cuts; a code that nothing names stands for itself.

    `known`: those of the basket and of the regions, when they are at hand. At most three queries.
    """
    wanted = {code for code in codes if code}
    find = _FINDERS.get(field)
    found = dict(find(wanted, known)) if find and wanted else {}
    return {code: found.get(code) or code for code in wanted}


def _financers(codes: set[str], known: KnownNames | None) -> Names:
    found = (known or read_names()).financers
    return found | _told_by_dossiers("financer", codes - found.keys())


def _measures(codes: set[str], known: KnownNames | None) -> Names:
    names = known or read_names()
    found = names.added | names.measures
    return found | _told_by_dossiers("measure", codes - found.keys())


def _schemes(codes: set[str], _known: KnownNames | None) -> Names:
    return _told_by_dossiers("scheme", codes)


def _needs(_codes: set[str], known: KnownNames | None) -> Names:
    return (known or read_names()).needs


def _regions(_codes: set[str], known: KnownNames | None) -> Names:
    return (known or read_names()).regions


def _territories(codes: set[str], _known: KnownNames | None) -> Names:
    return territory_names(codes)


def _told_by_dossiers(field: str, codes: set[str]) -> dict[str, str]:
    """What the financers' files call their own schemes and measures. One query, none for none."""
    if not codes:
        return {}
    rows = Dossier.objects.filter(**{f"{field}__in": sorted(codes)}).order_by()
    return dict(rows.values_list(field, f"{field}_name").distinct())


_FINDERS: dict[str, Callable[[set[str], KnownNames | None], Names]] = {
    "financer": _financers,
    "measure": _measures,
    "scheme": _schemes,
    "need": _needs,
    "region": _regions,
    "territory": _territories,
}
