"""`ancrage money returns`: the half-yearly returns, asked for, commented, certified, reopened."""

from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.funding.commands.group import money_app
from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.funding.models import Return

returns_app = typer.Typer(
    help="Déclarations semestrielles des financeurs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
money_app.add_typer(returns_app, name="returns")
Financer = Annotated[str, typer.Argument(help="Code du financeur.")]
Half = Annotated[str, typer.Argument(help="Semestre, comme 2026-S1.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@returns_app.command("list")
def list_command(
    half: Annotated[str, typer.Option(help="Semestre, comme 2026-S1.")] = "",
    financer: Annotated[str, typer.Option(help="Code du financeur.")] = "",
    late: Annotated[bool, typer.Option("--late", help="Seulement celles en retard.")] = False,
    as_json: Json = False,
) -> None:
    """Liste les déclarations : où en est chacune, qui l’a certifiée."""
    start_django()
    from django.utils import timezone

    from ancrage.funding.documents.matching import return_document
    from ancrage.funding.matching_definitions import return_workflow
    from ancrage.funding.models import Return
    from ancrage.funding.queries.returns import return_rows

    asked = {"half": half, "financer": financer}
    held = Return.objects.filter(**{name: value for name, value in asked.items() if value})
    rows = [row for row in return_rows(held, on=timezone.localdate()) if row.is_late or not late]
    states = return_workflow().states
    lines = [
        f"{row.held.half}\t{row.held.financer_name}\t{states[row.held.state].label}"
        + ("\ten retard" if row.is_late else "")
        for row in rows
    ]
    told = [return_document(row) for row in rows]
    tell(told, lines or ["Aucune déclaration."], as_json=as_json)


@returns_app.command("show")
def show_command(financer: Financer, half: Half, as_json: Json = False) -> None:
    """Montre une déclaration : ses chiffres, ses contrôles, qui l’a certifiée."""
    held = _return(financer, half)
    from django.utils import timezone

    from ancrage.funding.actions.returns import figures_mark
    from ancrage.funding.documents.matching import whole_return
    from ancrage.funding.models.returns import CERTIFIED
    from ancrage.funding.queries.returns import (
        figures_of,
        findings_of,
        half_of_return,
        reads_draft,
        return_rows,
    )
    from ancrage.funding.rules.returns import LABELS, document
    from ancrage.funding.tables.returns import cell

    today = timezone.localdate()
    row = return_rows([held], on=today)[0]
    if held.state == CERTIFIED or not reads_draft(acted()["by"], held.financer):
        told = whole_return(row, None)
    else:
        figures = figures_of(held.financer, half_of_return(held), on=today)
        mark = figures_mark(document(figures))
        told = whole_return(row, figures, findings_of(held, figures), mark)
    lines = [f"{held.financer_name}, {held.half} : {told['state']}"]
    if told["figures"]:
        whole = told["figures"]["whole"]
        lines += [f"{label} : {cell(field, whole[field])}" for field, label in LABELS.items()]
    lines += [f"{c['code']} : {c['count']}" for c in told["checks"] if not c["holds"]]
    lines += [f"Marque : {told['mark']}"] if told["mark"] else []
    tell(told, lines, as_json=as_json)


@returns_app.command("open")
def open_command(half: Half) -> None:
    """Demande à chaque financeur sa déclaration d’un semestre."""
    start_django()
    from ancrage.funding.actions.returns import open_returns
    from ancrage.funding.rules.halves import read_half

    found = read_half(half)
    if found is None:
        fail("Écrivez un semestre, comme 2026-S1.")
    with refusals():
        made = open_returns(**acted(), half=found)
    typer.echo(f"{len(made)} déclarations demandées.")


@returns_app.command("comment")
def comment_command(
    financer: Financer,
    half: Half,
    text: Annotated[str, typer.Argument(help="Commentaire ; vide, il est ôté.")] = "",
    line: Annotated[str, typer.Option(help="Mesure, ou « check:code » ; sinon l’ensemble.")] = "",
    nil: Annotated[bool | None, typer.Option("--nil/--not-nil", help="Néant.")] = None,
) -> None:
    """Commente une déclaration, ou dit « néant »."""
    held = _return(financer, half)
    from ancrage.funding.actions.returns import write_return

    comments = {line: text} if text or nil is None else {}
    with refusals():
        write_return(**acted(), held=held, comments=comments, is_nil=nil)
    typer.echo("Enregistré.")


@returns_app.command("certify")
def certify_command(
    financer: Financer,
    half: Half,
    certified_as: Annotated[str, typer.Option("--as", help="En qualité de.")],
    mark: Annotated[str, typer.Option(help="Marque des chiffres lus (show).")],
) -> None:
    """Certifie les chiffres qui ont été lus, au nom de la personne de --by."""
    held = _return(financer, half)
    from ancrage.funding.actions.returns import certify_return

    with refusals():
        made = certify_return(**acted(), held=held, certified_as=certified_as, mark=mark)
    typer.echo(f"Certifiée, version {made.rank}, empreinte {made.digest}.")


@returns_app.command("reopen")
def reopen_command(
    financer: Financer, half: Half, reason: Annotated[str, typer.Option(help="Raison, publiée.")]
) -> None:
    """Rouvre une déclaration certifiée."""
    held = _return(financer, half)
    from ancrage.funding.actions.returns import reopen_return

    with refusals():
        reopen_return(**acted(), held=held, reason=reason)
    typer.echo("Rouverte.")


def _return(financer: str, half: str) -> "Return":
    start_django()
    from ancrage.funding.queries.returns import find_return

    found = find_return(financer, half)
    if found is None:
        fail("Cette déclaration n’a pas été demandée.")
    return found
