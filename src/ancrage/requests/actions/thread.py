"""The thread of a request: messages and files of both sides, notes that the operator keeps."""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.files.actions import discard_file, store_file
from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor
from ancrage.requests.access import Access, where_of
from ancrage.requests.actions.asking import KIND
from ancrage.requests.actions.notices import tell_message
from ancrage.requests.actions.parts import RequestRefusedError, locked_request
from ancrage.requests.models import Document, Message, Note, ServiceRequest

LONGEST = 5000
MOST = 20
"""How many files one request may hold."""
ENDED = frozenset({"closed"})


@command("requests.write")
def write_message(*, by: Actor, now: dt.datetime, request: ServiceRequest, text: str) -> Message:
    """Write to the other side. RequestRefusedError."""
    held = locked_request(request)
    allow(where_of(held))
    _check_open(held)
    if held.is_draft:
        raise RequestRefusedError(_("Envoyez d’abord la sollicitation : personne ne la lit."))
    made = Message.objects.create(
        request=held,
        side=Access(by, held).side,
        author=by.reference,
        text=_text(text),
        written_at=now,
    )
    tell_message(request=held, message=made, now=now)
    record(
        kind=KIND,
        reference=held.code,
        label=held.code,
        says=_("Message écrit : %s") % held.code,
        details={"side": made.side, "text": made.text},
        private=True,
    )
    return made


@command("requests.note")
def write_note(*, by: Actor, now: dt.datetime, request: ServiceRequest, text: str) -> Note:
    """Note something for one's own operator alone: the journal has neither its words nor that it
    is one. RequestRefusedError."""
    held = locked_request(request)
    allow(where_of(held))
    made = Note.objects.create(request=held, author=by.reference, text=_text(text), written_at=now)
    record(
        kind=KIND,
        reference=held.code,
        label=held.code,
        says=_("Dossier complété par l’opérateur : %s") % held.code,
        private=True,
    )
    return made


@command("requests.attach")
def attach_document(
    *, by: Actor, now: dt.datetime, request: ServiceRequest, name: str, content: bytes
) -> Document:
    """Join a file. RequestRefusedError; FileRefusedError (files)."""
    held = locked_request(request)
    allow(where_of(held))
    _check_open(held)
    if held.documents.count() >= MOST:
        raise RequestRefusedError(_("Une sollicitation a au plus %d pièces.") % MOST)
    file = store_file(name=name, content=content, by_reference=by.reference, now=now)
    made = Document.objects.create(request=held, file=file, side=Access(by, held).side)
    _record_file(held, made, _("Pièce jointe : %s"))
    return made


@command("requests.detach")
def detach_document(*, by: Actor, now: dt.datetime, document: Document) -> None:
    """Take a file out, for the side that joined it. RequestRefusedError."""
    held = locked_request(document.request)
    allow(where_of(held))
    _check_open(held)
    if Access(by, held).side != document.side:
        raise RequestRefusedError(_("Cette pièce vient de l’autre côté : lui seul la retire."))
    file = document.file
    _record_file(held, document, _("Pièce retirée : %s"))
    document.delete()
    discard_file(file=file)


def _record_file(held: ServiceRequest, document: Document, says: str) -> None:
    file = document.file
    record(
        kind=KIND,
        reference=held.code,
        label=held.code,
        says=says % held.code,
        details={"name": file.name, "sha256": file.sha256, "side": document.side},
        private=True,
    )


def _check_open(held: ServiceRequest) -> None:
    if held.state in ENDED:
        raise RequestRefusedError(_("Ce dossier est clos : il ne change plus."))


def _text(text: str) -> str:
    told = text.strip()
    if not told:
        raise RequestRefusedError(_("Écrivez d’abord quelque chose."))
    if len(told) > LONGEST:
        raise RequestRefusedError(_("Ce texte est trop long : 5 000 caractères au plus."))
    return told
