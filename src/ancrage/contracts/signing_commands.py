"""`ancrage contract sign` and others, `verify`, `root`: acts signed, signed files checked."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ancrage.contracts.commands import contract_app
from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.contracts.models import Signature
    from ancrage.contracts.queries.verification import Recorded
    from ancrage.contracts.signing.report import Report

CHANGED, UNREADABLE = 1, 2
Key = Annotated[str, typer.Argument(help="Clé de la signature, dite par « contract signatures ».")]
Json = Annotated[bool, typer.Option("--json", help="Pour un programme.")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@contract_app.command("verify")
def verify_command(
    file: Annotated[Path, typer.Argument(help="PDF à vérifier.")],
    root: Annotated[
        Path | None,
        typer.Option(help="Racine de confiance (PEM) : vérifie sans ce site, hors ligne."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Dit qui a signé, quand, en quelle qualité, et si rien n’a changé depuis.

    Sort avec 0 si le fichier est authentique, 1 s’il a changé, n’est pas signé ou pas reconnu,
    2 s’il est illisible.
    """
    from ancrage.contracts.signing.report import UnreadableError, Verdict
    from ancrage.contracts.signing.trust import RootsUnreadableError
    from ancrage.contracts.verified import report_document, report_lines

    try:
        report, recorded = _verified(file, root)
    except OSError as fault:
        _unreadable(f"{fault.filename} : illisible.", as_json=as_json)
    except (UnreadableError, RootsUnreadableError) as fault:
        _unreadable(str(fault), as_json=as_json)
    tell(report_document(report, recorded), report_lines(report, recorded), as_json=as_json)
    if report.verdict is not Verdict.AUTHENTIC:
        raise typer.Exit(CHANGED)


def _verified(file: Path, root: Path | None) -> "tuple[Report, Recorded | None]":
    """With a root, no database is opened; without, the site's own roots and records are used."""
    from ancrage.contracts.signing.trust import read_roots
    from ancrage.contracts.signing.verifying import verify

    content = file.read_bytes()
    if root is not None:
        return verify(content, roots=read_roots(root.read_bytes())), None
    start_django()
    from ancrage.contracts.providers import trusted_roots
    from ancrage.contracts.queries.verification import recorded
    from ancrage.journal.acting import acting
    from ancrage.journal.policy import granted

    granted(acting(), "contracts.verify")
    report = verify(content, roots=trusted_roots())
    return report, recorded(report)


def _unreadable(says: str, *, as_json: bool) -> NoReturn:
    from ancrage.kernel.text import typeset

    tell({"verdict": "unreadable", "says": typeset(says)}, [typeset(says)], as_json=as_json)
    raise typer.Exit(UNREADABLE)


@contract_app.command("root")
def root_command(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Fichier .pem à écrire.")
    ] = None,
) -> None:
    """Écrit la racine de confiance de cette installation, à remettre à qui veut vérifier."""
    start_django()
    from ancrage.contracts.providers import roots_pem
    from ancrage.journal.acting import acting
    from ancrage.journal.policy import granted

    granted(acting(), "contracts.verify")
    if output is None:
        typer.echo(roots_pem().decode(), nl=False)
    else:
        output.write_bytes(roots_pem())


@contract_app.command("signatures")
def signatures_command(as_json: Json = False) -> None:
    """Liste les signatures que la personne de « --by » peut donner, celles de son tour d’abord."""
    start_django()
    from django.utils.timezone import localdate

    from ancrage.contracts.queries.signing import awaited_of
    from ancrage.contracts.signing_documents import signatures_told

    acting = acted()
    day = localdate(acting["now"])
    held = signatures_told(awaited_of(acting["by"]), day=day)
    lines = [
        "\t".join(
            (one["key"], one["contract"], one["act"], one["quality"], one["obstacle"] or "à signer")
        )
        for one in held
    ]
    tell(held, lines or ["Rien n’attend votre signature."], as_json=as_json)


@contract_app.command("sign")
def sign_command(
    key: Key,
    document: Annotated[
        Path, typer.Option(help="Le document lu, écrit par « contract document ».")
    ],
    place: Annotated[str, typer.Option(help="Fait à.")] = "",
    as_json: Json = False,
) -> None:
    """Signe un acte pour la personne de « --by », sur le document qu’elle a lu."""
    held = _held(key)
    from ancrage.contracts.queries.signing import digest
    from ancrage.contracts.signing_run import sign

    try:
        seen = digest(document.read_bytes())
    except OSError:
        fail(f"« {document} » ne se lit pas.")
    with refusals():
        attempt = sign(**acted(), signature=held, digest_seen=seen, place=place)
    told = {"key": key, "state": attempt.state, "words": attempt.words}
    tell(told, [f"{attempt.get_state_display()}. {attempt.words}".strip()], as_json=as_json)


