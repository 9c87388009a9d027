"""Loading a data pack into the database, whole or not at all."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from ancrage.geography.actions.bulk import delete_rows, refresh_statistics, write_rows
from ancrage.geography.actions.lists import member_counts, write_territories
from ancrage.geography.actions.rows import dependent_rows, reference_rows
from ancrage.geography.actions.years import accepted_change, carry_over, change_details
from ancrage.geography.gazetteer import gazetteer_of, official_versions
from ancrage.geography.models import (
    Adjacency,
    Commune,
    Department,
    EmploymentZone,
    FigureDefinition,
    FormerCommune,
    Intercommunality,
    Perimeter,
    PerimeterVersion,
    PostalCode,
    RecreatedCommune,
    ReferencePack,
    Region,
    Source,
    TerritoryMember,
)
from ancrage.geography.pack import (
    EMBEDDED,
    Pack,
    built_fingerprint,
    changed_files,
    fingerprint_of,
    read_pack,
)
from ancrage.geography.rules.listing import Gazetteer
from ancrage.geography.stored import stored_gazetteer
from ancrage.geography.year_change import YearChange
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor

Progress = Callable[[str, float], None]
"""Told what is under way (a short French phrase) and which share of it is done, 0 to 1."""

PLACES: tuple[type[models.Model], ...] = (
    Region,
    Department,
    EmploymentZone,
    Intercommunality,
    Commune,
)
DEPENDENTS: tuple[type[models.Model], ...] = (
    Adjacency,
    PostalCode,
    FormerCommune,
    RecreatedCommune,
    FigureDefinition,
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is in the database now; `changed` is False when it already was.

    `lists`: the codes of the programmes' lists that were carried over.
    """

    pack: ReferencePack
    changed: bool
    lists: tuple[str, ...] = ()


@command("geography.load_pack")
def load_pack(
    *,
    by: Actor,
    now: dt.datetime,
    directory: Path = EMBEDDED,
    accepted: str = "",
    progress: Progress | None = None,
) -> Loaded:
    """Make the pack in `directory` the reference: places, figures, sources, official lists.

    The pack that is already there is left alone. Another replaces it: official lists are
    rewritten, programmes' lists stay. When intercommunalités changed under these, `accepted` is
    the fingerprint of the crosswalk that was shown (`computed_year_change`): lists are carried
    over to the new ones. Raises InputRefused (faults of the pack, or something to be decided) or
    ListRefusedError (the crosswalk was not accepted); nothing is changed then.
    """
    allow()
    tell = progress or (lambda _what, _share: None)
    held = ReferencePack.objects.first()
    stale = changed_files(directory)
    known = None if stale else built_fingerprint(directory)
    if held and known == held.fingerprint:
        unchanged()
        return Loaded(held, changed=False)
    tell(_("Lecture et contrôle"), 0.0)
    pack = read_pack(directory=directory, provenance_from=EMBEDDED, problems=stale)
    fingerprint = known or fingerprint_of(pack.files())
    if held and fingerprint == held.fingerprint:
        unchanged()
        return Loaded(held, changed=False)
    before = {"fingerprint": held.fingerprint, "vintage": held.vintage} if held else None
    change = accepted_change(pack=pack, fingerprint=fingerprint, accepted=accepted)
    loaded = _replace(pack, fingerprint, now, tell)
    published = _carry(change, by, now)
    refresh_statistics(apps.get_app_config("geography").get_models(include_auto_created=True))
    tell(_("Terminé"), 1.0)
    record(
        kind="pack",
        reference=loaded.code,
        label=loaded.name,
        says=_("Chiffres de référence chargés : %(name)s, %(vintage)s")
        % {"name": loaded.name, "vintage": loaded.vintage},
        before=before,
        after={"fingerprint": loaded.fingerprint, "vintage": loaded.vintage},
        details=change_details(change),
    )
    return Loaded(loaded, changed=True, lists=tuple(v.code for v in published))


def _replace(pack: Pack, fingerprint: str, now: dt.datetime, tell: Progress) -> ReferencePack:
    tell(_("Lieux et chiffres"), 0.3)
    _clear()
    _write_places(pack)
    tell(_("Listes officielles"), 0.9)
    gazetteer = gazetteer_of(tables=pack.tables, provenance=pack.provenance)
    _write_official_lists(pack, gazetteer)
    return _write_pack(pack, fingerprint, now)


def _carry(change: YearChange | None, by: Actor, now: dt.datetime) -> list[PerimeterVersion]:
    """Carry the programmes' lists over, and count the communes of their members again."""
    if change is None:
        return []
    gazetteer = stored_gazetteer()
    published = []
    if change.is_to_be_accepted:
        published = carry_over(change=change, by=by, now=now, gazetteer=gazetteer)
    for version in PerimeterVersion.objects.filter(perimeter__kind=Perimeter.PROGRAMME):
        _recount(version, gazetteer)
    return published


def _clear() -> None:
    """Empty what is written anew; places stay, as programmes point to them."""
    PerimeterVersion.objects.filter(perimeter__kind=Perimeter.OFFICIAL).delete()
    for model in DEPENDENTS:
        model._default_manager.all().delete()
    Source.objects.all().delete()
    ReferencePack.objects.all().delete()


def _write_places(pack: Pack) -> None:
    """Write each place over the one of the same code; drop those that the pack lacks."""
    kept: dict[type[models.Model], set[object]] = defaultdict(set)
    for model, rows in reference_rows(pack):
        write_rows(model, rows)
        kept[model] |= {row[str(model._meta.pk.column)] for row in rows}
    for model in reversed(PLACES):
        held = set(model._default_manager.values_list("pk", flat=True))
        delete_rows(model, held - kept[model])
    for model, rows in dependent_rows(pack):
        write_rows(model, rows)


def _write_official_lists(pack: Pack, gazetteer: Gazetteer) -> None:
    note = pack.provenance.perimeter
    perimeter, _created = Perimeter.objects.update_or_create(
        code=note.code, defaults={"name": note.name, "kind": Perimeter.OFFICIAL}
    )
    notes = {listed.code: listed for listed in pack.provenance.lists}
    for listed in official_versions(provenance=pack.provenance, lists=pack.lists):
        version = PerimeterVersion.objects.create(
            code=listed.code,
            perimeter=perimeter,
            name=listed.name,
            valid_from=listed.valid_from,
            valid_to=listed.valid_to,
            quality=notes[listed.code].quality,
            origin=notes[listed.code].origin,
            source_id=notes[listed.code].source,
            territory_count=len(listed.territories),
        )
        write_territories(version=version, territories=listed.territories, gazetteer=gazetteer)


def _recount(version: PerimeterVersion, gazetteer: Gazetteer) -> None:
    """Tell the members of a programme's list how many communes they have now."""
    changed = list(member_counts(version, gazetteer))
    TerritoryMember.objects.bulk_update(changed, ["communes_in", "communes_total"])


def _write_pack(pack: Pack, fingerprint: str, now: dt.datetime) -> ReferencePack:
    provenance = pack.provenance
    return ReferencePack.objects.create(
        code=provenance.code,
        name=provenance.name,
        vintage=provenance.vintage,
        fingerprint=fingerprint,
        licence=provenance.licence,
        credit=provenance.credit,
        reference_date=provenance.reference_date,
        unpublished_lists=[
            {"date": u.date.isoformat(), "territories": u.territories, "note": u.note}
            for u in provenance.unpublished_lists
        ],
        loaded_at=now,
    )
