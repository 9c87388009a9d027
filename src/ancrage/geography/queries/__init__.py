"""Every read of places, figures and lists."""

from ancrage.geography.queries.changes import compare_versions
from ancrage.geography.queries.intercommunalities import (
    IntercommunalityRow,
    Membership,
    as_membership,
    communes_of,
    find_intercommunality,
    former_codes,
    intercommunality_rows,
    neighbours_of,
)
from ancrage.geography.queries.lookup import (
    forget_register,
    listed_versions,
    official_register,
)
from ancrage.geography.queries.reference import (
    figure_definitions,
    loaded_pack,
    regions,
    sources,
    unpublished_lists,
)
from ancrage.geography.queries.territories import (
    Member,
    Overlap,
    TerritoryRow,
    find_territory,
    history,
    memberships,
    territories_of_code,
    territory_rows,
)
from ancrage.geography.queries.totals import (
    CountryTotals,
    Totals,
    country_totals,
    ratio,
    totals_of,
    whole_country,
)
from ancrage.geography.queries.versions import (
    OFFICIAL,
    ListSummary,
    in_force,
    list_summaries,
    official,
    version_at,
    versions,
)
from ancrage.geography.queries.years import year_crosswalk, year_crosswalks

__all__ = [
    "OFFICIAL",
    "CountryTotals",
    "IntercommunalityRow",
    "ListSummary",
    "Member",
    "Membership",
    "Overlap",
    "TerritoryRow",
    "Totals",
    "as_membership",
    "communes_of",
    "compare_versions",
    "country_totals",
    "figure_definitions",
    "find_intercommunality",
    "find_territory",
    "forget_register",
    "former_codes",
    "history",
    "in_force",
    "intercommunality_rows",
    "list_summaries",
    "listed_versions",
    "loaded_pack",
    "memberships",
    "neighbours_of",
    "official",
    "official_register",
    "ratio",
    "regions",
    "sources",
    "territories_of_code",
    "territory_rows",
    "totals_of",
    "unpublished_lists",
    "version_at",
    "versions",
    "whole_country",
    "year_crosswalk",
    "year_crosswalks",
]
