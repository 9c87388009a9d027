"""`ancrage money`: entries, dossiers, accounts and checks from the command line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.funding.commands.group import money_app
from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.funding.models import Dossier

Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Code = Annotated[str, typer.Argument(help="Code du dossier, comme D-2026-000123.")]
Reason = Annotated[str, typer.Option("--reason", help="Raison, gardée pour toujours.")]
Body = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="YAML ou JSON.")]
BROKEN = 1
SHOWN = 50


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@money_app.command("entries")
def entries_command(
    query: Annotated[
        str, typer.Argument(help="Filtres, comme dans l’adresse : « stade=paid&annee=2024 ».")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Écritures à écrire.")] = SHOWN,
    as_json: Json = False,
) -> None:
    """Liste les écritures d’une coupe, avec leur somme."""
    start_django()
    from django.http import QueryDict
    from django.utils.timezone import localdate

    from ancrage.funding.documents.ledger import entry_document, total_document
    from ancrage.funding.queries.cuts import look_of, narrowed_entries
    from ancrage.funding.queries.entries import everything, total_of
    from ancrage.funding.words.money import signed
    from ancrage.ui.middleware import read_as_at

    asked = QueryDict(query)
    as_at = read_as_at(asked.get("date", ""), today=localdate())
    look, ignored = look_of(asked, until=as_at.date if as_at.explicit else None, today=localdate())
    total, actor = total_of(look), acted()["by"]
    rows = narrowed_entries(everything(), look)[:limit]
    held = [entry_document(entry, actor) for entry in rows]
    lines = [f"{total.count} écritures, {signed(total.cents)} (net {signed(total.net)})", *ignored]
    lines += [
        "\t".join((str(e["id"]), str(e["event_on"]), e["stage"], signed(e["cents"]), e["dossier"]))
        for e in held
    ]
    tell({"total": total_document(total), "items": held}, lines, as_json=as_json)


@money_app.command("dossier")
def dossier_command(code: Code, as_json: Json = False) -> None:
    """Montre un dossier d’aide et ses soldes."""
    held = _dossier(code)
    from ancrage.funding.documents.ledger import dossier_document

    told = dossier_document(held, acted()["by"])
    tell(told, [f"{name} : {value}" for name, value in told.items()], as_json=as_json)


@money_app.command("accounts")
def accounts_command(as_json: Json = False) -> None:
    """Montre le plan de comptes et sa balance."""
    start_django()
    from ancrage.funding.definitions import chart
    from ancrage.funding.queries.checks import trial_balance
    from ancrage.funding.words.money import signed

    sums, labels = trial_balance(), chart().accounts
    held = [
        {"code": code, "label": labels[code].label, "debits": debits, "credits": credited}
        for code, (debits, credited) in sums.items()
    ]
    lines = [
        f"{labels[code].label}\t{signed(debits)}\t{signed(credited)}"
        for code, (debits, credited) in sums.items()
    ]
    tell(held, lines, as_json=as_json)


@money_app.command("post")
def post_command(
    file: Body,
    key: Annotated[str, typer.Option(help="Clé : la même ne passe qu’une fois.")] = "",
) -> None:
    """Passe les écritures d’un fichier : « financer » et « postings », comme dans l’API."""
    start_django()
    from ancrage.funding.actions.entries import post_entries
    from ancrage.funding.models.ledger import COMMAND
    from ancrage.funding.opening_words import postings_of
    from ancrage.funding.schemas.ledger import PostIn
    from ancrage.roadmaps.commands import read_body

    with refusals():
        wanted = PostIn(**read_body(file))
        made = post_entries(
            **acted(),
            financer=wanted.financer,
            postings=postings_of(wanted.postings),
            origin=COMMAND,
            key=key or wanted.key,
        )
    typer.echo(f"{made.reference} {made.hash} ({made.count})")


@money_app.command("reverse")
def reverse_command(
    entry: Annotated[int, typer.Argument(min=1, help="Numéro de l’écriture.")], reason: Reason
) -> None:
    """Annule une écriture par son opposée."""
    start_django()
    from ancrage.funding.actions.entries import reverse_entry
    from ancrage.funding.models.ledger import COMMAND
    from ancrage.funding.queries.entries import find_entry

    found = find_entry(entry)
    if found is None:
        fail(f"L’écriture {entry} n’existe pas.")
    with refusals():
        made = reverse_entry(**acted(), entry=found, reason=reason, origin=COMMAND)
    typer.echo(made.pk)


@money_app.command("open-dossier")
def open_dossier_command(file: Body) -> None:
    """Ouvre le dossier d’aide qu’un fichier dit, comme dans l’API."""
    start_django()
    from django.utils.timezone import localdate

    from ancrage.funding.actions.dossiers import open_dossier
    from ancrage.funding.opening_words import financer_name, new_dossier
    from ancrage.funding.schemas.ledger import DossierIn
    from ancrage.roadmaps.commands import read_body

    with refusals():
        told = DossierIn(**read_body(file)).dict()
        name = financer_name(told["financer"])
        made = new_dossier(told, financer_name=name, today=localdate())
        open_dossier(**acted(), today=localdate(), dossier=made)
    typer.echo(made.code)


@money_app.command("open-commitment")
def open_commitment_command(
    financer: Annotated[str, typer.Argument(help="Code du financeur.")],
    number: Annotated[str, typer.Option(help="Numéro d’engagement.")] = "",
    envelope: Annotated[str, typer.Option(help="Code de l’enveloppe.")] = "",
) -> None:
    """Ouvre un engagement d’un financeur, à ce jour."""
    start_django()
    from django.utils.timezone import localdate

    from ancrage.funding.actions.dossiers import open_commitment
    from ancrage.funding.models import Commitment
    from ancrage.funding.queries.envelopes import find_envelope

    held = find_envelope(envelope) if envelope else None
    if envelope and held is None:
        fail(f"L’enveloppe « {envelope} » n’existe pas.")
    made = Commitment(financer=financer, number=number, envelope=held, committed_on=localdate())
    with refusals():
        open_commitment(**acted(), commitment=made)
    typer.echo(made.pk)


@money_app.command("join")
def join_command(
    code: Code,
    project: Annotated[str, typer.Option(help="Identifiant du projet ; sinon un nouveau.")] = "",
    name: Annotated[str, typer.Option(help="Nom du nouveau projet.")] = "",
    total: Annotated[
        int | None, typer.Option(min=0, help="Coût total du nouveau projet, en centimes.")
    ] = None,
) -> None:
    """Rattache un dossier au projet qu’il cofinance."""
    held = _dossier(code)
    from django.utils.timezone import localdate

    from ancrage.funding.actions.dossiers import join_project
    from ancrage.funding.models import Project

    found = Project.objects.filter(code=project).first() if project else None
    if project and found is None:
        fail(f"Le projet « {project} » n’existe pas.")
    chosen: Project = found or Project(name=name, sheet=held.sheet, total_cents=total)
    with refusals():
        made = join_project(**acted(), today=localdate(), dossier=held, project=chosen)
    typer.echo(made.code)


@money_app.command("leave")
def leave_command(code: Code, reason: Reason) -> None:
    """Détache un dossier de son projet."""
    held = _dossier(code)
    from ancrage.funding.actions.dossiers import leave_project

    with refusals():
        leave_project(**acted(), dossier=held, reason=reason)
    typer.echo("Détaché.")


@money_app.command("check")
def check_command(
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Ne dit rien de ce qui va bien.")] = False,
) -> None:
    """Recalcule chaque règle du grand livre à partir de ses écritures ; 1 si une est rompue."""
    start_django()
    from django.utils import timezone

    from ancrage.funding.actions.checks import keep_checks
    from ancrage.funding.definitions import check_words
    from ancrage.funding.documents.ledger import run_document
    from ancrage.funding.rules.checks import HELD
    from ancrage.journal.policy import granted

    granted(acted()["by"], "funding.check_ledger")
    words = check_words()

    def tell_step(code: str, _share: float) -> None:
        if not quiet:
            typer.echo(f"{words[code].label}…", err=True)

    run = keep_checks(progress=tell_step, clock=timezone.now)
    told = run_document(run)
    if quiet and told["is_sound"]:
        return
    lines = [
        f"{one['state']}\t{one['faults']}/{one['looked']}\t{words[one['code']].label}"
        for one in told["findings"]
        if not quiet or one["state"] != HELD
    ]
    tell(told, lines, as_json=as_json)
    if not told["is_sound"]:
        raise typer.Exit(BROKEN)


def _dossier(code: str) -> "Dossier":
    start_django()
    from ancrage.funding.queries.dossiers import everything

    found = everything().filter(code=code).first()
    if found is None:
        fail(f"Le dossier « {code} » n’existe pas.")
    return found
