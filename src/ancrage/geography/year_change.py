"""What another pack would change: its places beside those loaded, and each programme's lists.

Computed, shown, and only then accepted: the fingerprint covers both packs, the lists and all
that is said of them, so that what is loaded is what was shown.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ancrage.geography.gazetteer import gazetteer_of
from ancrage.geography.models import Perimeter, PerimeterVersion, ReferencePack
from ancrage.geography.pack import Pack
from ancrage.geography.rules.carrying import (
    carry,
    lost_communes,
    lost_regions,
    restate,
)
from ancrage.geography.rules.crosswalk import (
    SAME,
    Crossing,
    compare_groups,
    cross,
    member_passages,
)
from ancrage.geography.rules.layout import REGIONS
from ancrage.geography.rules.listing import (
    EPCI,
    EPT,
    ListedTerritory,
)
from ancrage.geography.rules.passing import ListChange, NextList, PackNote, YearPassage
from ancrage.geography.stored import stored_gazetteer, stored_version
from ancrage.geography.year_document import document_of
from ancrage.kernel.chain import canonical, digest, plain_value
from ancrage.kernel.problems import Problem

Progress = Callable[[str, float], None]
OF_YEAR = re.compile(r", intercommunalités de \d{4}$")
CODE_MAX, NAME_MAX = 50, 200


@dataclass(frozen=True)
class YearChange(YearPassage):
    """The same, with what it says: what is shown, and what accepts it."""

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