@contract_app.command("document")
def document_command(
    key: Key, output: Annotated[Path, typer.Argument(dir_okay=False, help="Fichier à écrire.")]
) -> None:
    """Écrit le document exact qui se signe, avec les signatures déjà données."""
    held = _held(key)
    from ancrage.contracts.queries.signing import document_of

    output.write_bytes(document_of(held.act))


@contract_app.command("refuse")
def refuse_command(
    key: Key, reason: Annotated[str, typer.Option(help="Lue de toutes les parties.")]
) -> None:
    """Refuse de signer, en disant pourquoi : le circuit s’arrête."""
    held = _held(key)
    from ancrage.contracts.actions.signing import refuse_signature

    with refusals():
        refuse_signature(**acted(), signature=held, reason=reason)
    typer.echo("Refus enregistré : le circuit est arrêté.")


@contract_app.command("delegate")
def delegate_command(
    key: Key,
    to: Annotated[str, typer.Option(help="Adresse électronique ; vide pour reprendre.")] = "",
) -> None:
    """Délègue la signature de « --by » à une personne qui a un compte, ou la reprend."""
    held = _held(key)
    from ancrage.contracts.actions.signing import delegate_signature

    with refusals():
        delegate_signature(**acted(), signature=held, email=to)
    typer.echo("Signature déléguée." if to else "Signature reprise.")


@contract_app.command("remind")
def remind_command(key: Key) -> None:
    """Relance qui doit signer."""
    held = _held(key)
    from ancrage.contracts.actions.signing import remind_signature

    with refusals():
        remind_signature(**acted(), signature=held)
    typer.echo("Relance partie.")


@contract_app.command("sheet")
def sheet_command(
    key: Key, output: Annotated[Path, typer.Argument(dir_okay=False, help="Fichier à écrire.")]
) -> None:
    """Écrit la feuille à signer sur papier, avec son code."""
    held = _held(key)
    from django.utils.timezone import localdate

    from ancrage.contracts.signing_sheet import signing_sheet
    from ancrage.ui.papers import as_pdf

    if held.act.state != "sent":
        fail("Cet acte n’attend pas de signature.")
    output.write_bytes(as_pdf(signing_sheet(held, day=localdate())))


@contract_app.command("scan")
def scan_command(
    key: Key,
    file: Annotated[Path, typer.Argument(help="Le scan signé.")],
    code: Annotated[str, typer.Option(help="Code imprimé sur la feuille.")],
    name: Annotated[str, typer.Option(help="Qui a signé.")],
    signed_on: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"])],
) -> None:
    """Dépose le scan de la feuille signée ; l’autre partie le confirmera."""
    held = _held(key)
    from ancrage.contracts.actions.signing_paper import give_scan

    try:
        content = file.read_bytes()
    except OSError:
        fail(f"« {file} » ne se lit pas.")
    with refusals():
        give_scan(
            **acted(),
            signature=held,
            code=code,
            name=name,
            signed_on=signed_on.date(),
            file_name=file.name,
            content=content,
        )
    typer.echo("Scan déposé : l’autre partie doit le confirmer.")


@contract_app.command("confirm")
def confirm_command(
    key: Key,
    aside: Annotated[str, typer.Option(help="Écarte le scan, pour cette raison.")] = "",
) -> None:
    """Confirme le scan déposé par l’autre partie, ou l’écarte."""
    held = _held(key)
    from ancrage.contracts.actions.signing_paper import settle_scan

    with refusals():
        settle_scan(**acted(), signature=held, accept=not aside, reason=aside)
    typer.echo("Scan écarté." if aside else "Scan confirmé : la signature est donnée.")


Quiet = Annotated[bool, typer.Option("--quiet", help="Ne dit rien quand rien ne change.")]


@contract_app.command("follow")
def follow_command(quiet: Quiet = False) -> None:
    """Demande au service de signature ce qu’il n’a pas encore rendu.

    « ancrage serve » le fait toutes les cinq minutes. Deux fois à la fois ne signe rien deux fois.
    """
    start_django()
    from ancrage.contracts.signing_run import follow_all
    from ancrage.journal.policy import granted

    acting = acted()
    granted(acting["by"], "contracts.follow")
    done = follow_all(now=acting["now"])
    if not quiet or any(done.values()):
        typer.echo(f"Signatures reçues : {done['signed']} ; attendues : {done['waiting']}.")


@contract_app.command("expire")
def expire_command(quiet: Quiet = False) -> None:
    """Arrête les circuits dont le délai de signature est passé.

    « ancrage serve » le fait chaque heure.
    """
    start_django()
    from ancrage.contracts.signing_run import expire_all
    from ancrage.journal.policy import granted

    acting = acted()
    granted(acting["by"], "contracts.expire")
    ended = expire_all(now=acting["now"])
    if not quiet or ended:
        typer.echo(f"Circuits arrêtés : {ended}.")


def _held(key: str) -> "Signature":
    start_django()
    from ancrage.contracts.queries.signing import find_signature

    found = find_signature(acted()["by"], key)
    if found is None:
        fail(f"La signature « {key} » n’existe pas.")
    return found
