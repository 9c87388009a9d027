"""`ancrage allocation`: what changes a scenario, from the command line."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from ancrage.allocation.commands import Code, allocation_app, scenario_of
from ancrage.people.acting_commands import acted, fail, refusals

Reason = Annotated[str, typer.Option("--reason", help="Raison, gardée pour toujours.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Fichier.")]


def register(_app: typer.Typer) -> None:
    """These commands are added to the group as this module is imported."""


@allocation_app.command("take")
def take_command(
    code: Code,
    projects: Annotated[
        Path | None, typer.Option("--projects", exists=True, dir_okay=False, help="projects.csv")
    ] = None,
    sheets: Annotated[bool, typer.Option("--sheets", help="Des fiches action.")] = False,
    dossiers: Annotated[
        bool, typer.Option("--dossiers", help="Des dossiers en instruction.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Retire les autres.")] = False,
) -> None:
    """Prend des projets : d’un fichier, des fiches action, des dossiers en instruction."""
    held = scenario_of(code)
    from django.utils.timezone import localdate

    from ancrage.allocation.actions.lines import DOSSIERS, FILE, SHEETS, take_lines
    from ancrage.allocation.queries.sources import lines_from

    told = {FILE: projects is not None, SHEETS: sheets, DOSSIERS: dossiers}
    sources = [source for source, wanted in told.items() if wanted]
    if len(sources) != 1:
        fail("Dites d’où : --projects, --sheets ou --dossiers.")
    acting, name = acted(), projects.name if projects else ""
    content = projects.read_bytes() if projects else b""
    with refusals():
        lines = lines_from(
            sources[0], acting["by"], held, content=content, name=name, day=localdate()
        )
        taken = take_lines(
            **acting, scenario=held, lines=lines, source=sources[0], name=name, replace=replace
        )
    typer.echo(
        f"{taken.added} ajoutés, {taken.changed} changés, {taken.same} inchangés, "
        f"{taken.removed} retirés."
    )


@allocation_app.command("remove")
def remove_command(
    code: Code, projects: Annotated[list[str], typer.Argument(help="Codes des projets.")]
) -> None:
    """Retire des projets d’un scénario."""
    held = scenario_of(code)
    from ancrage.allocation.actions.lines import remove_lines

    with refusals():
        remove_lines(**acted(), scenario=held, codes=projects)
    typer.echo("Projets retirés.")


@allocation_app.command("set-rules")
def set_rules_command(code: Code, file: File) -> None:
    """Remplace les règles d’un scénario par celles d’un rules.toml."""
    held = scenario_of(code)
    from ancrage.allocation.actions.ruling import set_rules
    from ancrage.allocation.queries.files import rules_from

    with refusals():
        rules = rules_from(held, file.read_bytes(), name=file.name)
        set_rules(**acted(), scenario=held, rules=rules, revision=held.revision)
    typer.echo("Règles remplacées.")


@allocation_app.command("compute")
def compute_command(code: Code) -> None:
    """Demande le calcul du plan au travailleur du site."""
    held = scenario_of(code)
    from ancrage.allocation.actions.computing import compute_scenario
    from ancrage.jobs.queue import QueueFullError

    with refusals():
        try:
            compute_scenario(**acted(), scenario=held)
        except QueueFullError:
            fail("Trop de calculs attendent déjà : réessayez dans quelques minutes.")
    typer.echo(f"Calcul demandé : voyez « ancrage allocation show {code} ».")


@allocation_app.command("cancel")
def cancel_command(code: Code) -> None:
    """Annule le calcul en cours."""
    held = scenario_of(code)
    from ancrage.allocation.actions.computing import cancel_computing

    with refusals():
        cancel_computing(**acted(), scenario=held)
    typer.echo("Calcul annulé.")


@allocation_app.command("hold")
def hold_command(
    code: Code,
    project: Annotated[str, typer.Argument(help="Code du projet.")],
    reason: Reason = "",
    cents: Annotated[
        int | None, typer.Option(min=0, help="Montant en centimes ; rien pour le libérer.")
    ] = None,
) -> None:
    """Fixe à la main le montant d’un projet ; dit aussitôt ce que cela coûte."""
    held = scenario_of(code)
    from ancrage.allocation.actions.holding import hold_line

    with refusals():
        made = hold_line(**acted(), scenario=held, code=project, cents=cents, reason=reason)
    typer.echo(made.answers.get("held", {}).get("says", "Montant fixé : faites calculer le plan."))


@allocation_app.command("propose")
def propose_command(code: Code) -> None:
    """Propose le plan au comité."""
    held = scenario_of(code)
    from ancrage.allocation.actions.proposing import propose_scenario

    with refusals():
        propose_scenario(**acted(), scenario=held, revision=held.revision)
    typer.echo("Proposé au comité.")


@allocation_app.command("take-back")
def take_back_command(code: Code, reason: Reason) -> None:
    """Retire le plan du comité."""
    held = scenario_of(code)
    from ancrage.allocation.actions.proposing import take_back_scenario

    with refusals():
        take_back_scenario(**acted(), scenario=held, reason=reason)
    typer.echo("Retiré du comité.")


@allocation_app.command("adopt")
def adopt_command(
    code: Code,
    decision: Annotated[str, typer.Option(help="Où la décision est consignée.")],
    adopted_on: Annotated[
        dt.datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Décidé le.")
    ] = None,
    despite: Annotated[
        str, typer.Option(help="Pourquoi, bien que des règles ne soient pas respectées.")
    ] = "",
) -> None:
    """Consigne l’adoption : délégations et promesses s’écrivent ensemble, une seule fois."""
    held = scenario_of(code)
    from ancrage.allocation.actions.adopting import adopt_scenario

    with refusals():
        made = adopt_scenario(
            **acted(),
            scenario=held,
            decision=decision,
            adopted_on=adopted_on.date() if adopted_on else None,
            despite=despite,
        )
    typer.echo(f"{made.count} projets servis, lot {made.batch}.")


@allocation_app.command("reverse")
def reverse_command(code: Code, reason: Reason) -> None:
    """Annule l’adoption, tant qu’aucun dossier n’a reçu de décision."""
    held = scenario_of(code)
    from ancrage.allocation.actions.reversing import reverse_adoption

    with refusals():
        reverse_adoption(**acted(), scenario=held, reason=reason)
    typer.echo("Adoption annulée.")


@allocation_app.command("drop")
def drop_command(code: Code, reason: Reason) -> None:
    """Abandonne un scénario."""
    held = scenario_of(code)
    from ancrage.allocation.actions.scenarios import drop_scenario

    with refusals():
        drop_scenario(**acted(), scenario=held, reason=reason)
    typer.echo("Scénario abandonné.")
