"""The crosswalk to another year in plain values: what is sealed, kept, and shown."""

from typing import Any

from ancrage.geography.rules.changes import Change, Kind
from ancrage.geography.rules.crosswalk import SAME, MemberPassage
from ancrage.geography.rules.listing import Gazetteer, ListedTerritory, ListVersion, Member
from ancrage.geography.rules.passing import ListChange, PackNote, YearPassage
from ancrage.kernel.chain import canonical, digest


def document_of(change: YearPassage) -> dict[str, Any]:
    """The crosswalk as JSON holds it."""
    return {
        "before": _pack_document(change.before),
        "after": _pack_document(change.after),
        "kept": change.counts[Kind.KEPT],
        "changes": [_change_document(c) for c in change.changes],
        "passages": _passages(change),
        "lists": [_list_document(held, change.places) for held in change.lists],
    }


def _pack_document(pack: PackNote) -> dict[str, Any]:
    return {
        "code": pack.code,
        "name": pack.name,
        "vintage": pack.vintage,
        "fingerprint": pack.fingerprint,
        "reference_date": pack.reference_date.isoformat(),
    }


def _change_document(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "before": [{"code": t.code, "name": t.name} for t in change.before],
        "after": [{"code": t.code, "name": t.name} for t in change.after],
    }


def _passages(change: YearPassage) -> list[dict[str, Any]]:
    """What each intercommunalité concerned has in common with each of the next pack."""
    concerned = {t.code for c in change.changes for t in (*c.before, *c.after)}
    return [
        {
            "before": p.before,
            "before_name": _named(comparison.before, p.before),
            "after": p.after,
            "after_name": _named(comparison.after, p.after),
            "communes": p.communes,
            "population": p.population,
            "share_of_before": p.share_of_before,
            "share_of_after": p.share_of_after,
        }
        for comparison in change.groups
        for p in comparison.passages
        if concerned & {p.before, p.after}
    ]


def _named(version: ListVersion, code: str) -> str:
    return next((t.name for t in version.territories if t.code == code), "")


def _list_document(held: ListChange, places: Gazetteer) -> dict[str, Any]:
    following = held.following
    return {
        "programme": held.programme,
        "list": held.version.code,
        "name": held.name,
        "valid_from": held.version.valid_from.isoformat(),
        "content": _content(held.version.territories),
        "restated": _content(held.restated) if held.is_restated else None,
        "following": following
        and {
            "list": following.code,
            "name": following.name,
            "valid_from": following.valid_from.isoformat(),
            "content": _content(following.territories),
            "territories": _touched(held, places),
        },
        "unchanged": len(held.passages) - len(held.changed),
        "members": [_passage_document(passage) for passage in held.changed],
        "undecided": [
            {
                "territory": u.territory,
                "territory_name": u.territory_name,
                "what": u.what,
                "advice": u.advice,
            }
            for u in held.undecided
        ],
    }


def _touched(held: ListChange, places: Gazetteer) -> list[dict[str, Any]]:
    """The territories of the following list whose members change, with all that they hold."""
    touched = {p.territory for p in held.passages if p.fate not in SAME}
    return [
        {
            "code": territory.code,
            "name": territory.name,
            "members": [
                {
                    "code": member.code,
                    "name": places.name_of(member.code),
                    "communes": len(places.covered(member)),
                    "of": len(places.communes_of(member.code)),
                }
                for member in territory.members
            ],
        }
        for territory in (held.following.territories if held.following else ())
        if territory.code in touched
    ]


def _content(territories: tuple[ListedTerritory, ...]) -> str:
    """The hash of what a list holds: the crosswalk is that of these lists and no others."""
    return digest(
        canonical(
            sorted(
                [t.code, t.name, t.region, sorted(map(_member_content, t.members))]
                for t in territories
            )
        )
    )


def _member_content(member: Member) -> list[Any]:
    return [member.kind, member.code, sorted(member.communes or ())]


def _passage_document(passage: MemberPassage) -> dict[str, Any]:
    return {
        "territory": passage.territory,
        "territory_name": passage.territory_name,
        "kind": passage.member.kind,
        "code": passage.member.code,
        "name": passage.name,
        "is_whole": passage.member.is_whole,
        "fate": passage.fate.value,
        "parts": [
            {
                "code": part.code,
                "name": part.name,
                "communes": part.communes,
                "population": part.population,
                "share": part.share,
                "share_of_place": part.share_of_place,
            }
            for part in passage.parts
        ],
    }
