"""`ancrage inbox`: what waits for whom, one's choices, the sending of messages."""

import datetime as dt
from typing import Annotated, NoReturn

import typer

inbox = typer.Typer(
    help="Ce qui attend chacun, et les messages qui le disent.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
REFUSED = 2


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(inbox, name="inbox")


@inbox.command("list")
def list_command() -> None:
    """Liste ce qui attend : la personne de « --by », ou tout le monde."""
    _start_django()
    from django.utils import timezone

    from ancrage.inbox.queries import inbox_of
    from ancrage.inbox.queries.recipients import open_items
    from ancrage.journal.acting import acting
    from ancrage.journal.policy import granted
    from ancrage.kernel.rights import Where

    by, now = acting(), timezone.now()
    granted(by, "inbox.read", Where(people=frozenset({by.reference})))
    if by.is_person:
        held = inbox_of(by, now=now)
        lines = [(one.item, one.why_me) for one in (*held.waiting, *held.unread)]
    else:
        lines = [
            (item, ", ".join(str(one) for one in item.addressees.all()))
            for item in open_items(now=now)
        ]
    for item, whose in lines:
        due = item.due.isoformat() if item.due else ""
        typer.echo("\t".join((item.kind, item.since.isoformat(), due, item.title, whose)))
    if not lines:
        typer.echo("Rien n’attend.")


@inbox.command("send")
def send_command(
    at: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M"],
            help="Moment à tenir pour présent, heure de Paris, pour essayer (2026-03-02T07:00).",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Ne dit rien de ce qui va bien.")] = False,
) -> None:
    """Écrit et fait partir les messages dus : résumés, urgences, relances.

    « ancrage serve » le fait toutes les cinq minutes. Deux envois à la fois ne doublent rien.
    """
    _start_django()
    from django.utils import timezone

    from ancrage.inbox.actions import send_due
    from ancrage.journal.acting import acting
    from ancrage.journal.policy import granted

    granted(acting(), "inbox.send")
    done = send_due(now=timezone.make_aware(at) if at else timezone.now())
    if not quiet or done.delivered.failed:
        typer.echo(
            f"Messages écrits : {done.written} ; partis : {done.delivered.sent} ; "
            f"gardés ici : {done.delivered.kept} ; en échec : {done.delivered.failed}."
        )


@inbox.command("choose")
def choose_command(
    digest: Annotated[str, typer.Option(help="Résumé : daily, weekly ou none.")],
    urgent: Annotated[bool, typer.Option(help="Recevoir tout de suite ce qui est urgent.")] = True,
) -> None:
    """Choisit quand la personne de « --by » reçoit des messages."""
    _start_django()
    from django.utils import timezone

    from ancrage.inbox.actions import choose_rhythm
    from ancrage.inbox.rules import Rhythm
    from ancrage.journal.acting import acting

    if digest not in set(Rhythm):
        _refuse(f"« {digest} » n’est pas un rythme : daily, weekly ou none.")
    choose_rhythm(by=acting(), now=timezone.now(), digest=Rhythm(digest), urgent_at_once=urgent)
    typer.echo("Choix enregistré.")


@inbox.command("resend")
def resend_command(
    identifier: Annotated[str, typer.Argument(help="Identifiant du message.")],
) -> None:
    """Remet à l’envoi un message abandonné ou interrompu."""
    _start_django()
    from django.utils import timezone

    from ancrage.inbox.actions import ResendRefusedError, resend
    from ancrage.inbox.models import Message
    from ancrage.journal.acting import acting

    try:
        resend(by=acting(), now=timezone.now(), identifier=identifier)
    except Message.DoesNotExist:
        _refuse("Aucun message ne porte cet identifiant.")
    except ResendRefusedError as refusal:
        _refuse(str(refusal))
    typer.echo("Message remis à l’envoi.")


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)


def _start_django() -> None:
    import django

    django.setup()
