"""Keeping files and letting them go: parts of the commands of the objects that own them."""

from datetime import datetime

from ancrage.files.limits import limits_at
from ancrage.files.models import FileContent, StoredFile
from ancrage.files.rules.checking import check_file
from ancrage.journal.command import unjournalled

PART = "une partie de la commande de l’objet qui porte le fichier : elle en journalise l’empreinte"


@unjournalled(PART)
def store_file(*, name: str, content: bytes, by_reference: str, now: datetime) -> StoredFile:
    """Keep a file; its bytes are kept once, however often they are given.

    FileRefusedError when it is not accepted. The calling command puts `sha256` in its entry.
    """
    checked = check_file(name=name, content=content, limits=limits_at(now.date()))
    held, _created = FileContent.objects.defer("data").get_or_create(
        sha256=checked.sha256, defaults={"data": content}
    )
    return StoredFile.objects.create(
        name=checked.name,
        media_type=checked.kind.media_type,
        size=checked.size,
        content=held,
        uploaded_at=now,
        uploaded_by=by_reference,
    )


@unjournalled(PART)
def discard_file(*, file: StoredFile) -> None:
    """Let a file go, and its bytes with it when no other file has the same."""
    sha256 = file.sha256
    file.delete()
    if not StoredFile.objects.filter(content=sha256).exists():
        FileContent.objects.filter(pk=sha256).delete()
