"""What State aid holds about a person: what he wrote, asked for, accepted; its codes alone."""

from typing import Any

from ancrage.stateaid.models import Check, CompanyLink, Declaration, ImportedTable

WRITTEN = (
    ("link", CompanyLink),
    ("declaration", Declaration),
    ("table", ImportedTable),
)


def acts_of(reference: str) -> list[dict[str, Any]]:
    """What a person did, under his reference. Five queries."""
    found: list[dict[str, Any]] = []
    for name, model in WRITTEN:
        rows = model._default_manager.filter(author=reference).order_by("pk")
        told = rows.values_list("reference", "recorded_at")
        found += [{name: code, "at": at} for code, at in told]
    asked = Check.objects.filter(author=reference).order_by("pk")
    found += [{"check": code, "at": at} for code, at in asked.values_list("code", "made_at")]
    accepted = Check.objects.filter(accepted_by=reference).order_by("pk")
    named = accepted.values_list("code", "accepted_at")
    return found + [{"accepted": code, "at": at} for code, at in named]
