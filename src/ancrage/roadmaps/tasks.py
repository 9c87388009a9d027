"""What the worker does for roadmaps: large files of sheets, read and taken in."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.jobs.registry import Arguments, Progress, RefusedError
from ancrage.journal.policy import NotAllowedError
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.roadmaps.actions.importing import read_import, take_import
from ancrage.roadmaps.actions.parts import SheetRefusedError
from ancrage.roadmaps.models import SheetImport


def read_files(arguments: Arguments, progress: Progress) -> None:
    """Read the files of an import. RefusedError when it was let go."""
    try:
        read_import(held=_held(arguments), now=timezone.now(), progress=progress)
    except SheetRefusedError as refusal:
        raise RefusedError(str(refusal)) from refusal


def take_files(arguments: Arguments, progress: Progress) -> None:
    """Take an import in, for who accepted it. RefusedError, with the reason."""
    held = _held(arguments)
    now = timezone.now()
    person = Person.objects.filter(reference=arguments["by"]).first()
    if person is None:
        raise RefusedError(_("La personne qui a accepté cette reprise n’est plus là."))
    progress(_("écriture des fiches, toutes ou aucune"), 0)
    by = actor_of(person, on=timezone.localdate(now))
    try:
        take_import(by=by, now=now, held=held, confirmed=arguments["confirmed"])
    except SheetRefusedError as refusal:
        raise RefusedError(str(refusal)) from refusal
    except NotAllowedError as refusal:
        raise RefusedError(_("Vous ne pouvez plus reprendre de fichiers ici.")) from refusal


def _held(arguments: Arguments) -> SheetImport:
    held = SheetImport.objects.filter(reference=arguments["reference"]).first()
    if held is None:
        raise RefusedError(_("Ces fichiers ne sont plus gardés : envoyez-les à nouveau."))
    return held
