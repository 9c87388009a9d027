"""The identification behind a programme's list, amended or not: its rules and its optimum."""

from ancrage.geography.models import PerimeterVersion
from ancrage.selection.models import Publication
from ancrage.selection.queries.runs import Run


def run_of(version: PerimeterVersion) -> Run | None:
    """The last identification that was published in the programme up to this version.

    None for a list that was copied from another. One query, without what explains the run.
    """
    found = (
        Publication.objects.filter(
            version__perimeter=version.perimeter_id, version__valid_from__lte=version.valid_from
        )
        .select_related("identification", "version")
        .defer("identification__explanation", "identification__robustness")
        .order_by("version__valid_from")
        .last()
    )
    return Run(found.identification, version=found.version) if found else None
