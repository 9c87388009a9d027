"""`ancrage people`: the first administrator, a new link for who lost his way of signing in."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ancrage.people.models import Person

REFUSED = 2
people = typer.Typer(help="Personnes, rôles, connexion.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(people, name="people")


@people.command("create-administrator")
def create_administrator_command(
    email: Annotated[str, typer.Option(help="Adresse électronique.")],
    name: Annotated[str, typer.Option(help="Prénom et nom.")],
    another: Annotated[
        bool, typer.Option("--another", help="Même si le site a déjà un administrateur.")
    ] = False,
) -> None:
    """Nomme le premier administrateur et donne le lien qui ouvre son compte.

    Le lien ne sert qu’une fois : son titulaire y choisit un mot de passe, puis enregistre son
    téléphone comme second facteur. Code de sortie : 2 si le site a déjà un administrateur.
    """
    import django

    django.setup()
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.people.actions.accounts import AccountRefusedError
    from ancrage.people.actions.administrators import (
        AdministratorRefusedError,
        create_administrator,
    )

    given, _, family = name.strip().partition(" ")
    try:
        person = create_administrator(
            by=acting(),
            now=timezone.now(),
            email=email,
            given_name=given,
            family_name=family,
            today=timezone.localdate(),
            another=another,
        )
    except (AccountRefusedError, AdministratorRefusedError) as refusal:
        raise _refused(str(refusal)) from refusal
    typer.echo(f"{person.name} administre le site.")
    _tell_link(person)


@people.command("sign-in-link")
def sign_in_link_command(
    email: Annotated[str, typer.Argument(help="Adresse électronique du compte.")],
    reason: Annotated[str, typer.Option(help="Motif, gardé au journal.")],
) -> None:
    """Redonne un lien de connexion à qui a perdu son mot de passe ou son téléphone.

    L’ancien mot de passe et l’ancien second facteur ne servent plus ; les sessions se ferment.
    """
    import django

    django.setup()
    from django.utils import timezone

    from ancrage.journal.acting import acting
    from ancrage.people.actions.credentials import CredentialRefusedError, renew_sign_in
    from ancrage.people.models import Person

    person = Person.objects.filter(email=email.strip().lower(), erased_at=None).first()
    if person is None:
        raise _refused("Aucun compte n’a cette adresse.")
    try:
        renew_sign_in(by=acting(), now=timezone.now(), person=person, reason=reason)
    except CredentialRefusedError as refusal:
        raise _refused(" ".join(refusal.sentences)) from refusal
    person.refresh_from_db()
    _tell_link(person)


def _tell_link(person: "Person") -> None:
    """The link, and what it is worth."""
    from django.conf import settings

    from ancrage.people.signin.links import password_path

    if person.has_usable_password() or person.subject:
        typer.echo("Ce compte a déjà de quoi se connecter.")
        return
    typer.echo("À remettre à cette personne seule ; ce lien vaut trois jours, une seule fois :")
    typer.echo(settings.SITE_URL + password_path(person))


def _refused(told: str) -> typer.Exit:
    typer.echo(told, err=True)
    return typer.Exit(REFUSED)
