"""The journal: one entry for each accepted command, each chained to the one before.

An entry's hash covers its body, which holds only the seals (hashes) of its two parts: `change`
(before, after, details) and `personal` (names, addresses). A part may be withheld from a reader or
erased for good: the chain still verifies.
"""

from typing import Any

from django.db import models

from ancrage.kernel.chain import FIRST, written_instant


class JournalHead(models.Model):
    """The last entry's number and hash: one row, locked by whoever appends."""

    number = models.PositiveBigIntegerField("numéro", default=0)
    hash = models.CharField("empreinte", max_length=64, default=FIRST)

    class Meta:
        verbose_name = "tête du journal"

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class JournalEntry(models.Model):
    """What was done, by whom, as what, on what, and the seals of what changed."""

    number = models.PositiveBigIntegerField("numéro", primary_key=True)
    at = models.DateTimeField("le", db_index=True)
    actor = models.CharField("auteur", max_length=64, db_index=True)
    role = models.CharField("rôle", max_length=30)
    scope = models.CharField("périmètre", max_length=120)
    organisation = models.CharField("organisation", max_length=200, blank=True)
    through = models.CharField("par", max_length=12, blank=True)
    command = models.CharField("action", max_length=80, db_index=True)
    kind = models.CharField("nature", max_length=40)
    reference = models.CharField("objet", max_length=200)
    label = models.CharField("nom", max_length=300, blank=True)
    says = models.TextField("en clair")
    where = models.JSONField("lieux", default=dict)
    private = models.BooleanField("réservé", default=False)
    change = models.JSONField("changement", null=True)
    personal = models.JSONField("données personnelles", null=True)
    change_seal = models.CharField("empreinte du changement", max_length=64)
    personal_seal = models.CharField("empreinte personnelle", max_length=64, blank=True)
    previous = models.CharField("empreinte précédente", max_length=64)
    hash = models.CharField("empreinte", max_length=64)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["kind", "reference"], name="journal_about")]
        verbose_name = "entrée du journal"

    def __str__(self) -> str:
        return f"{self.number} {self.command}"

    def body(self) -> dict[str, Any]:
        """What the hash covers, as the export writes it."""
        return {
            "number": self.number,
            "at": written_instant(self.at),
            "actor": self.actor,
            "as": {
                "role": self.role,
                "scope": self.scope,
                "organisation": self.organisation,
            },
            "through": self.through,
            "command": self.command,
            "about": {"kind": self.kind, "reference": self.reference, "label": self.label},
            "says": self.says,
            "where": self.where,
            "private": self.private,
            "seals": {"change": self.change_seal, "personal": self.personal_seal},
            "previous": self.previous,
        }


class EntryPlace(models.Model):
    """A scope that an entry touches: how a region or a tandem finds its own entries."""

    entry = models.ForeignKey(JournalEntry, models.CASCADE, related_name="places")
    kind = models.CharField("nature", max_length=12)
    code = models.CharField("code", max_length=100)

    class Meta:
        indexes = [models.Index(fields=["kind", "code"], name="journal_place")]
        verbose_name = "lieu d’une entrée"

    def __str__(self) -> str:
        return f"{self.entry_id} {self.kind}:{self.code}"
