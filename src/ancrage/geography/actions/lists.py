"""Publishing lists of territories: official ones with the pack, a programme's own in versions."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.geography.models import (
    Perimeter,
    PerimeterVersion,
    Region,
    Territory,
    TerritoryMember,
)
from ancrage.geography.rules.listing import (
    COMMUNE,
    Gazetteer,
    ListedTerritory,
    Member,
    doubly_listed,
)
from ancrage.geography.stored import stored_gazetteer, stored_territories
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.chain import canonical, digest
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import fold


class ListRefusedError(ValueError):
    """A list that cannot be published or changed; the message is one French sentence."""


@command("geography.start_programme")
def start_programme(
    *,
    by: Actor,
    now: dt.datetime,
    code: str,
    name: str,
    version_code: str,
    valid_from: dt.date,
    from_version: str | None = None,
    territories: Sequence[ListedTerritory] | None = None,
    quality: Quality = Quality.DECLARED,
    origin: str = "",
) -> PerimeterVersion:
    """Open a programme `code` with a first list of its own.

    The list is either `territories`, or a copy of the list version `from_version` (an official
    one, or another programme's). Raises ListRefusedError.
    """
    allow()
    if Perimeter.objects.filter(code=code).exists():
        raise ListRefusedError(_("Le programme « %s » existe déjà.") % code)
    if (from_version is None) == (territories is None):
        raise ListRefusedError(_("Donnez une liste de départ ou des territoires, pas les deux."))
    if territories is None:
        copied = _version(from_version or "")
        territories = stored_territories(copied)
        origin = origin or _("Copie de la liste « %s ».") % copied.name
    Perimeter.objects.create(code=code, name=name, kind=Perimeter.PROGRAMME)
    record(
        kind="programme",
        reference=code,
        label=name,
        says=_("Programme ouvert : %s") % name,
        after={"name": name, "version": version_code},
    )
    return publish_version(
        by=by,
        now=now,
        perimeter=code,
        code=version_code,
        name=name,
        valid_from=valid_from,
        quality=quality,
        origin=origin,
        territories=territories,
    )


@command("geography.publish_version")
def publish_version(
    *,
    by: Actor,
    now: dt.datetime,
    perimeter: str,
    code: str,
    name: str,
    valid_from: dt.date,
    quality: Quality,
    origin: str,
    territories: Sequence[ListedTerritory],
) -> PerimeterVersion:
    """Publish the next list of a programme; the one before it ends the day before.

    Raises ListRefusedError when the programme is unknown or official, the code taken, the date not
    after the last version's, a member unknown, or a commune in two territories.
    """
    allow()
    programme = Perimeter.objects.select_for_update().filter(code=perimeter).first()
    if programme is None:
        raise ListRefusedError(_("Le programme « %s » n’existe pas.") % perimeter)
    if programme.kind == Perimeter.OFFICIAL:
        raise ListRefusedError(_("Une liste officielle est une référence : elle ne change pas."))
    if PerimeterVersion.objects.filter(code=code).exists():
        raise ListRefusedError(_("La liste « %s » existe déjà.") % code)
    _close_last(programme, valid_from)
    gazetteer = stored_gazetteer()
    _check(territories, gazetteer)
    version = PerimeterVersion.objects.create(
        code=code,
        perimeter=programme,
        name=name,
        valid_from=valid_from,
        valid_to=None,
        quality=quality,
        origin=origin,
        source=None,
        territory_count=len(territories),
    )
    write_territories(version=version, territories=territories, gazetteer=gazetteer)
    _tell_published(version, territories)
    return version


def _tell_published(version: PerimeterVersion, territories: Sequence[ListedTerritory]) -> None:
    record(
        kind="list",
        reference=version.code,
        label=version.name,
        says=_("Liste publiée : %s") % version.name,
        after={
            "programme": version.perimeter_id,
            "valid_from": version.valid_from,
            "quality": version.quality,
            "territories": version.territory_count,
        },
        details={"digest": list_digest(territories)},
    )


def list_digest(territories: Iterable[ListedTerritory]) -> str:
    """The hash of a list's content, whatever the order in which it is given."""
    held = sorted(
        (t.code, t.name, t.region, sorted((m.code, sorted(m.communes or ())) for m in t.members))
        for t in territories
    )
    return digest(canonical(held))


@command("geography.rename_territory")
def rename_territory(
    *, by: Actor, now: dt.datetime, version: str, code: str, name: str
) -> Territory:
    """Give another name to a territory of a programme's list. Raises ListRefusedError."""
    allow()
    held = _version(version)
    if held.perimeter.kind == Perimeter.OFFICIAL:
        raise ListRefusedError(_("Une liste officielle est une référence : elle ne change pas."))
    territory = Territory.objects.select_for_update().filter(version=held, code=code).first()
    if territory is None:
        raise ListRefusedError(
            _("Le territoire « %(code)s » n’est pas dans la liste « %(list)s ».")
            % {"code": code, "list": version}
        )
    clean = " ".join(name.split())
    if not clean or len(clean) > 200:
        raise ListRefusedError(_("Donnez un nom de 1 à 200 caractères."))
    before = territory.name
    if clean == before:
        unchanged()
        return territory
    territory.name, territory.search_name = clean, fold(clean)
    territory.save(update_fields=["name", "search_name"])
    record(
        kind="territory",
        reference=f"{version}/{code}",
        label=clean,
        says=_("Territoire renommé : %s") % clean,
        before={"name": before},
        after={"name": clean},
    )
    return territory


def _version(code: str) -> PerimeterVersion:
    version = PerimeterVersion.objects.select_related("perimeter").filter(code=code).first()
    if version is None:
        known = ", ".join(PerimeterVersion.objects.values_list("code", flat=True))
        raise ListRefusedError(
            _("La liste « %(code)s » n’existe pas ; listes connues : %(known)s.")
            % {"code": code, "known": known or _("aucune")}
        )
    return version


def _close_last(programme: Perimeter, valid_from: dt.date) -> None:
    last = programme.versions.order_by("valid_from").last()
    if last is None:
        return
    if last.valid_from >= valid_from:
        raise ListRefusedError(
            _("La nouvelle liste doit commencer après le %s.")
            % last.valid_from.strftime("%d/%m/%Y")
        )
    last.valid_to = valid_from - dt.timedelta(days=1)
    last.save(update_fields=["valid_to"])


def _check(territories: Sequence[ListedTerritory], gazetteer: Gazetteer) -> None:
    codes = [territory.code for territory in territories]
    if not codes or len(set(codes)) < len(codes):
        raise ListRefusedError(_("Donnez au moins un territoire, et un code différent à chacun."))
    regions = set(Region.objects.values_list("code", flat=True))
    for territory in territories:
        if territory.region not in regions:
            raise ListRefusedError(_("La région « %s » est inconnue.") % territory.region)
        for member in territory.members:
            if not gazetteer.covered(member) <= gazetteer.communes_of(member.code) or not (
                gazetteer.covered(member)
            ):
                raise ListRefusedError(
                    _("« %(member)s », membre de « %(territory)s », est inconnu ou mal découpé.")
                    % {"member": member.code, "territory": territory.code}
                )
    twice = doubly_listed(territories, gazetteer)
    if twice:
        raise ListRefusedError(_("La commune %s serait dans deux territoires.") % twice[0])


@dataclass(frozen=True, slots=True)
class _MemberRow:
    row: TerritoryMember
    communes: frozenset[str]


@unjournalled("une partie de la publication d’une liste")
def write_territories(
    *, version: PerimeterVersion, territories: Iterable[ListedTerritory], gazetteer: Gazetteer
) -> None:
    """Store the territories of a new version, with their members. Checked before."""
    listed = sorted(territories, key=lambda territory: territory.code)
    rows = Territory.objects.bulk_create(
        Territory(
            version=version,
            code=territory.code,
            name=territory.name,
            search_name=fold(territory.name),
            region_id=territory.region,
        )
        for territory in listed
    )
    _write_members(zip(rows, listed, strict=True), gazetteer)


@unjournalled("une partie du chargement d’un jeu, qui en dit l’empreinte avant et après")
def rewrite_members(
    *, version: PerimeterVersion, territories: Iterable[ListedTerritory], gazetteer: Gazetteer
) -> None:
    """Give the territories of a version, which stay, the members that they have on other places."""
    TerritoryMember.objects.filter(territory__version=version).delete()
    rows = {row.code: row for row in Territory.objects.filter(version=version)}
    _write_members(((rows[listed.code], listed) for listed in territories), gazetteer)


def _write_members(
    pairs: Iterable[tuple[Territory, ListedTerritory]], gazetteer: Gazetteer
) -> None:
    members = [
        _member_row(row, member, gazetteer)
        for row, territory in pairs
        for member in territory.members
    ]
    TerritoryMember.objects.bulk_create([member.row for member in members])
    through = TerritoryMember.partial_communes.through
    through.objects.bulk_create(
        through(territorymember_id=member.row.pk, commune_id=code)
        for member in members
        for code in sorted(member.communes)
    )


def _member_row(territory: Territory, member: Member, gazetteer: Gazetteer) -> _MemberRow:
    is_commune = member.kind == COMMUNE
    row = TerritoryMember(
        territory=territory,
        commune_id=member.code if is_commune else None,
        intercommunality_id=None if is_commune else member.code,
        coverage=TerritoryMember.WHOLE if member.is_whole else TerritoryMember.PARTIAL,
        communes_in=len(gazetteer.covered(member)),
        communes_total=len(gazetteer.communes_of(member.code)),
    )
    return _MemberRow(row, member.communes or frozenset())


def member_counts(version: PerimeterVersion, gazetteer: Gazetteer) -> Iterator[TerritoryMember]:
    """The members of a list whose numbers of communes a new pack changes, brought up to date."""
    members = TerritoryMember.objects.filter(territory__version=version)
    for member in members.prefetch_related("partial_communes"):
        total = len(gazetteer.communes_of(member.intercommunality_id or member.commune_id or ""))
        whole = member.coverage == TerritoryMember.WHOLE
        inside = total if whole else len(member.partial_communes.all())
        if (inside, total) != (member.communes_in, member.communes_total):
            member.communes_in, member.communes_total = inside, total
            yield member
