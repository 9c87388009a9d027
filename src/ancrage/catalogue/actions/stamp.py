"""Telling what is kept in memory that it has changed."""

import uuid

from ancrage.catalogue.models import CatalogueStamp
from ancrage.journal.command import unjournalled


@unjournalled("a part of the command that publishes or adds")
def renew_stamp() -> None:
    """Have every process read the catalogue again."""
    CatalogueStamp.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4().hex})
