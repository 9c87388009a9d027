"""`ancrage committee pack`: the packs of meetings from the command line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.committees.commands import Code, Json, committee_app, held_meeting
from ancrage.kernel.text import typeset
from ancrage.people.acting_commands import acted, fail, refusals, tell

if TYPE_CHECKING:
    from ancrage.committees.models import Pack

pack_app = typer.Typer(
    help="Dossiers des comités : PDF, DOCX, PPTX, XLSX.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
committee_app.add_typer(pack_app, name="pack")
Number = Annotated[int, typer.Argument(help="Numéro du dossier.", min=1)]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@pack_app.command("make")
def make_command(
    code: Code,
    edition: Annotated[
        str, typer.Option(help="Pour qui : members, qui lit tout ; public, tout le monde.")
    ] = "members",
    as_json: Json = False,
) -> None:
    """Fait le dossier d’une réunion, tout de suite."""
    access = held_meeting(code)
    from ancrage.committees.actions.packs import ask_pack, keep_pack
    from ancrage.committees.pack.making import make
    from ancrage.committees.pack.panel import pack_document

    acting = acted()
    with refusals():
        pack = ask_pack(**acting, meeting=access.meeting, edition=edition, is_queued=False)
        made = make(pack, now=acting["now"], progress=_progress)
        kept = keep_pack(**acting, pack=pack, content=made.content, files=made.files)
    told = pack_document(kept, now=acting["now"])
    sizes = ", ".join(f"{one['kind']} {one['size']} octets" for one in told["files"])
    tell(told, [typeset(f"Dossier n° {kept.number} fait : {sizes}.")], as_json=as_json)


def _progress(step: str, share: float) -> None:
    typer.echo(f"{share:4.0%} {step}", err=True)


@pack_app.command("list")
def list_command(code: Code, as_json: Json = False) -> None:
    """Liste les dossiers d’une réunion que l’on peut lire, le dernier d’abord."""
    access = held_meeting(code)
    from ancrage.committees.pack.panel import pack_document
    from ancrage.committees.pack.queries import PackAccess

    told = [pack_document(one, now=acted()["now"]) for one in PackAccess(access).packs()]
    lines = [f"{one['number']}  {one['edition']}  {one['made_at'] or one['state']}" for one in told]
    tell(told, lines or ["Aucun dossier."], as_json=as_json)


@pack_app.command("get")
def get_command(
    code: Code,
    number: Number,
    kind: Annotated[str, typer.Argument(help="pdf, docx, pptx ou xlsx.")],
    out: Annotated[Path, typer.Option(help="Où écrire le fichier.")],
) -> None:
    """Écrit un fichier d’un dossier, tel qu’il a été fait."""
    pack = _held(code, number)
    from ancrage.committees.pack.queries import find_file

    held = find_file(pack, kind)
    if held is None:
        fail("Ce fichier n’existe pas, ou n’est pas encore fait.")
    try:
        out.write_bytes(bytes(held.data))
    except OSError as fault:
        fail(typeset(f"{out} : {fault.strerror}."))
    typer.echo(held.digest)


@pack_app.command("check")
def check_command(code: Code, number: Number, as_json: Json = False) -> None:
    """Refait les fichiers d’un dossier et dit s’ils sont les mêmes, octet pour octet."""
    pack = _held(code, number)
    from ancrage.committees.pack.queries import remade

    if not pack.is_made:
        fail("Ce dossier n’est pas encore fait.")
    found = remade(pack)
    words = {True: "le même octet pour octet", False: "différent : un outil a changé depuis"}
    tell(found, [typeset(f"{k} : {words[same]}") for k, same in found.items()], as_json=as_json)
    if not all(found.values()):
        raise typer.Exit(1)


def _held(code: str, number: int) -> "Pack":
    held_meeting(code)
    from ancrage.committees.pack.queries import find_pack

    found = find_pack(acted()["by"], code, number)
    if found is None:
        fail(f"Le dossier n° {number} de « {code} » n’existe pas.")
    return found
