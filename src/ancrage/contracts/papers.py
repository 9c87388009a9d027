"""An act as the PDF that is signed: composed from its content alone, so that it is made again the
same, byte for byte; PDF/A-3 and PDF/UA, the content attached."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files

import typst
from django.utils.translation import gettext as _

from ancrage.contracts.definitions import blocks_at
from ancrage.contracts.queries.lands import find_land
from ancrage.contracts.rules.blocks import Blocks
from ancrage.contracts.rules.composing import Part, Picture, compose
from ancrage.contracts.rules.content import ActContent, document
from ancrage.contracts.rules.differences import Difference
from ancrage.contracts.territory_map import territory_svg
from ancrage.kernel.text import long_date, typeset

ATTACHED = "acte.json"
INVENTED = "Démonstration : cet acte, ses parties, ses montants et ses dates sont inventés."


def act_parts(content: ActContent, change: Difference | None) -> list[Part]:
    """The parts of an act, as its blocks compose them."""
    return compose(blocks_of(content), content, change=change)


def blocks_of(content: ActContent) -> Blocks:
    """The blocks that a content is composed of."""
    return blocks_at(dt.date.fromisoformat(content.blocks))


def act_pdf(content: ActContent, change: Difference | None) -> bytes:
    """The PDF of an act. The same content gives the same bytes."""
    parts = act_parts(content, change)
    inputs = {
        "act": json.dumps(_told(content, parts), ensure_ascii=False),
        "content": attached(content),
    }
    if any(isinstance(part, Picture) for part in parts):
        inputs["territory"] = _map(content)
    made: bytes = typst.compile(
        _template(),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["a-3a", "ua-1"],
        sys_inputs=inputs,
    )
    return made


def digest(pdf: bytes) -> str:
    """What tells a PDF from any other."""
    return hashlib.sha256(pdf).hexdigest()


def attached(content: ActContent) -> str:
    """The content as it is attached: readable, in one order."""
    return json.dumps(document(content), ensure_ascii=False, indent=2, sort_keys=True)


def title_of(content: ActContent) -> str:
    """« Avenant n° 1 au contrat : Vallée de l’Arve »."""
    name = content.name[:1].upper() + content.name[1:]
    return typeset(f"{name} du territoire d’industrie : {content.territory}")


def notices_of(content: ActContent) -> list[str]:
    """What opens the act: that it is made up."""
    return [typeset(INVENTED)] if content.is_demonstration else []


def source_of(content: ActContent) -> str:
    """Where what the act says comes from, and what its clauses are worth."""
    held = blocks_of(content)
    return typeset(
        f"Fiches telles que le comité régional les a validées, dans Ancrage, au "
        f"{long_date(dt.date.fromisoformat(content.drawn_on))}. {held.choice} "
        f"Le contenu est joint à ce fichier sous le nom « {ATTACHED} »."
    )


def _told(content: ActContent, parts: Sequence[Part]) -> dict[str, object]:
    day = dt.date.fromisoformat(content.drawn_on)
    return {
        "title": title_of(content),
        "subtitle": typeset(f"Contrat {content.contract}, {', '.join(content.regions)}"),
        "author": "Ancrage",
        "footer": typeset(f"{title_of(content)}. Contrat {content.contract}, {long_date(day)}"),
        "day": [day.year, day.month, day.day],
        "notices": notices_of(content),
        "parts": [asdict(part) for part in parts],
        "source": source_of(content),
        "attached": ATTACHED,
        "attached-says": _("Le contenu de l’acte, lisible par une machine"),
    }


def _map(content: ActContent) -> str:
    land = find_land(content.scope)
    return territory_svg(land) if land else ""


@cache
def _template() -> bytes:
    return (files("ancrage.contracts") / "data" / "act.typ").read_bytes()
