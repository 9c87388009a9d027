"""The identifications that are kept, read back as the engine's own types."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from ancrage.geography.models import PerimeterVersion
from ancrage.selection.engine.explanation import (
    Explanation,
    UnitExplanation,
    explanation_from_document,
)
from ancrage.selection.engine.model import IdentifiedTerritory, Result
from ancrage.selection.engine.result import result_from_document
from ancrage.selection.models import Identification, LossRequest, Publication


class Run:
    """A kept identification; what its documents hold is read when first asked for."""

    def __init__(self, record: Identification, *, version: PerimeterVersion | None = None) -> None:
        self.record = record
        self.version = version

    @property
    def code(self) -> str:
        return self.record.code

    @property
    def title(self) -> str:
        return self.record.title

    @cached_property
    def result(self) -> Result:
        return result_from_document(self.record.result)

    @cached_property
    def explanation(self) -> Explanation | None:
        document = self.record.explanation
        return explanation_from_document(document) if document else None

    @property
    def robustness(self) -> dict[str, Any] | None:
        """The document of the robustness, as the engine wrote it."""
        document: dict[str, Any] | None = self.record.robustness
        return document

    @property
    def frequencies(self) -> dict[str, float]:
        """How often each intercommunalité is chosen (0 to 1), by SIREN; empty if not known."""
        found: dict[str, float] = (self.robustness or {}).get("frequencies", {})
        return found

    @cached_property
    def territories(self) -> dict[str, IdentifiedTerritory]:
        """The territories found, by code."""
        return {territory.code: territory for territory in self.result.territories}

    @cached_property
    def holders(self) -> dict[str, IdentifiedTerritory]:
        """The territory that holds each chosen intercommunalité, by SIREN."""
        return {siren: t for t in self.result.territories for siren in t.members}

    def why(self, siren: str) -> UnitExplanation | None:
        """The explanation of one intercommunalité; None when there is none."""
        document = (self.record.explanation or {}).get("units", {}).get(siren)
        if document is None:
            return None
        alone = {"units": {siren: document}, "median_width": None, "median_width_share": None}
        return explanation_from_document(alone).units[siren]


def runs() -> list[Identification]:
    """The programme's runs, oldest first, without their explanation and robustness.

    The workshop's trials are none of them.
    """
    held = Identification.objects.filter(is_trial=False).defer("explanation", "robustness")
    return list(held.prefetch_related("publications__version"))


def run_titles() -> list[tuple[str, str]]:
    """Code and title of the programme's runs, oldest first."""
    return list(Identification.objects.filter(is_trial=False).values_list("code", "title"))


def find_run(code: str) -> Run | None:
    """A kept identification with the programme's list that started from it, if any."""
    record = Identification.objects.filter(pk=code).first()
    if record is None:
        return None
    publications = record.publications.select_related("version").order_by("published_at")
    publication = publications.last()
    return Run(record, version=publication.version if publication else None)


def current_run(*, on: dt.date) -> Run | None:
    """The identification behind the programme's list in force on a day, adapted since or not.

    Before the first list, the first one; without any list, the last identification that was run.
    """
    publications = _publications().order_by("version__valid_from", "pk")
    found = publications.filter(version__valid_from__lte=on).last() or publications.first()
    if found:
        return Run(found.identification, version=found.version)
    record = Identification.objects.filter(is_trial=False).last()
    return Run(record) if record else None


def run_behind(version: PerimeterVersion) -> Run | None:
    """The last identification published in a list's programme up to this version of the list.

    The regions may have adapted the list since: `Run.version` is the one that was identified.
    None for a list that was copied from another. One query: what explains the run, which is
    heavy, is read when asked for.
    """
    published = _publications().filter(
        version__perimeter=version.perimeter_id, version__valid_from__lte=version.valid_from
    )
    light = published.defer("identification__explanation", "identification__robustness")
    found = light.order_by("version__valid_from", "pk").last()
    return Run(found.identification, version=found.version) if found else None


def _publications() -> QuerySet[Publication]:
    return Publication.objects.select_related("identification", "version")


def loss_of(run: Run, siren: str) -> LossRequest | None:
    """What was asked about the exact loss of an intercommunalité, with its job."""
    asked = LossRequest.objects.select_related("job")
    return asked.filter(identification=run.record, siren=siren).first()
