"""`ancrage contract`: contracts and their acts from the command line."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.contracts.opening import Opened

contract_app = typer.Typer(
    help="Contrats : les préparer, les signer, les vérifier.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Code = Annotated[str, typer.Argument(help="Code du contrat, comme C-2026-0012.")]
Rank = Annotated[int, typer.Argument(help="Rang de l’acte : 1 protocole, 2 contrat, 3 avenant…")]
Territory = Annotated[str, typer.Argument(help="Territoire, « programme:code ».")]
Kind = Annotated[str, typer.Argument(help="protocol, contract ou amendment.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Reason = Annotated[str, typer.Option("--reason", help="Raison, lue des personnes concernées.")]
Output = Annotated[Path, typer.Argument(dir_okay=False, help="Fichier à écrire.")]
Day = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(contract_app, name="contract")


@contract_app.command("list")
def list_command(
    territory: Annotated[str, typer.Option(help="Territoire, « programme:code ».")] = "",
    as_json: Json = False,
) -> None:
    """Liste les contrats que l’on peut lire."""
    start_django()
    from ancrage.contracts.documents import acts_of, contract_document
    from ancrage.contracts.queries.contracts import visible_to

    actor = acted()["by"]
    rows = visible_to(actor).filter(**({"scope": territory} if territory else {}))
    held = [contract_document(row, acts_of(row, actor)) for row in rows]
    lines = ["\t".join((one["code"], one["territory_name"], *_stands(one["acts"]))) for one in held]
    tell(held, lines or ["Aucun contrat."], as_json=as_json)


def _stands(acts: list[dict[str, str]]) -> list[str]:
    return [f"{act['name']} : {act['state_label']}" for act in acts]


@contract_app.command("show")
def show_command(code: Code, rank: Rank, as_json: Json = False) -> None:
    """Montre un acte : ce qu’il dit, ce qui lui manque, qui le signe."""
    held = held_act(code, rank, whole=False)
    from ancrage.contracts.documents import act_document

    told = act_document(
        held.act,
        content=held.content,
        change=held.change,
        draft=held.lacks,
        is_whole=held.is_whole,
    )
    lines = [f"{code}, {told['name']} : {told['state_label']}"]
    if told["digest"]:
        lines.append(f"Empreinte : {told['digest']}")
    lines += [f"Reste à écrire : {label}" for label in told["unwritten"] or ()]
    lines += [f"Manque : {sentence}" for sentence in told["missing"] or ()]
    changes = told["changes"] or {"obligations": (), "dates": ()}
    lines += [f"Change : {sentence}" for sentence in (*changes["obligations"], *changes["dates"])]
    lines += [f"{one['organisation']} : {one['state']}" for one in told["signatures"]]
    tell(told, lines, as_json=as_json)


@contract_app.command("draft")
def draft_command(territory: Territory, kind: Kind) -> None:
    """Commence le protocole, le contrat ou un avenant d’un territoire."""
    start_django()
    from ancrage.contracts.actions.drafting import draft_act

    with refusals():
        made = draft_act(**acted(), scope=territory, kind=kind)
    typer.echo(f"{made.contract.code} {made.rank}")


@contract_app.command("write")
def write_command(
    code: Code,
    rank: Rank,
    file: Annotated[Path, typer.Argument(help="YAML ou JSON : « champ : valeur ».")],
) -> None:
    """Écrit des champs d’un acte en préparation."""
    held = held_act(code, rank)
    from ancrage.contracts.actions.drafting import write_act
    from ancrage.roadmaps.commands import read_body

    told = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in read_body(file).items()
    }
    with refusals():
        made = write_act(**acted(), act=held.act, revision=held.act.revision, choices=told)
    typer.echo(f"Révision {made.revision}.")


@contract_app.command("prepare")
def prepare_command(
    code: Code,
    rank: Rank,
    verb: Annotated[str, typer.Argument(help="check, rework, drop ou resume.")],
    reason: Reason = "",
) -> None:
    """Vérifie un acte, en reprend l’écriture, l’abandonne, le reprend."""
    held = held_act(code, rank)
    from ancrage.contracts.actions.drafting import PREPARED, prepare_act

    if verb not in PREPARED:
        fail(f"« {verb} » n’est pas une de ces étapes : {', '.join(sorted(PREPARED))}.")
    with refusals():
        made = prepare_act(**acted(), act=held.act, verb=verb, reason=reason)
    typer.echo(made.digest or "Fait.")


@contract_app.command("decide")
def decide_command(
    code: Code,
    rank: Rank,
    verb: Annotated[str, typer.Argument(help="approve ou decline.")],
    reason: Reason = "",
    decision: Annotated[str, typer.Option(help="Où la décision est consignée.")] = "",
) -> None:
    """Consigne la décision du comité régional sur un acte."""
    held = held_act(code, rank)
    from ancrage.contracts.actions.sending import DECIDED, decide_act

    if verb not in DECIDED:
        fail(f"« {verb} » n’est pas une de ces étapes : {', '.join(sorted(DECIDED))}.")
    with refusals():
        decide_act(**acted(), act=held.act, verb=verb, reason=reason, decision=decision)
    typer.echo("Consignée.")


@contract_app.command("send")
def send_command(
    code: Code,
    rank: Rank,
    digest: Annotated[str, typer.Argument(help="Empreinte (SHA-256) du PDF qui a été relu.")],
    due: Day = None,
) -> None:
    """Envoie à la signature le document qui a été relu."""
    held = held_act(code, rank)
    from ancrage.contracts.actions.sending import send_act

    with refusals():
        made = send_act(
            **acted(), act=held.act, digest_seen=digest, due=due.date() if due else None
        )
    typer.echo(f"Envoyé, à signer avant le {made.due}.")


@contract_app.command("withdraw")
def withdraw_command(code: Code, rank: Rank, reason: Reason = "") -> None:
    """Retire un acte de la signature, avant la dernière."""
    held = held_act(code, rank)
    from ancrage.contracts.actions.sending import withdraw_act

    with refusals():
        withdraw_act(**acted(), act=held.act, reason=reason)
    typer.echo("Retiré.")


@contract_app.command("enter")
def enter_command(
    territory: Territory,
    kind: Kind,
    signed_on: Annotated[dt.datetime, typer.Argument(formats=["%Y-%m-%d"], help="Signé le.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Scan.")],
    starts_on: Day = None,
    ends_on: Day = None,
    sheet: Annotated[list[str] | None, typer.Option(help="Code d’une fiche du contrat.")] = None,
) -> None:
    """Verse un acte signé hors de l’outil, avec son scan."""
    start_django()
    from ancrage.contracts.actions.outside import Outside, enter_outside

    told = Outside(
        kind,
        signed_on.date(),
        starts_on.date() if starts_on else None,
        ends_on.date() if ends_on else None,
        tuple(sheet or ()),
    )
    with refusals():
        made = enter_outside(
            **acted(), scope=territory, told=told, name=file.name, content=file.read_bytes()
        )
    typer.echo(f"{made.contract.code} {made.rank}")


@contract_app.command("paper")
def paper_command(code: Code, rank: Rank, output: Output) -> None:
    """Écrit le document d’un acte en PDF, sans signature."""
    held = held_act(code, rank, whole=False)
    from ancrage.contracts.opening import paper_of
    from ancrage.contracts.papers import digest

    made = paper_of(held)
    if made is None:
        fail("Cet acte n’a pas de document.")
    output.write_bytes(made)
    typer.echo(digest(made))


@contract_app.command("file")
def file_command(code: Code, rank: Rank, output: Output) -> None:
    """Écrit le fichier signé, ou le scan d’un acte né hors de l’outil."""
    held = held_act(code, rank)
    from ancrage.contracts.opening import file_of

    found = file_of(held)
    if found is None:
        fail("Cet acte n’a pas encore de fichier signé.")
    output.write_bytes(bytes(found.content.data))
    typer.echo(found.sha256)


def held_act(code: str, rank: int, *, whole: bool = True) -> "Opened":
    """The act of that code and rank, if who acts may know of it, or a refusal."""
    start_django()
    from django.utils.timezone import localdate

    from ancrage.contracts.opening import Opened
    from ancrage.contracts.queries.contracts import find_act

    actor = acted()["by"]
    found = find_act(actor, code, rank)
    held = Opened(actor, found, localdate()) if found else None
    if held is None or (whole and not held.is_whole):
        fail(f"L’acte {rank} du contrat « {code} » n’existe pas.")
    return held
