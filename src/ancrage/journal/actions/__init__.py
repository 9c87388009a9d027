"""The two writes of the journal: an entry is added, a person's part of entries is erased."""

from ancrage.journal.actions.appending import Noted, append
from ancrage.journal.actions.erasing import erase_personal

__all__ = ["Noted", "append", "erase_personal"]
