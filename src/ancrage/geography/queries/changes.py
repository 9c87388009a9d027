"""What changed between two versions of lists."""

from ancrage.geography.models import Intercommunality, PerimeterVersion
from ancrage.geography.queries.lookup import listed_versions
from ancrage.geography.rules.changes import Comparison, compare_lists


def compare_versions(*, before: PerimeterVersion, after: PerimeterVersion) -> Comparison:
    """The changes and the crosswalk between two lists, by what their territories hold."""
    gazetteer, lists = listed_versions(before, after)
    jobs = Intercommunality.objects.order_by().values_list("siren", "industrial_jobs")
    return compare_lists(
        before=lists[0],
        after=lists[1],
        gazetteer=gazetteer,
        industrial_jobs=dict(jobs),
    )
