"""`ancrage committee`: meetings read, prepared, called; who sits."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ancrage.kernel.bars import barred
from ancrage.people.acting_commands import acted, fail, refusals, start_django, tell

if TYPE_CHECKING:
    from ancrage.committees.access import Access
    from ancrage.committees.actions.preparing import Convened
    from ancrage.committees.models import AgendaItem

SHOWN = 50
committee_app = typer.Typer(
    help="Comités : réunions, ordre du jour, décisions, relevés, conditions.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Code = Annotated[str, typer.Argument(help="Code de la réunion, comme R-2026-00012.")]
Rank = Annotated[int, typer.Argument(help="Rang du point à l’ordre du jour.", min=1)]
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
Reason = Annotated[str, typer.Option("--reason", help="Raison, lue par les membres.")]
Start = Annotated[
    dt.datetime | None, typer.Option(help="Début, à l’heure de Paris.", formats=["%Y-%m-%dT%H:%M"])
]
End = Annotated[
    dt.datetime | None,
    typer.Option(help="Fin, ou dernier moment pour répondre.", formats=["%Y-%m-%dT%H:%M"]),
]
Title = Annotated[str, typer.Option(help="Intitulé.")]
Place = Annotated[str, typer.Option(help="Lieu.")]
Link = Annotated[str, typer.Option(help="Lien de la visioconférence.")]
Written = Annotated[bool, typer.Option("--written", help="Consultation écrite.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(committee_app, name="committee")


def held_meeting(code: str) -> "Access":
    """The meeting of a code, if who acts may know of it."""
    start_django()
    from ancrage.committees.access import Access
    from ancrage.committees.queries.meetings import find_meeting

    actor = acted()["by"]
    found = find_meeting(actor, code)
    if found is None:
        fail(f"La réunion « {code} » n’existe pas.")
    return Access(actor, found)


def held_item(code: str, rank: int) -> "AgendaItem":
    """The item at a rank of an agenda, if who acts may read it."""
    access = held_meeting(code)
    items = list(access.meeting.items.order_by("position", "pk"))
    if rank > len(items) or not access.reads(items[rank - 1]):
        fail(f"Aucun point de rang {rank} dans « {code} ».")
    return items[rank - 1]


@committee_app.command("list")
def list_command(
    body: Annotated[str, typer.Option(help="Comité, comme regional.")] = "",
    region: Annotated[str, typer.Option(help="Code de la région.")] = "",
    state: Annotated[str, typer.Option(help="État, comme called.")] = "",
    limit: Annotated[int, typer.Option(help="Nombre de lignes.")] = SHOWN,
    as_json: Json = False,
) -> None:
    """Liste les réunions que l’on peut connaître, la plus tardive d’abord."""
    start_django()
    from ancrage.committees.documents import meeting_document
    from ancrage.committees.queries.meetings import visible_to

    rows = visible_to(acted()["by"])
    if body:
        rows = rows.filter(body=body)
    if region:
        rows = rows.filter(regions__contains=barred(region))
    if state:
        rows = rows.filter(state=state)
    held = [meeting_document(row) for row in rows[:limit]]
    lines = [
        "\t".join((d["code"], d["state_label"], _day(d["starts_at"]), d["name"])) for d in held
    ]
    tell(held, lines or ["Aucune réunion."], as_json=as_json)


def _day(moment: dt.datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "date à fixer"


@committee_app.command("show")
def show_command(code: Code, as_json: Json = False) -> None:
    """Montre une réunion et son ordre du jour."""
    access = held_meeting(code)
    from ancrage.committees.documents import detail_document

    told = detail_document(access)
    lines = [
        f"{told['code']} : {told['name']}",
        f"{told['state_label']}, {_day(told['starts_at'])}",
    ]
    for rank, item in enumerate(told["items"], start=1):
        label = item["label"] or "point que vous ne pouvez pas lire"
        lines.append(f"{rank}. {label}" + (f" : {item['decision']}" if item["decision"] else ""))
        lines += [f"   - {c['reference']} {c['state']} : {c['words']}" for c in item["conditions"]]
    tell(told, lines, as_json=as_json)


@committee_app.command("calendar")
def calendar_command(
    code: Code, out: Annotated[Path, typer.Argument(help="Fichier .ics à écrire.")]
) -> None:
    """Écrit l’invitation en fichier d’agenda."""
    access = held_meeting(code)
    from ancrage.committees.invitation import calendar_of

    if access.meeting.told_at is None:
        fail("Les membres ne sont pas encore convoqués.")
    out.write_bytes(calendar_of(access.meeting, url="", with_link=access.is_member))
    typer.echo(f"{out} : écrit.")


@committee_app.command("bodies")
def bodies_command(as_json: Json = False) -> None:
    """Liste les comités et leurs sièges."""
    start_django()
    from django.utils.timezone import localdate

    from ancrage.committees.definitions import bodies_at
    from ancrage.committees.documents import body_document

    held = [body_document(body) for body in bodies_at(localdate()).values()]
    lines = [f"{b['code']} : {', '.join(seat['label'] for seat in b['seats'])}" for b in held]
    tell(held, lines, as_json=as_json)


@committee_app.command("paper")
def paper_command(code: Code, rank: Rank) -> None:
    """Écrit en JSON la pièce d’un point, telle qu’elle est figée."""
    item = held_item(code, rank)
    if item.paper is None:
        fail("Cette pièce n’est pas encore figée.")
    tell({"label": item.label, "digest": item.digest, **item.paper}, [], as_json=True)


def _convened(
    start: dt.datetime | None,
    end: dt.datetime | None,
    *,
    title: str,
    place: str,
    link: str,
    written: bool,
) -> "Convened":
    """When and where, as told on the command line: hours are those of Paris."""
    from django.utils.timezone import make_aware

    from ancrage.committees.actions.preparing import Convened

    return Convened(
        title=title,
        is_written=written,
        starts_at=make_aware(start) if start else None,
        ends_at=make_aware(end) if end else None,
        place=place,
        link=link,
    )


@committee_app.command("prepare")
def prepare_command(
    body: Annotated[str, typer.Argument(help="Comité : regional, project, national…")],
    scope: Annotated[str, typer.Option(help="Région ou territoire ; rien pour la nation.")] = "",
    start: Start = None,
    end: End = None,
    title: Title = "",
    place: Place = "",
    link: Link = "",
    written: Written = False,
) -> None:
    """Prépare une réunion."""
    start_django()
    from ancrage.committees.actions.preparing import prepare_meeting

    told = _convened(start, end, title=title, place=place, link=link, written=written)
    with refusals():
        made = prepare_meeting(**acted(), body=body, scope=scope, told=told)
    typer.echo(made.code)


@committee_app.command("write")
def write_command(
    code: Code,
    start: Start = None,
    end: End = None,
    title: Title = "",
    place: Place = "",
    link: Link = "",
    written: Written = False,
    reason: Reason = "",
) -> None:
    """Change la date, le lieu, l’intitulé : tout ce qui n’est pas dit est vidé."""
    held = held_meeting(code).meeting
    from ancrage.committees.actions.preparing import write_meeting

    told = _convened(start, end, title=title, place=place, link=link, written=written)
    with refusals():
        write_meeting(**acted(), meeting=held, revision=held.revision, told=told, reason=reason)
    typer.echo("Fait.")


@committee_app.command("put")
def put_command(
    code: Code,
    kind: Annotated[
        str, typer.Option(help="Nature : action_sheet, roadmap, amendment…")
    ] = "subject",
    subject: Annotated[str, typer.Option(help="Référence de l’objet.")] = "",
    label: Annotated[str, typer.Option(help="Sujet libre.")] = "",
    asked: Annotated[str, typer.Option(help="Question posée.")] = "",
) -> None:
    """Met un point à l’ordre du jour."""
    held = held_meeting(code).meeting
    from ancrage.committees.actions.preparing import put_on_agenda

    with refusals():
        made = put_on_agenda(
            **acted(), meeting=held, kind=kind, subject=subject, label=label, asked=asked
        )
    typer.echo(made.label)


@committee_app.command("take-off")
def take_off_command(code: Code, rank: Rank) -> None:
    """Retire un point de l’ordre du jour."""
    item = held_item(code, rank)
    from ancrage.committees.actions.preparing import take_off_agenda

    with refusals():
        take_off_agenda(**acted(), item=item)
    typer.echo("Fait.")


@committee_app.command("order")
def order_command(
    code: Code, rank: Rank, up: Annotated[bool, typer.Option("--up/--down")] = True
) -> None:
    """Monte ou descend un point d’un rang."""
    item = held_item(code, rank)
    from ancrage.committees.actions.preparing import order_agenda

    with refusals():
        order_agenda(**acted(), item=item, up=up)
    typer.echo("Fait.")


@committee_app.command("call")
def call_command(code: Code) -> None:
    """Convoque les membres ; les pièces sont figées."""
    held = held_meeting(code).meeting
    from ancrage.committees.actions.calling import call_meeting

    with refusals():
        call_meeting(**acted(), meeting=held)
    typer.echo("Convoquée.")


@committee_app.command("refreeze")
def refreeze_command(code: Code, rank: Rank) -> None:
    """Fige de nouveau la pièce d’un point."""
    item = held_item(code, rank)
    from ancrage.committees.actions.calling import refreeze_paper

    with refusals():
        made = refreeze_paper(**acted(), item=item)
    typer.echo(made.digest)


@committee_app.command("cancel")
def cancel_command(code: Code, reason: Reason = "") -> None:
    """Annule une réunion, avec la raison."""
    held = held_meeting(code).meeting
    from ancrage.committees.actions.calling import cancel_meeting

    with refusals():
        cancel_meeting(**acted(), meeting=held, reason=reason)
    typer.echo("Annulée.")
