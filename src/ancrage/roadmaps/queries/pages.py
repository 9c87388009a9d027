"""What the page of a sheet gathers around its content."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Length, Substr

from ancrage.geography.models import Territory
from ancrage.kernel.rights import Actor
from ancrage.requests.queries.requests import visible_to as requests_visible_to
from ancrage.roadmaps.access import Access
from ancrage.roadmaps.definitions import form
from ancrage.roadmaps.models import (
    ActionSheet,
    Attachment,
    Comment,
    FundingEntry,
    ProgressReport,
    Share,
    SheetVersion,
)
from ancrage.roadmaps.queries.sheets import (
    content_at,
    names_on,
    told,
    visible_to,
)
from ancrage.roadmaps.rules.content import Change, Content, changes
from ancrage.roadmaps.rules.funding import Plan, plan_of
from ancrage.roadmaps.rules.guards import Facts, missing, observed
from ancrage.simplification.queries.cases import cases_of

CASE = re.compile(r"cas-(\d{1,9})", re.ASCII)


@dataclass
class Opened:
    """A sheet as somebody opened it; each part is read once, when it is first asked for.

    `listed_in`: the last list that has its territory, where its roadmap is read; "" for none.
    """

    sheet: ActionSheet
    access: Access
    day: dt.date
    listed_in: str = ""

    @cached_property
    def entries(self) -> list[FundingEntry]:
        return list(self.sheet.funding.all())

    @cached_property
    def plan(self) -> Plan:
        content = self.sheet.content
        cost, share = content.get("total_cost"), content.get("own_share")
        return plan_of(told(self.entries), total_cost=cost, own_share=share)

    @cached_property
    def versions(self) -> list[SheetVersion]:
        """Those that the committee validated, the last one first."""
        return list(self.sheet.versions.all()) if self.sheet.version else []

    @cached_property
    def comments(self) -> list[Comment]:
        return list(self.sheet.comments.all())

    @cached_property
    def attachments(self) -> list[Attachment]:
        return list(self.sheet.attachments.select_related("file"))

    @cached_property
    def names(self) -> dict[str, str]:
        return names_on(self.sheet)

    @cached_property
    def shares(self) -> list[Share]:
        """Those that it was given to, for who writes it."""
        return list(self.sheet.shares.all()) if self.access.is_writer else []

    @cached_property
    def unvalidated(self) -> dict[str, Change]:
        """What was written since the last validated version."""
        return changes(self.versions[0].content, self.sheet.content) if self.versions else {}

    @cached_property
    def facts(self) -> Facts:
        """What its steps look at, from what is read already."""
        return Facts(
            missing=missing(form(), self.sheet.content),
            gap=self.plan.gap,
            is_changed=bool(self.unvalidated),
            is_proposed=self.sheet.proposed is not None,
            observed=observed(self.sheet.content),
        )


def opened(actor: Actor, code: str, *, day: dt.date) -> Opened | None:
    """A sheet that somebody may see. One query."""
    his = Share.objects.filter(sheet=OuterRef("pk"), person=actor.reference)
    held = visible_to(actor).filter(code=code)
    reports = ProgressReport.objects.filter(sheet=OuterRef("pk"))
    sheet = held.annotate(
        is_given=Exists(his),
        listed_in=_last_list(),
        last_sentence=Subquery(reports.values("sentence")[:1]),
    ).first()
    if sheet is None:
        return None
    given = frozenset({actor.reference}) if sheet.is_given else frozenset()
    return Opened(sheet, Access(actor, sheet, given), day, sheet.listed_in or "")


def _last_list() -> Subquery:
    """The last version of the programme's list that has the territory of a sheet."""
    programme = OuterRef("roadmap__programme")
    code = Substr(OuterRef("roadmap__scope"), Length(programme) + 2)  # "programme:code"
    found = Territory.objects.filter(version__perimeter=programme, code=code)
    return Subquery(found.order_by("-version__valid_from").values("version")[:1])


def readable_links(actor: Actor, content: Content) -> frozenset[str]:
    """Of the requests and of the case that a sheet is linked to, those that somebody may read.

    One query; none when there are none.
    """
    codes, number = content.get("requests", []), case_number(content.get("block_case", ""))
    if not codes and not number:
        return frozenset()
    requests = requests_visible_to(actor).filter(code__in=codes).order_by()
    cases = cases_of(actor).prefetch_related(None).filter(number=number).order_by()
    case = Value(content.get("block_case", ""), output_field=CharField())
    found = requests.values_list("code").union(cases.annotate(told=case).values_list("told"))
    return frozenset(code for (code,) in found)


def case_number(code: str) -> int:
    """The number of a case of simplification, « cas-3 »; 0 for anything else."""
    told = CASE.fullmatch(code)
    return int(told[1]) if told else 0


def proposed_content(sheet: ActionSheet) -> Content:
    """The content that was submitted as the next version. One query."""
    return content_at(sheet, sheet.proposed or sheet.revision)


def by_field(comments: Iterable[Comment]) -> Mapping[str, list[Comment]]:
    """The remarks that wait for an answer, by field."""
    found: dict[str, list[Comment]] = {}
    for one in comments:
        if one.resolved_at is None:
            found.setdefault(one.field, []).append(one)
    return found
