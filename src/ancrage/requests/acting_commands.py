"""`ancrage request`: asking, answering, writing, taking an operator's file in."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django
from ancrage.requests.commands import Code, held_request, request_app

if TYPE_CHECKING:
    from ancrage.requests.actions.asking import Wanted

Reason = Annotated[str, typer.Option("--reason", help="Raison, lue de l’autre partie.")]
Number = Annotated[str, typer.Option("--number", help="Numéro de dossier de l’opérateur.")]
Words = Annotated[str, typer.Argument(help="Texte.")]
Body = Annotated[Path, typer.Argument(help="YAML ou JSON : measure, territory, purpose…")]
FIELDS = (
    *("measure", "asked_by", "territory", "commune", "company_name", "siret", "purpose"),
    *("cost", "asked_amount", "wanted_on", "facts"),
)


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@request_app.command("ask")
def ask_command(file: Body) -> None:
    """Commence une sollicitation, en brouillon ; les montants sont en centimes."""
    start_django()
    from ancrage.requests.actions.asking import ask_request

    with refusals():
        made = ask_request(**acted(), wanted=_wanted(file))
    typer.echo(made.code)


@request_app.command("edit")
def edit_command(code: Code, file: Body) -> None:
    """Change un brouillon."""
    held = held_request(code)
    from ancrage.requests.actions.asking import edit_request

    with refusals():
        edit_request(**acted(), request=held, wanted=_wanted(file), revision=held.revision)
    typer.echo("Enregistré.")


def _wanted(path: Path) -> "Wanted":
    import yaml

    from ancrage.catalogue.queries import vocabulary
    from ancrage.requests.actions.asking import Wanted
    from ancrage.requests.queries.judging import as_value

    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        fail(f"{path} : illisible ({fault}).")
    if not isinstance(told, dict) or "measure" not in told or not told.keys() <= set(FIELDS):
        fail(f"{path} : donnez au moins « measure », et rien d’autre que {', '.join(FIELDS)}.")
    held, facts = vocabulary(), dict(told.pop("facts", None) or {})
    day = told.get("wanted_on")
    if day is not None and not isinstance(day, dt.date):
        fail(f"{path} : écrivez wanted_on AAAA-MM-JJ.")
    read = {code: as_value(held[code], v) if code in held else v for code, v in facts.items()}
    return Wanted(**told, facts={c: facts[c] if v is None else v for c, v in read.items()})


@request_app.command("send")
def send_command(code: Code) -> None:
    """Envoie une sollicitation à l’opérateur."""
    _step(code, "send")


@request_app.command("acknowledge")
def acknowledge_command(code: Code, number: Number = "") -> None:
    """Accuse réception d’une sollicitation."""
    _step(code, "acknowledge", number=number)


@request_app.command("ask-more")
def ask_more_command(code: Code, reason: Reason) -> None:
    """Demande un complément."""
    _step(code, "ask_more", reason=reason)


@request_app.command("reply")
def reply_command(code: Code, reason: Reason) -> None:
    """Répond à une demande de complément."""
    _step(code, "reply", reason=reason)


@request_app.command("instruct")
def instruct_command(code: Code, number: Number = "") -> None:
    """Commence l’instruction d’une sollicitation."""
    _step(code, "instruct", number=number)


@request_app.command("grant")
def grant_command(
    code: Code,
    amount: Annotated[str, typer.Option(help="Montant accordé, en euros : 12500,50.")] = "",
) -> None:
    """Accorde ce qui est demandé."""
    from ancrage.files.rules.cells import UnreadableError, read_amount

    try:
        cents = read_amount(amount)
    except UnreadableError as fault:
        fail(str(fault))
    _step(code, "grant", amount=cents)


@request_app.command("refuse")
def refuse_command(code: Code, reason: Reason) -> None:
    """Refuse une sollicitation."""
    _step(code, "refuse", reason=reason)


@request_app.command("withdraw")
def withdraw_command(code: Code, reason: Reason) -> None:
    """Retire une sollicitation."""
    _step(code, "withdraw", reason=reason)


@request_app.command("deliver")
def deliver_command(code: Code) -> None:
    """Dit que ce qui était accordé est réalisé."""
    _step(code, "deliver")


@request_app.command("reopen")
def reopen_command(code: Code, reason: Reason) -> None:
    """Reprend l’instruction après une décision."""
    _step(code, "reopen", reason=reason)


@request_app.command("close")
def close_command(code: Code) -> None:
    """Clôt le dossier d’une sollicitation."""
    _step(code, "close")


def _step(code: str, verb: str, **told: Any) -> None:  # noqa: ANN401 what the step takes
    held = held_request(code)
    from ancrage.requests.actions.steps import STEPS
    from ancrage.requests.definitions import state_of

    with refusals():
        made = STEPS[verb](**acted(), request=held, **told)
    typer.echo(f"{made.code} : {state_of(made.state).label}.")


@request_app.command("write")
def write_command(code: Code, text: Words) -> None:
    """Écrit un message à l’autre partie."""
    held = held_request(code)
    from ancrage.requests.actions.thread import write_message

    with refusals():
        write_message(**acted(), request=held, text=text)
    typer.echo("Envoyé.")


@request_app.command("note")
def note_command(code: Code, text: Words) -> None:
    """Note quelque chose pour son seul opérateur."""
    held = held_request(code)
    from ancrage.requests.actions.thread import write_note

    with refusals():
        write_note(**acted(), request=held, text=text)
    typer.echo("Gardé.")


@request_app.command("attach")
def attach_command(
    code: Code, file: Annotated[Path, typer.Argument(help="Fichier à joindre.")]
) -> None:
    """Joint une pièce."""
    held = held_request(code)
    from ancrage.requests.actions.thread import attach_document

    content = _read(file)
    with refusals():
        made = attach_document(**acted(), request=held, name=file.name, content=content)
    typer.echo(f"Pièce {made.pk} jointe.")


@request_app.command("detach")
def detach_command(
    code: Code, piece: Annotated[int, typer.Argument(help="Numéro de la pièce.")]
) -> None:
    """Retire une pièce que son côté a jointe."""
    held = held_request(code)
    from ancrage.requests.actions.thread import detach_document

    found = held.documents.select_related("file").filter(pk=piece).first()
    if found is None:
        fail(f"{code} n’a pas de pièce {piece}.")
    found.request = held
    with refusals():
        detach_document(**acted(), document=found)
    typer.echo("Pièce retirée.")


@request_app.command("revoke-links")
def revoke_command(code: Code) -> None:
    """Révoque les liens signés d’une sollicitation."""
    held = held_request(code)
    from ancrage.requests.actions.links import revoke_links

    with refusals():
        count = revoke_links(**acted(), request=held)
    typer.echo(f"Liens révoqués : {count}.")


@request_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="CSV ou XLSX des dossiers de l’opérateur.")],
    operator: Annotated[str, typer.Option(help="Code de l’opérateur.")],
    programme: Annotated[str, typer.Option(help="Programme des territoires.")] = "",
    measure: Annotated[str, typer.Option(help="Mesure de tout le fichier.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Dit seulement ce qui change.")
    ] = False,
) -> None:
    """Reprend le fichier des dossiers d’un opérateur : tout ou rien, sans rien doubler."""
    start_django()
    from ancrage.kernel.problems import InputRefused
    from ancrage.requests.actions.imports import take_batch
    from ancrage.requests.queries.imports import WHOLE, look, read_sheet
    from ancrage.requests.queries.places import programmes

    who = acted()
    today = who["now"].date()
    known = programme or next((code for code, _name in programmes()), "")
    sheet = read_sheet(name=file.name, content=_read(file), on=today)
    found = look(sheet, operator=operator, programme=known, chosen={WHOLE: measure}, today=today)
    if found.plan.problems:
        raise InputRefused(found.plan.problems)
    counts = found.plan.counts
    if not dry_run:
        lines = [row.filed for row in found.plan.rows]
        with refusals():
            made = take_batch(**who, filing=found.filing, lines=lines, name=file.name)
        counts = made.counts
    typer.echo(
        f"{counts['new']} nouvelles, {counts['changed']} modifiées, {counts['same']} inchangées"
        f"{' (rien n’est fait)' if dry_run else ''}."
    )


@request_app.command("file")
def file_command(
    out: Annotated[Path, typer.Argument(help="Fichier à écrire, .csv ou .xlsx.")],
    operator: Annotated[str, typer.Option(help="Code de l’opérateur.")],
) -> None:
    """Écrit le fichier des sollicitations d’un opérateur, à remplir et à renvoyer."""
    start_django()
    from ancrage.journal.policy import granted
    from ancrage.kernel.rights import Where
    from ancrage.requests.operator_file import operator_sheet
    from ancrage.requests.queries.imports import operator_requests
    from ancrage.ui.exports import csv_text, xlsx_bytes

    granted(acted()["by"], "requests.import", Where(operators=frozenset({operator})))
    sheet = operator_sheet(operator_requests(operator), operator=operator)
    if out.suffix == ".xlsx":
        out.write_bytes(xlsx_bytes(sheet))
    else:
        out.write_text(f"\ufeff{csv_text(sheet)}", encoding="utf-8", newline="")
    typer.echo(f"{out} écrit.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        fail(f"{path} : illisible ({fault.strerror}).")
