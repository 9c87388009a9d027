"""`ancrage antenna` and `ancrage booking`: the antennas of the site and their places."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ancrage.antennas.shared_commands import (
    Code,
    Ends,
    Json,
    Name,
    Places,
    Starts,
    offer_of,
    refusals,
    start,
)
from ancrage.antennas.siting_commands import siting_app
from ancrage.people.acting_commands import acted, fail, tell

if TYPE_CHECKING:
    from ancrage.antennas.models import Antenna, Booking

antenna_app = typer.Typer(help="Antennes locales.", no_args_is_help=True, rich_markup_mode=None)
booking_app = typer.Typer(
    help="Réservations de places d’accélération.", no_args_is_help=True, rich_markup_mode=None
)
Reference = Annotated[str, typer.Argument(help="Référence de la réservation.")]
Reason = Annotated[str, typer.Option("--reason", help="Raison, lue des personnes concernées.")]
Day = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(antenna_app, name="antenna")
    app.add_typer(siting_app, name="siting")
    app.add_typer(booking_app, name="booking")


@antenna_app.command("list")
def list_antennas(as_json: Json = False) -> None:
    """Liste les antennes."""
    start()
    from ancrage.antennas.documents import antenna_document
    from ancrage.antennas.queries.antennas import antennas

    held = [antenna_document(antenna) for antenna in antennas()]
    lines = ["\t".join((a["code"], a["state"], a["name"])) for a in held]
    tell(held, lines or ["Aucune antenne."], as_json=as_json)


@antenna_app.command("show")
def show_antenna(code: Code, as_json: Json = False) -> None:
    """Montre une antenne et ses places."""
    antenna = _antenna(code)
    from ancrage.antennas.documents import antenna_document

    told = antenna_document(antenna)
    lines = [f"{told['name']} ({told['state']}), ouverture {told['opens_on']}"]
    lines += [
        f"{p['starts_on']} → {p['ends_on']} : {p['left']} places libres sur {p['places']}"
        for p in told["periods"]
    ]
    tell(told, lines, as_json=as_json)


@antenna_app.command("change")
def change_antenna(
    code: Code,
    name: Name = "",
    opens_on: Day = None,
    closes_on: Day = None,
) -> None:
    """Change le nom et les dates d’une antenne ; ce qui n’est pas donné reste."""
    held = _antenna(code)
    from ancrage.antennas.actions.antennas import edit_antenna

    with refusals():
        edit_antenna(
            **acted(),
            antenna=held,
            name=name or held.name,
            opens_on=opens_on.date() if opens_on else held.opens_on,
            closes_on=closes_on.date() if closes_on else held.closes_on,
        )
    typer.echo("Antenne modifiée.")


@antenna_app.command("places")
def offer_places(code: Code, starts_on: Starts, ends_on: Ends, places: Places) -> None:
    """Offre des places sur une période."""
    held = _antenna(code)
    from ancrage.antennas.actions.antennas import set_places

    with refusals():
        set_places(**acted(), antenna=held, offer=offer_of(starts_on, ends_on, places))
    typer.echo("Places offertes.")


@antenna_app.command("open")
def open_command(code: Code) -> None:
    """Ouvre une antenne prévue."""
    held = _antenna(code)
    from ancrage.antennas.actions.antennas import open_antenna

    with refusals():
        open_antenna(**acted(), antenna=held)
    typer.echo("Antenne ouverte.")


@antenna_app.command("close")
def close_command(code: Code, reason: Reason = "") -> None:
    """Ferme une antenne, et dit pourquoi."""
    held = _antenna(code)
    from ancrage.antennas.actions.antennas import close_antenna

    with refusals():
        close_antenna(**acted(), antenna=held, reason=reason)
    typer.echo("Antenne fermée.")


@booking_app.command("list")
def list_bookings(as_json: Json = False) -> None:
    """Liste les réservations que l’on peut lire."""
    start()
    from ancrage.antennas.documents import booking_document
    from ancrage.antennas.queries.antennas import visible_to

    held = [booking_document(booking) for booking in visible_to(acted()["by"])]
    lines = ["\t".join((b["reference"], b["state"], b["company"], b["antenna"])) for b in held]
    tell(held, lines or ["Aucune réservation."], as_json=as_json)


@booking_app.command("show")
def show_booking(reference: Reference, as_json: Json = False) -> None:
    """Montre une réservation."""
    held = _booking(reference)
    from ancrage.antennas.documents import booking_document

    told = booking_document(held)
    lines = [f"{told['company']} à {told['antenna']} ({told['state']})", told["purpose"]]
    tell(told, lines, as_json=as_json)


@booking_app.command("ask")
def ask_command(
    code: Code,
    company: Annotated[str, typer.Option(help="Code de l’entreprise.")],
    starts_on: Starts,
    purpose: Annotated[str, typer.Option(help="Projet à accélérer.")],
    places: Places = 1,
) -> None:
    """Demande des places d’une antenne (CODE) pour une entreprise."""
    held = _antenna(code)
    from ancrage.antennas.actions.bookings import ask_booking

    period = held.periods.filter(starts_on=starts_on.date()).first()
    if period is None:
        fail("Cette antenne n’offre pas de places à partir de ce jour.")
    with refusals():
        made = ask_booking(
            **acted(), period=period, company=company, purpose=purpose, places=places
        )
    typer.echo(made.reference)


@booking_app.command("confirm")
def confirm_command(reference: Reference) -> None:
    """Confirme la place, tant qu’il en reste."""
    _step(reference, "confirm")


@booking_app.command("wait")
def wait_command(reference: Reference) -> None:
    """Met la demande en liste d’attente."""
    _step(reference, "wait")


@booking_app.command("refuse")
def refuse_command(reference: Reference, reason: Reason = "") -> None:
    """Refuse la demande, et dit pourquoi."""
    _step(reference, "refuse", reason=reason)


@booking_app.command("cancel")
def cancel_booking_command(reference: Reference) -> None:
    """Annule la réservation."""
    _step(reference, "cancel")


@booking_app.command("honour")
def honour_command(reference: Reference) -> None:
    """Déclare la place honorée."""
    _step(reference, "honour")


def _step(reference: str, verb: str, **more: Any) -> None:  # noqa: ANN401 what the step takes
    held = _booking(reference)
    from ancrage.antennas.actions.bookings import STEPS
    from ancrage.antennas.words import state_of

    with refusals():
        made = STEPS[verb](**acted(), booking=held, **more)
    typer.echo(f"Réservation {state_of('booking', made.state).label}.")


def _antenna(code: str) -> "Antenna":
    start()
    from ancrage.antennas.queries.antennas import find_antenna

    found = find_antenna(code)
    if found is None:
        fail(f"Aucune antenne ne porte le code « {code} ».")
    return found


def _booking(reference: str) -> "Booking":
    start()
    from ancrage.antennas.queries.antennas import find_booking

    found = find_booking(acted()["by"], reference)
    if found is None:
        fail(f"Aucune réservation ne porte la référence « {reference} ».")
    return found
