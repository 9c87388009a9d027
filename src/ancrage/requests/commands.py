"""`ancrage request`: what may be read of the requests, and what their other commands share."""

from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.people.acting_commands import acted, fail, start_django, tell

if TYPE_CHECKING:
    from ancrage.requests.models import ServiceRequest

SHOWN = 50
request_app = typer.Typer(
    help="Sollicitations : demander une mesure, y répondre, reprendre les fichiers des opérateurs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Code = Annotated[str, typer.Argument(help="Code de la sollicitation, comme S-2026-000123.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(request_app, name="request")


@request_app.command("list")
def list_command(
    state: Annotated[str, typer.Option(help="État, comme sent ou granted.")] = "",
    operator: Annotated[str, typer.Option(help="Code de l’opérateur.")] = "",
    measure: Annotated[str, typer.Option(help="Code de la mesure.")] = "",
    territory: Annotated[str, typer.Option(help="Territoire, « programme:code ».")] = "",
    limit: Annotated[int, typer.Option(help="Nombre de lignes.")] = SHOWN,
    as_json: Json = False,
) -> None:
    """Liste les sollicitations que l’on peut voir, la dernière envoyée d’abord."""
    start_django()
    from ancrage.requests.documents import request_document
    from ancrage.requests.queries.requests import visible_to

    actor = acted()["by"]
    asked = {"state": state, "operator": operator, "measure": measure, "territory": territory}
    rows = visible_to(actor).filter(**{name: value for name, value in asked.items() if value})
    held = [request_document(row, actor) for row in rows.order_by("-sent_on", "-code")[:limit]]
    lines = [
        "\t".join((r["code"], r["state_label"], r["measure_name"], r["territory_name"]))
        for r in held
    ]
    tell(held, lines or ["Aucune sollicitation."], as_json=as_json)


@request_app.command("show")
def show_command(code: Code, as_json: Json = False) -> None:
    """Montre une sollicitation, ses échanges et ses pièces."""
    held = held_request(code)
    from ancrage.requests.documents import detail_document
    from ancrage.requests.words import amount, where_words

    told = detail_document(held, acted()["by"])
    lines = [
        f"{held.code} : {told['state_label']}",
        f"{held.measure_name}, {held.operator_name}",
        where_words(held),
        f"Demandé : {amount(held.asked_amount)} ; accordé : {amount(held.granted_amount)}",
    ]
    lines += [told["purpose"]] if told["purpose"] else []
    lines += [f"{m['side']} : {m['text']}" for m in told["messages"] or ()]
    lines += [f"Pièce {d['id']} : {d['name']}" for d in told["documents"] or ()]
    tell(told, lines, as_json=as_json)


@request_app.command("outcomes")
def outcomes_command(
    operator: Annotated[str, typer.Option(help="Code de l’opérateur.")] = "",
    measure: Annotated[str, typer.Option(help="Code de la mesure.")] = "",
    year: Annotated[int | None, typer.Option(help="Année d’envoi.")] = None,
    as_json: Json = False,
) -> None:
    """Compte les demandes, les accords et les délais, par opérateur et par mesure."""
    start_django()
    from django.utils import timezone

    from ancrage.requests.documents import outcome_document
    from ancrage.requests.queries.outcomes import counted, outcomes
    from ancrage.requests.words import INVENTED
    from ancrage.ui.formats import number

    rows = counted(operator=operator, measure=measure, year=year)
    found = outcomes(rows, on=timezone.localdate())
    lines = [INVENTED] if found.invented else []
    lines += [
        f"{row.operator_name}, {row.measure_name} : {row.whole.asked} demandées, "
        f"{row.whole.granted} accordées, {row.whole.pending} en cours, "
        f"médiane {number(row.whole.median, 1)} jours (n = {row.whole.timed})"
        for row in found.rows
    ]
    tell([outcome_document(row) for row in found.rows], lines or ["Aucune."], as_json=as_json)


def held_request(code: str) -> "ServiceRequest":
    """The request of that code, if who acts may know of it, or a refusal."""
    start_django()
    from ancrage.requests.models import ServiceRequest
    from ancrage.requests.queries.requests import find_request

    found: ServiceRequest | None = find_request(acted()["by"], code)
    if found is None:
        fail(f"La sollicitation « {code} » n’existe pas.")
    return found
