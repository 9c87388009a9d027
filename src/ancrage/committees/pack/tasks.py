"""What the worker does for committees: packs."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.committees.actions.packs import keep_pack
from ancrage.committees.models import Pack
from ancrage.committees.pack.making import make
from ancrage.jobs.registry import Arguments, Progress, RefusedError
from ancrage.journal.policy import NotAllowedError
from ancrage.kernel.rights import HOST, Actor, host
from ancrage.people.models import Person
from ancrage.people.queries import actor_of


def make_files(arguments: Arguments, progress: Progress) -> None:
    """Make a pack that was asked for, on behalf of who asked. RefusedError when he may no more."""
    pack = Pack.objects.select_related("meeting").filter(pk=arguments["pack"]).first()
    if pack is None:
        raise RefusedError(_("Ce dossier n’est plus demandé."))
    if pack.is_made:
        return
    by, now = _asker(arguments["by"]), timezone.now()
    made = make(pack, now=now, progress=progress)
    try:
        keep_pack(by=by, now=now, pack=pack, content=made.content, files=made.files)
    except NotAllowedError as refusal:
        raise RefusedError(_("Vous ne pouvez plus faire ce dossier.")) from refusal


def _asker(reference: str) -> Actor:
    if reference == HOST:
        return host()
    person = Person.objects.filter(reference=reference).first()
    if person is None:
        raise RefusedError(_("La personne qui a demandé ce dossier n’est plus là."))
    return actor_of(person, on=timezone.localdate())
