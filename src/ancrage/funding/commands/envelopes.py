"""`ancrage money`: envelopes from the command line."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.funding.commands.group import money_app
from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.funding.models import Envelope

Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Code = Annotated[str, typer.Argument(help="Code de l’enveloppe.")]
Reason = Annotated[str, typer.Option("--reason", help="Raison, gardée pour toujours.")]
Body = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="YAML ou JSON.")]
End = Annotated[str, typer.Option(help="Code d’une enveloppe ; rien pour l’extérieur.")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@money_app.command("envelopes")
def envelopes_command(
    on: Annotated[
        dt.datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Situation au.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Liste les enveloppes, chacune sous celle dont elle est une part."""
    start_django()
    from ancrage.funding.documents.ledger import envelope_document
    from ancrage.funding.queries.envelopes import nodes
    from ancrage.funding.words.money import signed

    found = nodes(until=on.date() if on else None)
    lines = [
        "\t".join(
            (
                f"{'  ' * node.depth}{node.envelope.code}",
                node.envelope.get_nature_display(),
                signed(node.held),
                signed(node.available),
                node.envelope.name,
            )
        )
        for node in found
    ]
    tell([envelope_document(node) for node in found], lines, as_json=as_json)


@money_app.command("load-envelopes")
def load_command() -> None:
    """Charge les enveloppes des sources publiques ; ce qui a changé fait une version."""
    start_django()
    from ancrage.funding.actions.official import load_envelopes
    from ancrage.funding.definitions import official_envelopes

    rows, reason = official_envelopes()
    with refusals():
        counts = load_envelopes(**acted(), envelopes=rows, reason=reason)
    typer.echo(
        f"{counts['opened']} ouvertes, {counts['changed']} changées, {counts['same']} inchangées."
    )


@money_app.command("open-envelope")
def open_command(file: Body) -> None:
    """Ouvre l’enveloppe qu’un fichier dit, comme dans l’API."""
    start_django()
    from ancrage.funding.actions.envelopes import SETTABLE, Told, open_envelope
    from ancrage.funding.models import Envelope
    from ancrage.funding.schemas.ledger import EnvelopeIn
    from ancrage.roadmaps.commands import read_body

    with refusals():
        wanted = EnvelopeIn(**read_body(file))
        parent = _envelope(wanted.parent) if wanted.parent else None
        made = Envelope(
            code=wanted.code,
            nature=parent.nature if parent else wanted.nature,
            parent=parent,
            **{name: getattr(wanted, name) for name in SETTABLE},
        )
        told = Told(wanted.event_on, wanted.reason, wanted.source)
        open_envelope(**acted(), envelope=made, cents=wanted.cents, told=told)
    typer.echo(made.code)


@money_app.command("move")
def move_command(
    cents: Annotated[int, typer.Argument(min=1, help="Montant, en centimes.")],
    reason: Reason,
    origin: End = "",
    target: End = "",
    on: Annotated[
        dt.datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Décidé le.")
    ] = None,
    key: Annotated[str, typer.Option(help="Clé : la même ne déplace qu’une fois.")] = "",
) -> None:
    """Délègue, transfère, reprend, reçoit ou rend des crédits."""
    start_django()
    from django.utils.timezone import localdate

    from ancrage.funding.actions.envelopes import Told, move_envelope

    ends = [_envelope(code) if code else None for code in (origin, target)]
    told = Told(on.date() if on else localdate(), reason, key=key)
    with refusals():
        made = move_envelope(**acted(), origin=ends[0], target=ends[1], cents=cents, told=told)
    typer.echo(made.pk)


@money_app.command("undo-move")
def undo_command(
    move: Annotated[int, typer.Argument(min=1, help="Numéro du mouvement.")], reason: Reason
) -> None:
    """Annule un mouvement d’enveloppe par son opposé."""
    start_django()
    from ancrage.funding.actions.envelopes import reverse_move
    from ancrage.funding.models import EnvelopeMove

    found = EnvelopeMove.objects.select_related("origin", "target").filter(pk=move).first()
    if found is None:
        fail(f"Le mouvement {move} n’existe pas.")
    with refusals():
        made = reverse_move(**acted(), move=found, reason=reason)
    typer.echo(made.pk)


@money_app.command("revise-envelope")
def revise_command(code: Code, file: Body, reason: Reason) -> None:
    """Décrit autrement une enveloppe : « champ : valeur »."""
    start_django()
    from ancrage.funding.actions.envelopes import revise_envelope
    from ancrage.funding.schemas.ledger import EnvelopeEdit
    from ancrage.roadmaps.commands import read_body

    held = _envelope(code)
    with refusals():
        wanted = EnvelopeEdit(**{**read_body(file), "revision": held.revision, "reason": reason})
        changes = {name: value for name, value in wanted.dict().items() if value is not None}
        made = revise_envelope(
            **acted(), envelope=held, revision=held.revision, changes=changes, reason=reason
        )
    typer.echo(f"Version {made.revision}.")


def _envelope(code: str) -> "Envelope":
    from ancrage.funding.queries.envelopes import find_envelope

    found = find_envelope(code)
    if found is None:
        fail(f"L’enveloppe « {code} » n’existe pas.")
    return found
