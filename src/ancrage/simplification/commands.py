"""Command line: Rules that block, and what the competent authorities answer."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell
from ancrage.simplification.shared_commands import (
    CaseNumber,
    Document,
    Json,
    Number,
    Reason,
    held_case,
    held_report,
    read_document,
    simplify_app,
)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    from ancrage.simplification import case_commands  # noqa: F401 they are added as imported

    app.add_typer(simplify_app, name="simplify")


@simplify_app.command("figures")
def figures_command(as_json: Json = False) -> None:
    """Compte les questions posées, répondues, accordées, et leurs délais."""
    start_django()
    from django.utils import timezone

    from ancrage.simplification.documents import figures_document
    from ancrage.simplification.queries.figures import counters

    told = figures_document(counters(today=timezone.localdate()))
    lines = [_counted("France entière", told["whole"])]
    lines += [_counted(row["label"], row) for row in told["rows"]]
    tell(told, lines, as_json=as_json)


@simplify_app.command("reports")
def reports_command(
    state: Annotated[str, typer.Option(help="draft, reported, grouped, lifted…")] = "",
    as_json: Json = False,
) -> None:
    """Liste les signalements que l’on peut lire."""
    start_django()
    from ancrage.simplification.access import Access
    from ancrage.simplification.documents import report_document
    from ancrage.simplification.queries.reports import access_to, visible_to

    actor = acted()["by"]
    held = visible_to(actor).filter(state=state) if state else visible_to(actor)
    read = [(report, access_to(actor, report)) for report in held]
    told = [report_document(r, access) for r, access in read if access != Access.NONE]
    lines = [
        "\t".join((str(r["number"]), r["state"], r["territory_name"], r["title"] or "réservé"))
        for r in told
    ]
    tell(told, lines or ["Aucun signalement."], as_json=as_json)


@simplify_app.command("report")
def report_command(number: Number, as_json: Json = False) -> None:
    """Lit un signalement, autant qu’on peut en lire."""
    report, access = held_report(number)
    from ancrage.simplification.documents import report_detail

    told = report_detail(report, access)
    kept = {k: v for k, v in told.items() if v not in (None, "", [], {})}
    tell(told, [f"{name} : {value}" for name, value in kept.items()], as_json=as_json)


@simplify_app.command("start")
def start_command(
    territory: Annotated[str, typer.Argument(help="Territoire : « programme:code ».")],
    file: Document,
    company: Annotated[str, typer.Option(help="Code de l’entreprise qui signale.")] = "",
    case: Annotated[int, typer.Option(help="Numéro du cas à rejoindre.")] = 0,
) -> None:
    """Commence un signalement ; cherchez d’abord avec « simplify cases »."""
    start_django()
    from ancrage.simplification.actions.reports import start_report

    wanted = held_case(case) if case else None
    with refusals():
        made = start_report(
            **acted(),
            territory=territory,
            company=company,
            told=_told(read_document(file)),
            wanted=wanted,
        )
    typer.echo(str(made.number))


@simplify_app.command("fill")
def fill_command(number: Number, file: Document) -> None:
    """Enregistre un brouillon ; ce que le fichier ne dit pas reste."""
    report, _access = held_report(number)
    from ancrage.simplification.actions.reports import save_report

    told = report.told.document() | read_document(file)
    with refusals():
        save_report(**acted(), report=report, version=report.version, told=_told(told))
    typer.echo("Enregistré.")


@simplify_app.command("attach")
def attach_command(
    number: Number, file: Annotated[Path, typer.Argument(help="Fichier à joindre.")]
) -> None:
    """Joint une pièce à un brouillon."""
    report, _access = held_report(number)
    from ancrage.simplification.actions.attachments import attach_file

    try:
        content = file.read_bytes()
    except OSError as fault:
        fail(f"{file} : illisible ({fault}).")
    with refusals():
        made = attach_file(**acted(), report=report, name=file.name, content=content)
    typer.echo(f"Pièce {made.pk} jointe.")


@simplify_app.command("detach")
def detach_command(
    number: Number, piece: Annotated[int, typer.Argument(help="Numéro de la pièce.")]
) -> None:
    """Retire une pièce d’un brouillon."""
    report, _access = held_report(number)
    from ancrage.simplification.actions.attachments import detach_file

    held = report.attachments.select_related("file").filter(pk=piece).first()
    if held is None:
        fail(f"Ce signalement n’a pas de pièce {piece}.")
    held.report = report
    with refusals():
        detach_file(**acted(), attachment=held)
    typer.echo("Pièce retirée.")


@simplify_app.command("submit")
def submit_command(number: Number) -> None:
    """Signale le blocage."""
    _step(number, "submit")


@simplify_app.command("return")
def return_command(number: Number, reason: Reason) -> None:
    """Demande un complément à un signalement."""
    _step(number, "return", reason)


@simplify_app.command("set-aside")
def set_aside_command(number: Number, reason: Reason) -> None:
    """Écarte un signalement."""
    _step(number, "set_aside", reason)


@simplify_app.command("withdraw")
def withdraw_command(number: Number, reason: Reason) -> None:
    """Retire un signalement."""
    _step(number, "withdraw", reason)


@simplify_app.command("disclose")
def disclose_command(number: Number) -> None:
    """Lève la réserve d’un signalement ; cela ne se reprend pas."""
    _step(number, "disclose")


@simplify_app.command("join")
def join_command(number: Number, case: CaseNumber) -> None:
    """Rejoint un cas avec un signalement."""
    report, _access = held_report(number)
    from ancrage.simplification.actions.reports import join_case

    with refusals():
        join_case(**acted(), report=report, case=held_case(case))
    typer.echo(f"Le signalement {number} est dans le cas {case}.")


@simplify_app.command("effect")
def effect_command(
    number: Number,
    value: Annotated[str, typer.Argument(help="yes, partly, no ou too_early.")],
    words: Annotated[str, typer.Option(help="Ce qui a changé, ou pas.")] = "",
) -> None:
    """Dit si le blocage est levé."""
    report, _access = held_report(number)
    from ancrage.simplification.actions.effects import say_effect

    with refusals():
        say_effect(**acted(), report=report, value=value, words=words)
    typer.echo("Enregistré.")


def _step(number: int, verb: str, reason: str | None = None) -> None:
    report, _access = held_report(number)
    from ancrage.simplification.actions.reports import STEPS
    from ancrage.simplification.words import state_of

    told = {} if reason is None else {"reason": reason}
    with refusals():
        made = STEPS[verb](**acted(), report=report, **told)
    typer.echo(f"Signalement {made.number} : {state_of('report', made.state).label}.")


def _told(told: dict[str, Any]) -> Any:  # noqa: ANN401 a Told
    from ancrage.simplification.rules.reporting import Told

    unknown = sorted(told.keys() - set(Told.__slots__))
    if unknown:
        fail(f"Champ inconnu : {', '.join(unknown)}.")
    if "title" not in told:
        fail("Donnez un titre (title).")
    return Told(**told)


def _counted(label: str, told: dict[str, Any]) -> str:
    days = "inconnu" if told["median_days"] is None else f"{told['median_days']:g} jours"
    return (
        f"{label} : {told['asked']} posées, {told['answered']} répondues, "
        f"{told['granted']} accordées, délai médian {days}"
    )
