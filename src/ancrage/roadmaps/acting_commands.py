"""`ancrage sheet`: writing a sheet, its steps, what surrounds it."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django
from ancrage.roadmaps.commands import Body, Code, Territory, held_sheet, read_body, sheet_app

Reason = Annotated[str, typer.Option("--reason", help="Raison, lue des personnes concernées.")]
Words = Annotated[str, typer.Argument(help="Texte.")]
Verb = Annotated[str, typer.Argument(help="Étape, par son verbe.")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@sheet_app.command("start")
def start_command(
    territory: Territory,
    file: Body,
    private: Annotated[bool, typer.Option("--private", help="Réservée au binôme.")] = False,
) -> None:
    """Commence une fiche action ; un intitulé (title) suffit."""
    start_django()
    from ancrage.roadmaps.actions.writing import start_sheet
    from ancrage.roadmaps.models import COMMAND

    with refusals():
        made = start_sheet(
            **acted(), scope=territory, values=read_body(file), is_private=private, origin=COMMAND
        )
    typer.echo(made.code)


@sheet_app.command("copy")
def copy_command(code: Code, territory: Territory) -> None:
    """Commence une fiche à partir d’une autre."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.writing import copy_sheet

    with refusals():
        made = copy_sheet(**acted(), sheet=held, scope=territory)
    typer.echo(made.code)


@sheet_app.command("write")
def write_command(code: Code, file: Body) -> None:
    """Écrit des champs d’une fiche ; un champ nul est vidé."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.writing import write_sheet
    from ancrage.roadmaps.models import COMMAND

    with refusals():
        done = write_sheet(
            **acted(),
            sheet=held,
            revision=held.revision,
            values=read_body(file),
            origin=COMMAND,
        )
    typer.echo(f"Révision {done.sheet.revision}.")


@sheet_app.command("undo")
def undo_command(
    code: Code, number: Annotated[int, typer.Argument(help="Numéro de la révision.")]
) -> None:
    """Revient sur ce qu’une révision a changé."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.writing import undo_revision

    with refusals():
        undo_revision(**acted(), sheet=held, number=number)
    typer.echo("Fait.")


@sheet_app.command("reserve")
def reserve_command(
    code: Code,
    lift: Annotated[bool, typer.Option("--lift", help="Lève la réserve.")] = False,
) -> None:
    """Réserve une fiche, ou lève la réserve."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.writing import reserve_sheet

    with refusals():
        reserve_sheet(**acted(), sheet=held, is_private=not lift)
    typer.echo("Fait.")


@sheet_app.command("delete")
def delete_command(code: Code) -> None:
    """Met une fiche à la corbeille."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.writing import delete_sheet

    with refusals():
        delete_sheet(**acted(), sheet=held)
    typer.echo("À la corbeille.")


@sheet_app.command("restore")
def restore_command(code: Code) -> None:
    """Sort une fiche de la corbeille."""
    start_django()
    from ancrage.roadmaps.actions.writing import restore_sheet
    from ancrage.roadmaps.queries.sheets import everything

    held = everything().filter(code=code).first()
    if held is None:
        fail(f"La fiche « {code} » n’existe pas.")
    with refusals():
        restore_sheet(**acted(), sheet=held)
    typer.echo("Rétablie.")


@sheet_app.command("submit")
def submit_command(code: Code, verb: Verb = "submit") -> None:
    """Soumet une fiche (submit), sa nouvelle version (revise), ou la reprend (take_back)."""
    _step(code, verb, "submit")


@sheet_app.command("decide")
def decide_command(
    code: Code,
    verb: Verb,
    reason: Reason = "",
    decision: Annotated[str, typer.Option(help="Où la décision est consignée.")] = "",
) -> None:
    """Consigne la décision du comité : validate, postpone, refuse, accept, decline."""
    _step(code, verb, "decide", reason=reason, decision=decision)


@sheet_app.command("lead")
def lead_command(code: Code, verb: Verb, reason: Reason = "") -> None:
    """Dit où en est l’action : start, suspend, finish, close, abandon, reopen."""
    _step(code, verb, "lead", reason=reason)


def _step(code: str, verb: str, group: str, **more: Any) -> None:  # noqa: ANN401
    held = held_sheet(code)
    from ancrage.roadmaps.actions.steps import GROUPS
    from ancrage.roadmaps.definitions import state_of

    act, verbs = GROUPS[group]
    if verb not in verbs:
        fail(f"« {verb} » n’est pas une de ces étapes : {', '.join(sorted(verbs))}.")
    with refusals():
        made = act(**acted(), sheet=held, verb=verb, **more)
    typer.echo(state_of(made.state).label)


