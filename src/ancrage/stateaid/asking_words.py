"""What somebody typed, sent or wrote in a file, as the actions of State aid take it."""

from typing import Any

from ancrage.stateaid.actions.declaring import Declared, DeclaredAid
from ancrage.stateaid.actions.links import LinkTold
from ancrage.stateaid.rules.model import Asked
from ancrage.stateaid.schemas import AidCompanyIn, AidDeclarationIn, AskedAidIn, CompanyLinkIn

DESCRIBED = ("name", "size", "year_end", "road_freight", "source")


def changes_of(wanted: AidCompanyIn) -> dict[str, Any]:
    """What changes of a company: what is not null."""
    told = {name: getattr(wanted, name) for name in DESCRIBED}
    return {name: value for name, value in told.items() if value is not None}


def link_of(wanted: CompanyLinkIn) -> LinkTold:
    """A link."""
    return LinkTold(**wanted.dict())


def declared_of(wanted: AidDeclarationIn) -> Declared:
    """A declaration, with its aids and links."""
    told = wanted.dict()
    aids = [DeclaredAid(**aid) for aid in told.pop("aids")]
    group = [LinkTold(**link, source="") for link in told.pop("group")]
    return Declared(**told, aids=aids, group=group)


def asked_in(wanted: AskedAidIn) -> Asked:
    """A grant that no dossier holds yet."""
    names = ("siren", "cents", "regime", "on", "eligible", "project", "commune", "number")
    told = {name: getattr(wanted, name) for name in names}
    return Asked(**told, conditions=dict(wanted.conditions))
