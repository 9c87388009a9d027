"""Command line: who answers for which measure where."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.matching.commands import Day, Json, day_of
from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.people.models import Person

coverage_app = typer.Typer(
    help="Couverture : qui répond pour chaque mesure, sur chaque territoire.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Operator = Annotated[str, typer.Argument(help="Code de l’opérateur.")]
Reference = Annotated[str, typer.Argument(help="Référence, donnée par la liste.")]
DAY = ["%Y-%m-%d"]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(coverage_app, name="coverage")


@coverage_app.command("list")
def list_command(
    operator: Annotated[str, typer.Option(help="Code de l’opérateur.")] = "",
    state: Annotated[str, typer.Option(help="hole, double ou one.")] = "",
    day: Day = None,
    as_json: Json = False,
) -> None:
    """Liste qui répond : les trous et les doublons."""
    start_django()
    from ancrage.matching.access import reads_referents
    from ancrage.matching.documents import coverage_document
    from ancrage.matching.queries.coverage import coverage_rows

    rows = coverage_rows(day_of(day), operators=[operator] if operator else None)
    named = reads_referents(acted()["by"])
    held = [coverage_document(r, named=named) for r in rows if state in ("", r.state.value)]
    lines = [
        "\t".join(
            (h["territory"], h["measure"], h["state"], ", ".join(r["name"] for r in h["referents"]))
        )
        for h in held
    ]
    tell(held, lines or ["Rien à montrer."], as_json=as_json)


@coverage_app.command("designations")
def designations_command(
    operator: Annotated[str, typer.Option(help="Code de l’opérateur.")] = "",
    as_json: Json = False,
) -> None:
    """Liste les désignations de référents."""
    start_django()
    from ancrage.matching.documents import designation_document
    from ancrage.matching.models import Designation

    rows = Designation.objects.filter(operator=operator) if operator else Designation.objects.all()
    held = [designation_document(row) for row in rows]
    lines = [
        "\t".join(
            (d["reference"], d["operator"], d["level"], str(d["since"]), str(d["until"] or ""))
        )
        for d in held
    ]
    tell(held, lines or ["Aucune désignation."], as_json=as_json)


@coverage_app.command("designate")
def designate_command(
    operator: Operator,
    email: Annotated[str, typer.Argument(help="Adresse du référent.")],
    since: Annotated[dt.datetime, typer.Option(formats=DAY, help="Premier jour.")],
    until: Annotated[dt.datetime | None, typer.Option(formats=DAY, help="Dernier jour.")] = None,
    measure: Annotated[
        list[str] | None, typer.Option(help="Mesure ; répétable ; aucune : toutes.")
    ] = None,
    territory: Annotated[
        list[str] | None, typer.Option(help="« programme:code » ; répétable.")
    ] = None,
    region: Annotated[list[str] | None, typer.Option(help="Code de région ; répétable.")] = None,
) -> None:
    """Désigne un référent ; sans territoire ni région, pour toute la France."""
    start_django()
    from ancrage.matching.actions.coverage import Area, designate
    from ancrage.matching.rules.coverage import Level
    from ancrage.people.actions.roles import Term

    if territory and region:
        fail("Des territoires, ou des régions : pas les deux dans une même désignation.")
    level = Level.TERRITORY if territory else Level.REGION if region else Level.NATION
    with refusals():
        made = designate(
            **acted(),
            operator=operator,
            person=_person(email),
            measures=tuple(measure or ()),
            area=Area(level, tuple(territory or region or ())),
            term=Term(since.date(), until.date() if until else None),
        )
    typer.echo(made.reference)


@coverage_app.command("end")
def end_command(
    reference: Reference,
    last_day: Annotated[dt.datetime, typer.Option(formats=DAY, help="Dernier jour.")],
    reason: Annotated[str, typer.Option(help="Motif.")],
) -> None:
    """Met fin à une désignation."""
    start_django()
    from ancrage.matching.actions.coverage import end_designation
    from ancrage.matching.queries.designations import find_designation

    held = find_designation(reference)
    if held is None:
        fail("Aucune désignation ne porte cette référence.")
    with refusals():
        end_designation(**acted(), designation=held, last_day=last_day.date(), reason=reason)
    typer.echo("Fin enregistrée.")


@coverage_app.command("follow")
def follow_command(
    quiet: Annotated[bool, typer.Option("--quiet", help="N’écrit rien.")] = False,
) -> None:
    """Signale aux opérateurs les trous que la fin d’un rôle a ouverts ; à lancer chaque jour."""
    start_django()
    from ancrage.matching.actions.holes import follow_holes

    found = follow_holes(**acted(), day=day_of(None))
    if not quiet:
        typer.echo(f"{found} désignations sans effet signalées.")


@coverage_app.command("adjustments")
def adjustments_command(as_json: Json = False) -> None:
    """Liste les ajustements que des Régions demandent."""
    start_django()
    from ancrage.matching.documents import adjustment_document
    from ancrage.matching.queries.adjustments import visible_to

    held = [adjustment_document(row) for row in visible_to(acted()["by"])]
    lines = ["\t".join((a["reference"], a["region"], a["operator"], a["state"])) for a in held]
    tell(held, lines or ["Aucune demande."], as_json=as_json)


@coverage_app.command("ask")
def ask_command(
    region: Annotated[str, typer.Argument(help="Code de la région qui demande.")],
    operator: Operator,
    words: Annotated[str, typer.Argument(help="Le changement demandé.")],
    measure: Annotated[str, typer.Option(help="Mesure ; vide : toutes.")] = "",
    territory: Annotated[str, typer.Option(help="« programme:code » ; vide : la région.")] = "",
) -> None:
    """Demande à un opérateur, au nom d’une Région, un changement de ses référents."""
    start_django()
    from ancrage.matching.actions.adjustments import Wish, ask_adjustment

    with refusals():
        made = ask_adjustment(**acted(), wish=Wish(region, operator, words, measure, territory))
    typer.echo(made.reference)


@coverage_app.command("answer")
def answer_command(
    reference: Reference,
    answer: Annotated[str, typer.Argument(help="Réponse, lue de la Région.")],
    done: Annotated[bool, typer.Option("--done/--declined", help="Fait, ou écarté.")] = True,
) -> None:
    """Répond à une demande d’ajustement."""
    start_django()
    from ancrage.matching.actions.adjustments import answer_adjustment
    from ancrage.matching.queries.adjustments import find_adjustment

    held = find_adjustment(acted()["by"], reference)
    if held is None:
        fail("Aucune demande ne porte cette référence.")
    with refusals():
        answer_adjustment(**acted(), adjustment=held, is_done=done, answer=answer)
    typer.echo("Réponse enregistrée.")


def _person(email: str) -> "Person":
    from ancrage.people.models import Person

    found = Person.objects.filter(email=email.strip().lower(), erased_at=None).first()
    if found is None:
        fail(f"Aucun compte n’a l’adresse « {email} ».")
    return found
