"""What changed between two versions of lists."""

from ancrage.geography.models import Intercommunality, PerimeterVersion
from ancrage.geography.queries.lookup import gazetteer, listed
from ancrage.geography.rules.changes import Comparison, compare_lists


def compare_versions(*, before: PerimeterVersion, after: PerimeterVersion) -> Comparison:
    """The changes and the crosswalk between two lists, by what their territories hold."""
    jobs = Intercommunality.objects.order_by().values_list("siren", "industrial_jobs")
    return compare_lists(
        before=listed(before),
        after=listed(after),
        gazetteer=gazetteer(),
        industrial_jobs=dict(jobs),
    )
