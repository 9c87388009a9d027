"""What another pack would change: its places beside those loaded, and each programme's lists.

Computed, shown, and only then accepted: the fingerprint covers both packs, the lists and all
that is said of them, so that what is loaded is what was shown.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ancrage.geography.gazetteer import gazetteer_of
from ancrage.geography.models import Perimeter, PerimeterVersion, ReferencePack
from ancrage.geography.pack import Pack
from ancrage.geography.rules.carrying import (
    Undecided,
    carry,
    coverage_of,
    lost_communes,
    lost_regions,
    restate,
)
from ancrage.geography.rules.changes import Change, Comparison, Kind
from ancrage.geography.rules.crosswalk import (
    SAME,
    Crossing,
    Fate,
    MemberPassage,
    compare_groups,
    cross,
    member_passages,
)
from ancrage.geography.rules.layout import REGIONS
from ancrage.geography.rules.listing import (
    EPCI,
    EPT,
    Gazetteer,
    ListedTerritory,
    ListVersion,
)
from ancrage.geography.stored import stored_gazetteer, stored_version
from ancrage.geography.year_document import document_of, stays
from ancrage.kernel.chain import canonical, digest, plain_value
from ancrage.kernel.problems import Problem

Progress = Callable[[str, float], None]
OF_YEAR = re.compile(r", intercommunalités de \d{4}$")
CODE_MAX, NAME_MAX = 50, 200


@dataclass(frozen=True, slots=True)
class PackNote:
    """A pack, as the crosswalk names it."""

    code: str
    name: str
    vintage: str
    fingerprint: str
    reference_date: dt.date


@dataclass(frozen=True, slots=True)
class NextList:
    """The list that goes on from a programme's last one, in the next pack."""

    code: str
    name: str
    valid_from: dt.date
    territories: tuple[ListedTerritory, ...]


@dataclass(frozen=True, slots=True)
class ListChange:
    """What becomes of a list of a programme: `restated`, the same ground on the new places.

    `following` is the list that goes on from it; None for a past list, which only is history.
    """

    programme: str
    version: ListVersion
    name: str
    passages: tuple[MemberPassage, ...]
    restated: tuple[ListedTerritory, ...]
    following: NextList | None
    undecided: tuple[Undecided, ...]

    @property
    def is_touched(self) -> bool:
        return any(passage.fate not in SAME for passage in self.passages)

    @property
    def is_restated(self) -> bool:
        return coverage_of(self.restated) != coverage_of(self.version.territories)

    @property
    def changed(self) -> list[MemberPassage]:
        """The members that do not stay as they are; a new name is a change to be told."""
        return [passage for passage in self.passages if passage.fate != Fate.UNCHANGED]


@dataclass(frozen=True)
class YearChange:
    """All that passes from the pack loaded to another: intercommunalités, EPTs, lists.

    `places` are those of the other pack.
    """

    before: PackNote
    after: PackNote
    places: Gazetteer
    groups: tuple[Comparison, ...]
    lists: tuple[ListChange, ...]

    @property
    def is_to_be_accepted(self) -> bool:
        """Whether programmes' lists change, or could not stay as they are."""
        return any(held.is_touched or held.undecided for held in self.lists)

    @property
    def undecided(self) -> list[Undecided]:
        return [problem for held in self.lists for problem in held.undecided]

    @property
    def problems(self) -> list[Problem]:
        """What has to be decided, as located faults."""
        return [
            Problem(
                _("liste %(list)s, territoire %(code)s (%(name)s)")
                % {"list": u.version, "code": u.territory, "name": u.territory_name},
                None,
                None,
                u.what,
                u.advice,
            )
            for u in self.undecided
        ]

    @property
    def changes(self) -> list[Change]:
        """What changes among intercommunalités and EPTs; those that stay are left out."""
        return [c for comparison in self.groups for c in comparison.changes if not stays(c)]

    @property
    def counts(self) -> Counter[Kind]:
        """How many changes of each kind; KEPT: those that stay, new name or SIREN included."""
        return Counter(c.kind for comparison in self.groups for c in comparison.changes)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The whole as JSON holds it."""
        return document_of(self)

    @cached_property
    def fingerprint(self) -> str:
        return digest(canonical(plain_value(self.document)))


def year_change(*, pack: Pack, fingerprint: str, progress: Progress | None = None) -> YearChange:
    """Compare a pack that was read with the one that is loaded. DoesNotExist when none is."""
    tell = progress or (lambda _what, _share: None)
    held, provenance = ReferencePack.objects.get(), pack.provenance
    after = gazetteer_of(tables=pack.tables, provenance=provenance)
    tell(_("Passage des communes"), 0.4)
    crossing = cross(before=stored_gazetteer(), after=after)
    regions = {record.cells["code"] for record in pack.tables[REGIONS.file]}
    tell(_("Listes des programmes"), 0.6)
    lists = tuple(_list_changes(crossing, regions))
    tell(_("Passage des intercommunalités"), 0.8)
    return YearChange(
        before=PackNote(held.code, held.name, held.vintage, held.fingerprint, held.reference_date),
        after=PackNote(
            provenance.code,
            provenance.name,
            provenance.vintage,
            fingerprint,
            provenance.reference_date,
        ),
        places=after,
        groups=tuple(compare_groups(crossing, kind) for kind in (EPCI, EPT)),
        lists=lists,
    )


def _list_changes(crossing: Crossing, regions: set[str]) -> Iterator[ListChange]:
    versions = PerimeterVersion.objects.filter(perimeter__kind=Perimeter.PROGRAMME)
    held = list(versions.order_by("perimeter", "valid_from"))
    last = {version.perimeter_id: version.code for version in held}
    for version in held:
        yield _list_change(
            version, crossing, regions, is_last=version.code == last[version.perimeter_id]
        )


def _list_change(
    row: PerimeterVersion, crossing: Crossing, regions: set[str], *, is_last: bool
) -> ListChange:
    version = stored_version(row)
    passages = tuple(member_passages(version, crossing))
    touched = any(passage.fate not in SAME for passage in passages)
    undecided = [*lost_communes(version, crossing), *lost_regions(version, regions)]
    following = None
    if touched and is_last:
        territories, problems = carry(version, crossing)
        undecided += problems
        following = _following(row, crossing.after.reference_date, territories)
    return ListChange(
        programme=row.perimeter_id,
        version=version,
        name=row.name,
        passages=passages,
        restated=restate(version, crossing) if touched else version.territories,
        following=following,
        undecided=tuple(undecided),
    )


def _following(
    last: PerimeterVersion, reference_date: dt.date, territories: tuple[ListedTerritory, ...]
) -> NextList:
    """From the day of the new perimeters on, or the day after the last list began."""
    day = max(reference_date, last.valid_from + dt.timedelta(days=1))
    end = f"-{day.isoformat()}"
    code = last.perimeter_id[: CODE_MAX - len(end)] + end
    added = _(", intercommunalités de %s") % reference_date.year
    name = OF_YEAR.sub("", last.name)[: NAME_MAX - len(added)] + added
    return NextList(code, name, day, territories)
