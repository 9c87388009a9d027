"""The sheets that wait for a committee, whoever asks: the committee reads them as submitted."""

from django.db.models import Q, QuerySet

from ancrage.kernel.bars import barred
from ancrage.kernel.rights import Scope, ScopeKind
from ancrage.roadmaps.models import ActionSheet
from ancrage.roadmaps.queries.sheets import everything

SUBMITTED = Q(state="submitted") | Q(proposed__isnull=False)


def submitted_sheets(scope: Scope) -> "QuerySet[ActionSheet]":
    """Those that wait for a decision on a scope, by territory then code."""
    held = everything().filter(SUBMITTED, deleted_at=None).defer("content", "cells")
    if scope.kind == ScopeKind.REGION:
        held = held.filter(roadmap__regions__contains=barred(scope.code))
    elif scope.kind == ScopeKind.TERRITORY:
        held = held.filter(roadmap__scope=scope.code)
    return held.order_by("roadmap__territory_name", "code")


def sheet_named(code: str) -> ActionSheet | None:
    """A sheet by its code, for a committee that has it on its agenda; None once in the bin."""
    return everything().filter(code=code, deleted_at=None).first()
