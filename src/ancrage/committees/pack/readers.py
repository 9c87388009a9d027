"""With whose rights a pack is made, and who reads it.

A pack leaves the site: what is in it can no longer be kept from who holds it. So there are two. The
members' is made with the rights of the committee's secretariat (of the national team, for a
national committee), and goes only to those who read, in full, all that the committee follows. The
public one is made with nobody's rights: it holds what everybody reads, and goes to every member,
operators and people from outside included.
"""

from collections.abc import Iterable

from ancrage.committees.pack.content import MEMBERS, PUBLIC
from ancrage.kernel.rights import VISITOR, Actor, Holding, Scope, ScopeKind, Where
from ancrage.roadmaps.queries.roadmap import reads_whole

COMMITTEE = "committee"
"""The reference of a reader who is nobody: the committee itself."""
EDITIONS = {MEMBERS: "dossier des membres", PUBLIC: "dossier public"}
READS = {
    MEMBERS: (
        "Dossier des membres, fait avec les droits du secrétariat du comité (de l’équipe "
        "nationale, pour un comité national)\N{NO-BREAK SPACE}: il montre ce qui s’écrit et les "
        "fiches réservées, mais aucune idée pas encore soumise. Il n’est remis qu’à qui lit déjà "
        "tout cela sur le site\N{NO-BREAK SPACE}; ne le transmettez pas au-delà."
    ),
    PUBLIC: (
        "Dossier public, fait sans aucun droit particulier\N{NO-BREAK SPACE}: il ne montre que ce "
        "que tout le monde lit sur le site, les fiches telles que les comités les ont validées. "
        "Ni les fiches réservées, ni ce qui s’écrit n’y sont, ni dans les totaux."
    ),
}


def reader_of(edition: str, *, kind: ScopeKind, regions: Iterable[str]) -> Actor:
    """Who reads what goes in a pack of this edition."""
    if edition == PUBLIC:
        return VISITOR
    if kind == ScopeKind.NATION:
        return Actor(COMMITTEE, holdings=(Holding("national"),))
    held = (Scope(ScopeKind.REGION, code) for code in sorted(regions))
    return Actor(COMMITTEE, holdings=tuple(Holding("secretariat", scope) for scope in held))


def may_read(actor: Actor, edition: str, where: Where) -> bool:
    """Whether somebody who sees the meeting may have its pack of this edition."""
    return edition == PUBLIC or reads_whole(actor, where)
