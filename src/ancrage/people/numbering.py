"""Public codes that people read aloud: a year and a number, as « F-2026-000123 »."""

from django.db import models


class YearCounter(models.Model):
    """The last number given in a year: one row a year, locked by whoever takes the next."""

    year = models.PositiveSmallIntegerField("année", primary_key=True)
    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.year} {self.last}"