@sheet_app.command("declare")
def declare_command(code: Code, file: Body) -> None:
    """Déclare un montant : financer, kind, year, stage, cents, told_on, source."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.money import Declared, declare_funding

    told = read_body(file)
    if told.keys() != set(Declared.__slots__):
        fail(f"{file} : donnez {', '.join(Declared.__slots__)}, et rien d’autre.")
    if not isinstance(told["told_on"], dt.date) or not isinstance(told["cents"], int):
        fail(f"{file} : « told_on » est une date AAAA-MM-JJ, « cents » un nombre entier.")
    with refusals():
        made = declare_funding(**acted(), sheet=held, declared=Declared(**told))
    typer.echo(f"Écriture {made.pk}.")


@sheet_app.command("reverse")
def reverse_command(
    code: Code,
    entry: Annotated[int, typer.Argument(help="Numéro de l’écriture.")],
    reason: Reason,
) -> None:
    """Annule une écriture par son opposée."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.money import reverse_funding

    found = held.funding.filter(pk=entry).first()
    if found is None:
        fail(f"{code} n’a pas d’écriture {entry}.")
    with refusals():
        reverse_funding(**acted(), entry=found, reason=reason)
    typer.echo("Annulée.")


@sheet_app.command("comment")
def comment_command(
    code: Code, text: Words, field: Annotated[str, typer.Option(help="Code du champ.")] = ""
) -> None:
    """Fait une remarque sur un champ, ou sur toute la fiche."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.following import comment_sheet

    with refusals():
        made = comment_sheet(**acted(), sheet=held, text=text, field=field)
    typer.echo(made.reference)


@sheet_app.command("resolve")
def resolve_command(
    code: Code,
    reference: Annotated[str, typer.Argument(help="Référence de la remarque.")],
    answer: Annotated[str, typer.Option(help="Réponse.")] = "",
) -> None:
    """Dit qu’une remarque est résolue."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.following import resolve_comment

    found = held.comments.filter(reference=reference).first()
    if found is None:
        fail(f"{code} n’a pas cette remarque.")
    with refusals():
        resolve_comment(**acted(), comment=found, answer=answer)
    typer.echo("Résolue.")


@sheet_app.command("report")
def report_command(
    code: Code,
    light: Annotated[str, typer.Argument(help="Feu : green, amber ou red.")],
    reason: Reason = "",
    sentence: Annotated[str, typer.Option(help="Ce qui s’est passé, en une phrase.")] = "",
    milestone: Annotated[list[str] | None, typer.Option(help="Clé d’un jalon fait.")] = None,
) -> None:
    """Fait le point sur une action."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.following import Progress, report_progress

    progress = Progress(light, reason, sentence, tuple(milestone or ()))
    with refusals():
        report_progress(**acted(), sheet=held, progress=progress)
    typer.echo("Enregistré.")


@sheet_app.command("share")
def share_command(
    code: Code, email: Annotated[str, typer.Argument(help="Adresse de la personne.")]
) -> None:
    """Confie une fiche à qui a un compte à cette adresse."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.following import share_sheet

    with refusals():
        share_sheet(**acted(), sheet=held, email=email)
    typer.echo("Confiée à la personne de cette adresse, si elle a un compte.")


@sheet_app.command("unshare")
def unshare_command(
    code: Code, email: Annotated[str, typer.Argument(help="Adresse de la personne.")]
) -> None:
    """Reprend une fiche à une personne."""
    held = held_sheet(code)
    from ancrage.people.actions.accounts import read_address
    from ancrage.roadmaps.actions.following import unshare_sheet
    from ancrage.roadmaps.queries.sheets import reference_at

    with refusals():
        unshare_sheet(**acted(), sheet=held, person=reference_at(held, read_address(email)))
    typer.echo("Reprise.")


@sheet_app.command("attach")
def attach_command(
    code: Code, file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Fichier.")]
) -> None:
    """Joint une pièce à une fiche."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.following import attach_file

    with refusals():
        made = attach_file(**acted(), sheet=held, name=file.name, content=file.read_bytes())
    typer.echo(f"Pièce {made.pk}.")


@sheet_app.command("detach")
def detach_command(
    code: Code, piece: Annotated[int, typer.Argument(help="Numéro de la pièce.")]
) -> None:
    """Retire une pièce d’une fiche."""
    held = held_sheet(code)
    from ancrage.roadmaps.actions.following import detach_file

    found = held.attachments.filter(pk=piece).first()
    if found is None:
        fail(f"{code} n’a pas de pièce {piece}.")
    with refusals():
        detach_file(**acted(), attachment=found)
    typer.echo("Retirée.")
