"""`ancrage money match`: payments matched to dossiers, dossiers tied to what they are of."""

from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.funding.commands.group import money_app
from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.funding.models import Dossier, WaitingPayment

SHOWN = 50
match_app = typer.Typer(
    help="Rapprochement : paiements et dossiers, sollicitations, fiches, projets.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
money_app.add_typer(match_app, name="match")
Number = Annotated[int, typer.Argument(help="Numéro du paiement.", min=1)]
Code = Annotated[str, typer.Argument(help="Code du dossier, comme D-2026-000123.")]
Kind = Annotated[str, typer.Argument(help="request, sheet ou project.")]
Financer = Annotated[str, typer.Argument(help="Code du financeur.")]
Why = Annotated[str, typer.Option("--reason", help="Raison, gardée.")]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@match_app.command("backlog")
def backlog_command(as_json: Json = False) -> None:
    """Compte ce qui attend d’être rattaché, par financeur."""
    start_django()
    from django.utils import timezone

    from ancrage.catalogue.rules.facts import euros
    from ancrage.funding.documents.matching import backlog_document
    from ancrage.funding.queries.financers import financer_names
    from ancrage.funding.queries.waiting import backlogs

    held = backlogs(on=timezone.localdate())
    names = financer_names([one.financer for one in held])
    lines = [
        f"{names[one.financer]} : {one.count} paiements, {euros(one.cents)}, {one.owner.says}"
        for one in held
    ]
    told = [backlog_document(one, names) for one in held]
    tell(told, lines or ["Aucun paiement à rattacher."], as_json=as_json)


@match_app.command("list")
def list_command(
    financer: Annotated[str, typer.Option(help="Code du financeur.")] = "",
    limit: Annotated[int, typer.Option(help="Nombre de lignes.")] = SHOWN,
    as_json: Json = False,
) -> None:
    """Liste les paiements à rattacher, les plus anciens d’abord, et le dossier suggéré."""
    start_django()
    from django.utils import timezone

    from ancrage.catalogue.rules.facts import euros
    from ancrage.funding.documents.matching import payment_document, suggestion_document
    from ancrage.funding.queries.waiting import still_waiting, suggested, visible_to

    rows = visible_to(acted()["by"]).filter(pk__in=still_waiting().values("pk"))
    rows = rows.filter(financer=financer) if financer else rows
    held = list(rows.order_by("entry__event_on", "pk")[:limit])
    found = suggested(held, on=timezone.localdate())
    told = [
        payment_document(one) | {"suggestions": [suggestion_document(s) for s in found[one.pk]]}
        for one in held
    ]
    lines = [
        f"{one.pk}\t{one.entry.event_on}\t{euros(one.entry.cents)}\t{one.beneficiary}\t"
        + (f"{found[one.pk][0].key} ({found[one.pk][0].score})" if found[one.pk] else "-")
        for one in held
    ]
    tell(told, lines or ["Aucun paiement à rattacher."], as_json=as_json)


@match_app.command("show")
def show_command(number: Number, as_json: Json = False) -> None:
    """Montre un paiement, les dossiers suggérés et leurs raisons, ce qui a été fait."""
    held = _payment(number)
    from django.utils import timezone

    from ancrage.catalogue.rules.facts import euros
    from ancrage.funding.documents.matching import whole_document
    from ancrage.funding.queries.waiting import suggested

    found = suggested([held], on=timezone.localdate())[held.pk] if held.state == "waiting" else []
    told = whole_document(held, found, list(held.matches.all()))
    lines = [f"{held.financer} : {euros(held.entry.cents)}, {held.entry.event_on}, {held.state}"]
    for one in found:
        lines.append(f"{one.key} : {one.score}")
        lines += [f"  {reason.weight:+d} {reason.says}" for reason in one.reasons]
    tell(told, lines, as_json=as_json)


@match_app.command("accept")
def accept_command(
    number: Number,
    parts: Annotated[
        list[str], typer.Argument(help="Dossier, ou parts « dossier=montant en euros ».")
    ],
    note: Annotated[str, typer.Option(help="Remarque, gardée.")] = "",
) -> None:
    """Rattache un paiement à un dossier, ou le partage entre plusieurs."""
    held = _payment(number)
    from django.utils import timezone

    from ancrage.funding.actions.matching import match_payment
    from ancrage.funding.giving import accepted, given_of
    from ancrage.funding.queries.waiting import suggested

    whole = held.entry.cents
    with refusals():
        told = [_part(part, whole) for part in parts]
        given = given_of(held, told, note=note)
        found = suggested([held], on=timezone.localdate())[held.pk]
        match_payment(**acted(), given=accepted(given, found))
    typer.echo(f"Paiement {number} rattaché.")


def _part(told: str, whole: int) -> tuple[str, int, str]:
    from ancrage.files.rules.cells import read_amount

    code, _sign, amount = told.partition("=")
    return code, (read_amount(amount) or 0) if amount else whole, ""


@match_app.command("refuse")
def refuse_command(number: Number, dossier: Code, reason: Why) -> None:
    """Refuse un dossier suggéré pour un paiement."""
    held = _payment(number)
    from ancrage.funding.actions.matching import refuse_match

    with refusals():
        refuse_match(**acted(), waiting=held, dossier=_dossier(dossier), reason=reason)
    typer.echo("Suggestion refusée.")


@match_app.command("undo")
def undo_command(number: Number, reason: Why) -> None:
    """Défait un rapprochement : le paiement attend à nouveau."""
    held = _payment(number)
    from ancrage.funding.actions.matching import undo_match

    made = held.matches.filter(undone_at=None).first()
    if made is None:
        fail(f"Le paiement {number} n’est pas rattaché.")
    with refusals():
        undo_match(**acted(), match=made, reason=reason)
    typer.echo(f"Le paiement {number} attend à nouveau.")


@match_app.command("by-key")
def by_key_command(financer: Financer, as_json: Json = False) -> None:
    """Rattache les paiements d’un financeur que leur clé nomme."""
    start_django()
    from ancrage.funding.actions.matching import match_by_key
    from ancrage.funding.documents.matching import plan_document

    with refusals():
        plan = match_by_key(**acted(), financer=financer)
    lines = [f"{len(plan.given)} paiements rattachés."]
    lines += [f"{count} laissés ({why})." for why, count in sorted(plan.left.items())]
    tell(plan_document(plan), lines, as_json=as_json)


@match_app.command("sure")
def sure_command(
    financer: Financer,
    mark: Annotated[str, typer.Option(help="Marque de l’aperçu : accepte ce qu’il montre.")] = "",
    as_json: Json = False,
) -> None:
    """Montre les suggestions sans doute ; avec --mark, les accepte d’un coup."""
    start_django()
    from django.utils import timezone

    from ancrage.funding.actions.matching import match_sure
    from ancrage.funding.documents.matching import plan_document
    from ancrage.funding.queries.financers import financers_of
    from ancrage.funding.queries.plans import sure_plan

    mine = financers_of(acted()["by"], "funding.match_sure")
    if mine is not None and financer not in mine:
        fail(f"Le financeur « {financer} » n’est pas le vôtre.")
    with refusals():
        plan = (
            match_sure(**acted(), financer=financer, mark=mark)
            if mark
            else sure_plan(financer, on=timezone.localdate())
        )
    lines = [f"{one.waiting.pk} : {one.shares[0].dossier.code} ({one.score})" for one in plan.given]
    lines.append(f"{len(plan.given)} paiements rattachés." if mark else f"Marque : {plan.mark}")
    tell(plan_document(plan), lines, as_json=as_json)


@match_app.command("links")
def links_command(
    kind: Kind,
    limit: Annotated[int, typer.Option(help="Nombre de lignes.")] = SHOWN,
    as_json: Json = False,
) -> None:
    """Liste ce qui n’est lié à aucun dossier, et les dossiers suggérés."""
    _known(kind)
    start_django()
    from django.utils import timezone

    from ancrage.funding.documents.matching import tie_document
    from ancrage.funding.queries.linking import ties, unlinked

    rows = unlinked(acted()["by"], kind).order_by("-code")[:limit]
    found = ties(list(rows), kind, on=timezone.localdate())
    lines = [
        f"{tie.side.code}\t{tie.found[0].key} ({tie.found[0].score})" for tie in found if tie.found
    ]
    tell([tie_document(tie) for tie in found], lines or ["Aucune suggestion."], as_json=as_json)


@match_app.command("link")
def link_command(kind: Kind, dossier: Code, code: str) -> None:
    """Lie un dossier à une sollicitation, à une fiche, au projet d’un autre dossier."""
    _known(kind)
    start_django()
    from ancrage.funding.actions.linking import link_dossier

    with refusals():
        link_dossier(**acted(), dossier=_dossier(dossier), kind=kind, code=code)
    typer.echo(f"{dossier} lié à {code}.")


@match_app.command("refuse-link")
def refuse_link_command(kind: Kind, dossier: Code, code: str, reason: Why) -> None:
    """Refuse un lien suggéré."""
    _known(kind)
    start_django()
    from ancrage.funding.actions.linking import refuse_link

    with refusals():
        refuse_link(**acted(), dossier=_dossier(dossier), kind=kind, code=code, reason=reason)
    typer.echo("Suggestion refusée.")


@match_app.command("unlink")
def unlink_command(kind: Kind, dossier: Code, reason: Why) -> None:
    """Délie un dossier."""
    _known(kind)
    start_django()
    from ancrage.funding.actions.linking import unlink_dossier

    with refusals():
        unlink_dossier(**acted(), dossier=_dossier(dossier), kind=kind, reason=reason)
    typer.echo(f"{dossier} délié.")


def _known(kind: str) -> None:
    if kind not in {"request", "sheet", "project"}:
        fail("Écrivez request, sheet ou project.")


def _payment(number: int) -> "WaitingPayment":
    start_django()
    from ancrage.funding.queries.waiting import find_payment

    found = find_payment(acted()["by"], number)
    if found is None:
        fail(f"Le paiement {number} n’existe pas.")
    return found


def _dossier(code: str) -> "Dossier":
    from ancrage.funding.models import Dossier

    found = Dossier.objects.filter(code=code).first()
    if found is None:
        fail(f"Le dossier « {code} » n’existe pas.")
    return found
