"""What the worker does for money: checks of the ledger, large files read and taken in."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.funding.actions.checks import keep_checks
from ancrage.funding.actions.importing import read_file, take_import
from ancrage.funding.actions.posting import LedgerRefusedError
from ancrage.funding.definitions import check_words
from ancrage.funding.models import MoneyImport
from ancrage.jobs.registry import Arguments, Progress, RefusedError
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.problems import InputRefused
from ancrage.people.models import Person
from ancrage.people.queries import actor_of


def run_checks(_arguments: Arguments, progress: Progress) -> None:
    """Run every check of the ledger."""
    words = check_words()
    keep_checks(progress=lambda code, share: progress(words[code].label, share), clock=timezone.now)


def read_money_file(arguments: Arguments, progress: Progress) -> None:
    """Read the file of an import. RefusedError, with the reason."""
    held = _held(arguments)
    try:
        read_file(held=held, now=timezone.now(), progress=progress)
    except (LedgerRefusedError, InputRefused) as refusal:
        raise RefusedError(str(refusal)[:500]) from refusal


def take_money_file(arguments: Arguments, progress: Progress) -> None:
    """Take an import in, for who accepted it. RefusedError, with the reason."""
    held, now = _held(arguments), timezone.now()
    person = Person.objects.filter(reference=arguments["by"]).first()
    if person is None:
        raise RefusedError(_("La personne qui a accepté cette reprise n’est plus là."))
    progress(_("écriture au grand livre, tout ou rien"), 0)
    by = actor_of(person, on=timezone.localdate(now))
    try:
        take_import(by=by, now=now, held=held, confirmed=arguments["confirmed"])
    except (LedgerRefusedError, InputRefused) as refusal:
        raise RefusedError(str(refusal)[:500]) from refusal
    except NotAllowedError as refusal:
        raise RefusedError(_("Vous ne pouvez plus reprendre de fichiers ici.")) from refusal


def _held(arguments: Arguments) -> MoneyImport:
    held = MoneyImport.objects.filter(reference=arguments["reference"]).first()
    if held is None:
        raise RefusedError(_("Ce fichier n’est plus gardé : envoyez-le à nouveau."))
    return held
