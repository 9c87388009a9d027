"""Moving on to another year of intercommunalités: shown, accepted, and the lists carried over."""

import datetime as dt
from pathlib import Path

from django.utils.translation import gettext as _

from ancrage.geography.actions.lists import (
    ListRefusedError,
    list_digest,
    publish_version,
    rewrite_members,
)
from ancrage.geography.models import Perimeter, PerimeterVersion, ReferencePack, YearCrosswalk
from ancrage.geography.pack import EMBEDDED, Pack, changed_files, fingerprint_of, read_pack
from ancrage.geography.rules.listing import Gazetteer
from ancrage.geography.rules.passing import ListChange
from ancrage.geography.year_change import Progress, YearChange, year_change
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.problems import InputRefused
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import Actor

SHORTEST = 12
"""How many characters of a fingerprint are enough to accept by."""


def computed_year_change(*, directory: Path, progress: Progress | None = None) -> YearChange:
    """What the pack in `directory` would change; nothing is written.

    Raises InputRefused (faults of the pack) or ListRefusedError (no pack is loaded yet).
    """
    if not ReferencePack.objects.exists():
        raise ListRefusedError(_("Aucun jeu n’est chargé : il n’y a rien à quoi comparer."))
    problems = changed_files(directory)
    pack = read_pack(directory=directory, provenance_from=EMBEDDED, problems=problems)
    fingerprint = fingerprint_of(pack.files())
    return year_change(pack=pack, fingerprint=fingerprint, progress=progress)


@command("geography.show_year")
def show_year(
    *, by: Actor, now: dt.datetime, directory: Path, progress: Progress | None = None
) -> tuple[YearChange, YearCrosswalk]:
    """Show on the site what the pack in `directory` would change. Raises as above."""
    allow()
    change = computed_year_change(directory=directory, progress=progress)
    shown, is_new = YearCrosswalk.objects.get_or_create(
        fingerprint=change.fingerprint, defaults=_told(change) | {"shown_at": now}
    )
    if not is_new:
        unchanged()
        return change, shown
    record(
        kind="crosswalk",
        reference=change.fingerprint,
        label=change.after.vintage,
        says=_("Table de passage montrée : %(before)s, %(after)s")
        % {"before": change.before.vintage, "after": change.after.vintage},
        details={"pack": change.after.fingerprint, "undecided": len(change.undecided)},
    )
    return change, shown


def accepted_change(*, pack: Pack, fingerprint: str, accepted: str) -> YearChange | None:
    """What a pack changes to the lists of programmes, once accepted; None without programmes.

    Raises ListRefusedError (not shown, or not what was shown) or InputRefused (to be decided).
    """
    programmes = PerimeterVersion.objects.filter(perimeter__kind=Perimeter.PROGRAMME)
    if not ReferencePack.objects.exists() or not programmes.exists():
        return None
    change = year_change(pack=pack, fingerprint=fingerprint)
    is_same = len(accepted) >= SHORTEST and change.fingerprint.startswith(accepted)
    if accepted and not is_same:
        raise ListRefusedError(
            _("La table de passage n’est pas celle qui a été montrée : affichez-la à nouveau.")
        )
    if change.is_to_be_accepted and not accepted:
        touched = ", ".join(h.version.code for h in change.lists if h.is_touched or h.undecided)
        raise ListRefusedError(
            _(
                "Ce jeu change des listes de programmes (%s) : affichez la table de passage "
                "(ancrage reference crosswalk --from DOSSIER), puis chargez-le en donnant "
                "l’empreinte de cette table (--accept-crosswalk)."
            )
            % touched
        )
    if change.problems:
        raise InputRefused(change.problems)
    return change


@unjournalled("une partie du chargement d’un jeu, dont l’entrée dit la table de passage")
def carry_over(
    *, change: YearChange, by: Actor, now: dt.datetime, gazetteer: Gazetteer
) -> list[PerimeterVersion]:
    """Write the past lists on the new places, and publish those that go on. Accepted before."""
    published = []
    for held in change.lists:
        version = PerimeterVersion.objects.get(code=held.version.code)
        if held.is_restated:
            rewrite_members(version=version, territories=held.restated, gazetteer=gazetteer)
        if held.following:
            published.append(_publish(held, version, change, by, now))
    YearCrosswalk.objects.update_or_create(
        fingerprint=change.fingerprint,
        defaults={"accepted_at": now},
        create_defaults=_told(change) | {"shown_at": now, "accepted_at": now},
    )
    return published


def _told(change: YearChange) -> dict[str, object]:
    before, after = change.before.vintage, change.after.vintage
    return {"document": change.document, "before": before, "after": after}


def _publish(
    held: ListChange, last: PerimeterVersion, change: YearChange, by: Actor, now: dt.datetime
) -> PerimeterVersion:
    following = held.following
    if following is None:
        raise ValueError(held.version.code)
    return publish_version(
        by=by,
        now=now,
        perimeter=held.programme,
        code=following.code,
        name=following.name,
        valid_from=following.valid_from,
        quality=Quality(last.quality),
        origin=_("Liste « %(name)s » portée sur les intercommunalités de %(vintage)s.")
        % {"name": last.name, "vintage": change.after.vintage},
        territories=following.territories,
    )


def change_details(change: YearChange | None) -> dict[str, object]:
    """What the journal keeps of the lists: their hashes before and after."""
    if change is None or not change.is_to_be_accepted:
        return {}
    return {
        "crosswalk": change.fingerprint,
        "lists": {
            held.version.code: {
                "before": list_digest(held.version.territories),
                "after": list_digest(held.restated),
                "following": held.following.code if held.following else "",
            }
            for held in change.lists
            if held.is_touched
        },
    }
