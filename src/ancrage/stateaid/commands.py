"""`ancrage aid`: checks of State aid, and what they stand on."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.funding.models import Dossier
    from ancrage.stateaid.models import Check
    from ancrage.stateaid.schemas import AskedAidIn

SHOWN = 50
aid_app = typer.Typer(
    help="Aides d’État : vérifier une aide avant de l’accorder, dire ce que l’on sait.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Code = Annotated[str, typer.Argument(help="Code de la vérification, comme V-2026-000123.")]
Siren = Annotated[str, typer.Argument(help="SIREN de l’entreprise.")]
Reason = Annotated[str, typer.Option("--reason", help="Raison, gardée pour toujours.")]
Body = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="YAML ou JSON.")]
On = Annotated[
    dt.datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Situation au.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(aid_app, name="aid")


@aid_app.command("company")
def company_command(
    siren: Siren,
    on: On = None,
    known_on: Annotated[
        dt.datetime | None,
        typer.Option("--known-on", formats=["%Y-%m-%d"], help="Telle qu’on la savait au."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Montre une entreprise : son groupe, ce qu’elle a reçu, ses vérifications."""
    start_django()
    from django.utils.timezone import localdate

    from ancrage.funding.words.money import signed
    from ancrage.stateaid.access import reads_company
    from ancrage.stateaid.api_documents import company_document
    from ancrage.stateaid.queries.told import known_of

    if not reads_company(acted()["by"], siren):
        fail(f"L’entreprise « {siren} » n’existe pas, ou ses aides ne sont pas à vous.")
    day = on.date() if on else localdate()
    told = company_document(known_of(siren, on=day, known_on=known_on and known_on.date()))
    lines = [f"{siren} {told['name']}", *(f"{one} : {why}" for one, why in told["group"].items())]
    lines += [
        "\t".join(
            (
                str(aid["granted_on"]),
                aid["siren"],
                "inconnu" if aid["cents"] is None else signed(aid["cents"]),
                aid["regime"] or "régime inconnu",
                aid["code"],
            )
        )
        for aid in told["aids"]
    ]
    tell(told, [*lines, *told["checks"]], as_json=as_json)


@aid_app.command("checks")
def checks_command(
    siren: Annotated[str, typer.Option(help="SIREN de l’entreprise.")] = "",
    answer: Annotated[str, typer.Option(help="yes, no ou unknown.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = SHOWN,
    as_json: Json = False,
) -> None:
    """Liste les verdicts que l’on peut lire, les derniers d’abord."""
    start_django()
    from ancrage.funding.words.money import signed
    from ancrage.stateaid.api_documents import check_document
    from ancrage.stateaid.queries.checks import visible_to

    asked = {"siren": siren, "answer": answer}
    rows = visible_to(acted()["by"]).filter(**{name: v for name, v in asked.items() if v})
    held = [check_document(one) for one in rows[:limit]]
    lines = [
        "\t".join(
            (d["code"], d["siren"], d["regime"], signed(d["amount_cents"]), d["answer"], d["name"])
        )
        for d in held
    ]
    tell(held, lines or ["Aucune vérification."], as_json=as_json)


@aid_app.command("show")
def show_command(code: Code, as_json: Json = False) -> None:
    """Montre un verdict tel qu’il a été donné, avec ce qu’il compte."""
    _tell_check(_check(code), as_json=as_json)


def _tell_check(held: "Check", *, as_json: bool) -> None:
    from ancrage.stateaid.api_documents import check_document
    from ancrage.stateaid.documents import read_verdict, verdict_document

    verdict = read_verdict(held)
    told = check_document(held) | {"verdict": verdict_document(verdict)}
    lines = [f"{held.code} : {held.get_answer_display()}", *verdict.reasons]
    lines += [f"Il manque : {one}." for one in verdict.missing]
    tell(told, lines, as_json=as_json)


@aid_app.command("check")
def check_command(
    file: Body,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ne garde pas le verdict.")] = False,
    as_json: Json = False,
) -> None:
    """Vérifie l’aide qu’un fichier dit, comme dans l’API : un dossier, ou une entreprise."""
    start_django()
    from ancrage.roadmaps.commands import read_body
    from ancrage.stateaid.actions.checking import check_dossier, check_grant
    from ancrage.stateaid.asking_words import asked_in
    from ancrage.stateaid.schemas import AskedAidIn

    with refusals():
        wanted = AskedAidIn(**read_body(file))
        if dry_run:
            _try(wanted, as_json=as_json)
            return
        if wanted.dossier:
            dossier = _dossier(wanted.dossier)
            made = check_dossier(**acted(), dossier=dossier, cents=wanted.cents, on=wanted.on)
        else:
            asked = asked_in(wanted)
            made = check_grant(**acted(), financer=wanted.financer, asked=asked, name=wanted.name)
    _tell_check(made, as_json=as_json)


def _try(wanted: "AskedAidIn", *, as_json: bool) -> None:
    """Tell what the verdict would be."""
    from ancrage.stateaid.asking_words import asked_in
    from ancrage.stateaid.documents import verdict_document
    from ancrage.stateaid.trying import try_dossier, try_grant

    by = acted()["by"]
    if wanted.dossier:
        dossier = _dossier(wanted.dossier)
        found = try_dossier(by, dossier=dossier, cents=wanted.cents, on=wanted.on)
    else:
        found = try_grant(by, financer=wanted.financer, asked=asked_in(wanted))
    lines = [found.answer.value, *found.reasons, *found.missing]
    tell(verdict_document(found), lines, as_json=as_json)


@aid_app.command("revise")
def revise_command(code: Code, as_json: Json = False) -> None:
    """Redonne un verdict de ce que l’on sait aujourd’hui ; le premier reste."""
    held = _check(code)
    from ancrage.stateaid.actions.checking import revise_check

    with refusals():
        made = revise_check(**acted(), check=held)
    _tell_check(made, as_json=as_json)


@aid_app.command("accept")
def accept_command(code: Code, reason: Reason) -> None:
    """Accepte qu’une aide soit accordée malgré un verdict inconnu."""
    held = _check(code)
    from ancrage.stateaid.actions.checking import accept_unknown

    with refusals():
        accept_unknown(**acted(), check=held, reason=reason)
    typer.echo("Accepté.")


@aid_app.command("terms")
def terms_command(
    code: Annotated[str, typer.Argument(help="Code du dossier, comme D-2026-000123.")], file: Body
) -> None:
    """Dit le régime et les conditions de l’aide d’un dossier, comme dans l’API."""
    held = _dossier(code)
    from ancrage.roadmaps.commands import read_body
    from ancrage.stateaid.actions.terms import TermsTold, tell_terms
    from ancrage.stateaid.schemas import AidTermsIn

    with refusals():
        told = TermsTold(**AidTermsIn(**read_body(file)).dict())
        _made, revised = tell_terms(**acted(), dossier=held, told=told)
    tell_revised("Dit.", revised)


def tell_revised(what: str, revised: "list[Check]") -> None:
    """What was done, and the verdicts that it revised."""
    lines = [f"{one.code} : {one.get_answer_display()}" for one in revised]
    typer.echo("\n".join([what, *lines]))


def _check(code: str) -> "Check":
    start_django()
    from ancrage.stateaid.queries.checks import find_check

    found = find_check(acted()["by"], code)
    if found is None:
        fail(f"La vérification « {code} » n’existe pas.")
    return found


def _dossier(code: str) -> "Dossier":
    start_django()
    from ancrage.funding.queries.dossiers import everything

    found = everything().filter(code=code).first()
    if found is None:
        fail(f"Le dossier « {code} » n’existe pas.")
    return found
