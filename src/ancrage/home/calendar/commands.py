"""`ancrage calendar`: what is dated, the feeds, the secret addresses of one's own."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.home.calendar.rules import Dated

calendar_app = typer.Typer(
    help="Calendrier du programme : ce qui est daté, les flux, les adresses secrètes.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Nature, comme committee.")]
Region = Annotated[str, typer.Option(help="Code de région.")]
Reference = Annotated[str, typer.Argument(help="Référence de l’adresse.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(calendar_app, name="calendar")


@calendar_app.command("list")
def list_command(
    start: Annotated[str, typer.Option(help="Premier jour, AAAA-MM-JJ ; sinon aujourd’hui.")] = "",
    end: Annotated[str, typer.Option(help="Dernier jour ; sinon dans trois mois.")] = "",
    kind: Kinds = None,
    region: Region = "",
    territory: Annotated[str, typer.Option(help="Territoire, « programme:code ».")] = "",
    mine: Annotated[bool, typer.Option("--mine", help="Ce qui me concerne seulement.")] = False,
    as_json: Json = False,
) -> None:
    """Liste ce qui est daté et que l’on peut lire."""
    start_django()
    from ancrage.home.calendar.documents import dated_document, dated_line

    found = _found(start, end, kind, region, territory, mine=mine)
    lines = [dated_line(one) for one in found] or ["Aucune date."]
    tell([dated_document(one) for one in found], lines, as_json=as_json)


def _found(
    start: str, end: str, kind: list[str] | None, region: str, territory: str, *, mine: bool
) -> "list[Dated]":
    from django.utils import timezone

    from ancrage.home.calendar.documents import month_span
    from ancrage.home.calendar.gathering import gather
    from ancrage.home.calendar.rules import Period, Wanted

    actor, today = acted()["by"], timezone.localdate()
    first = _day(start) if start else today
    last = _day(end) if end else month_span(first)[1]
    if last < first:
        fail("Le dernier jour vient après le premier.")
    wanted = Wanted(_kinds(kind), region, territory, actor if mine else None)
    return gather(actor, period=Period(first, last), today=today, wanted=wanted)


@calendar_app.command("feed")
def feed_command(
    out: Annotated[Path | None, typer.Option(help="Fichier à écrire ; sinon l’écran.")] = None,
    kind: Kinds = None,
    region: Region = "",
    mine: Annotated[bool, typer.Option("--mine", help="Mon propre calendrier.")] = False,
) -> None:
    """Écrit un flux iCalendar : celui de la France, d’une région, ou le sien."""
    start_django()
    from django.utils import timezone

    from ancrage.geography.models import Region as Place
    from ancrage.home.calendar import feeds

    today, asked = timezone.localdate(), _kinds(kind)
    if mine:
        body = feeds.own_feed(acted()["by"], today=today, asked=asked)
    elif region:
        place = Place.objects.filter(code=region, kind="region").first()
        if place is None:
            fail(f"Aucune région ne porte le code « {region} ».")
        body = feeds.region_feed(place.code, place.name, today=today, asked=asked)
    else:
        body = feeds.nation_feed(today=today, asked=asked)
    if out is None:
        typer.echo(body.decode(), nl=False)
    else:
        out.write_bytes(body)


@calendar_app.command("addresses")
def addresses_command(as_json: Json = False) -> None:
    """Liste ses adresses secrètes, et quand chacune a été lue."""
    start_django()
    from ancrage.home.calendar.addresses import addresses_of
    from ancrage.home.calendar.documents import address_document

    who = acted()
    found = addresses_of(who["by"], now=who["now"])
    lines = [f"{one.token.reference}\t{one.token.name}\t{one.state_label}" for one in found]
    told = [address_document(one) for one in found]
    tell(told, lines or ["Aucune adresse."], as_json=as_json)


@calendar_app.command("make-address")
def make_address_command(
    name: Annotated[str, typer.Argument(help="Nom de l’adresse, pour la reconnaître.")],
) -> None:
    """Fait une adresse secrète ; elle n’est montrée que cette fois."""
    start_django()
    from ancrage.home.calendar.actions import make_address
    from ancrage.home.calendar.addresses import address_of

    with refusals():
        made = make_address(**acted(), name=name)
    typer.echo(address_of(made.key))


@calendar_app.command("revoke-address")
def revoke_address_command(reference: Reference) -> None:
    """Révoque une adresse secrète : elle ne montre plus rien."""
    start_django()
    from ancrage.home.calendar.actions import revoke_address
    from ancrage.home.calendar.addresses import find_address

    who = acted()
    found = find_address(who["by"], reference)
    if found is None:
        fail("Aucune adresse ne porte cette référence.")
    with refusals():
        revoke_address(**who, address=found)
    typer.echo("Adresse révoquée.")


def _kinds(asked: list[str] | None) -> frozenset[str]:
    from ancrage.home.calendar.definitions import kinds

    unknown = sorted(set(asked or ()) - kinds().keys())
    if unknown:
        fail(f"Nature inconnue : {', '.join(unknown)}. Connues : {', '.join(kinds())}.")
    return frozenset(asked or ())


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        fail(f"« {text} » n’est pas un jour : écrivez AAAA-MM-JJ.")
