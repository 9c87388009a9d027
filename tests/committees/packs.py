"""Packs for the tests: a region with sheets in every state, its pack made by the actions."""

import datetime as dt
import re

from django.test import Client
from lxml import html

from ancrage.committees.actions.packs import ask_pack, keep_pack
from ancrage.committees.models import Meeting, Pack
from ancrage.committees.pack.content import MEMBERS, Content, Figure, Figures, Table
from ancrage.committees.pack.making import gathered, make
from ancrage.roadmaps.actions.money import declare_funding
from ancrage.roadmaps.models import ActionSheet
from tests.committees.world import NOW, World, prepared
from tests.people.world import sign_in
from tests.roadmaps.world import LOIRE, asked, begun, running, submitted, validated

RESERVED = "Fiche tenue secrète"
ELSEWHERE = {"who": "other", "scope": LOIRE, "title": "Dans la Loire"}


def peopled(world: World) -> None:
    """Sheets in every state, some late, some reserved, money at every stage, another territory."""
    begun(world, title="Idée")
    submitted(world, title="Soumise")
    late = running(world, title="En retard", need="recruter")
    ActionSheet.objects.filter(pk=late.pk).update(next_due="2026-01-31")
    stuck = running(world, title="Bloquée")
    ActionSheet.objects.filter(pk=stuck.pk).update(light="red", light_reason="Un accord manque")
    validated(world, title=RESERVED, private=True, total_cost=70_000_00, own_share=10_000_00)
    for stage, cents in (("promised", 50_000_00), ("granted", 30_000_50), ("paid", 10_000_00)):
        declare_funding(
            by=world.actor("manager"),
            now=NOW,
            sheet=late,
            declared=asked(stage=stage, cents=cents),
        )
    begun(world, **ELSEWHERE)


def asked_for(
    world: World,
    *,
    who: str = "secretariat",
    edition: str = MEMBERS,
    meeting: Meeting | None = None,
) -> Pack:
    """The pack of a meeting, of the region of the north unless another is given; not made yet."""
    held = meeting or prepared(world)
    by = world.actor(who)
    return ask_pack(by=by, now=NOW, meeting=held, edition=edition, is_queued=False)


def made(world: World, *, who: str = "secretariat", **told) -> Pack:
    """The same, made with all its files."""
    pack = asked_for(world, who=who, **told)
    held = make(pack, now=NOW)
    return keep_pack(
        by=world.actor(who), now=NOW, pack=pack, content=held.content, files=held.files
    )


def content_of(world: World, **told) -> Content:
    """What it would say, without its files."""
    return gathered(asked_for(world, **told), now=NOW)


def last_meeting(world, days=10):
    """A meeting of the region that was held before: what changed since is told."""
    held = prepared(world)
    before = NOW - dt.timedelta(days=days)
    Meeting.objects.filter(pk=held.pk).update(state="held", starts_at=before)
    return held


def client(world: World, who: str = "") -> Client:
    return sign_in(Client(), world.people[who]) if who else Client()


def blocks(content: Content, kind: type) -> list:
    return [one for part in content.sections for one in part.blocks if isinstance(one, kind)]


def figures(content: Content) -> list[Figure]:
    return [one for block in blocks(content, Figures) for one in block.items]


def table(content: Content, title: str) -> Table:
    (found,) = [one for one in blocks(content, Table) if one.title.startswith(title)]
    return found


def page(browser: Client, address: str) -> html.HtmlElement:
    answer = browser.get(address.partition("#")[0])
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def totals_shown(document: html.HtmlElement) -> dict[str, str]:
    """What the last line of the table of totals of a list shows, by its heading."""
    shown = document.xpath("//section[@id='totaux']//table")
    if not shown:
        return {}
    headings = [_text(one) for one in shown[0].xpath(".//thead//th")]
    last = shown[0].xpath(".//tbody/tr")[-1]
    return dict(zip(headings, [_text(one) for one in last.xpath("th|td")], strict=True))


def counts_shown(document: html.HtmlElement) -> dict[str, str]:
    """What the head of a list or of a roadmap shows, by its label."""
    return {
        _text(one.find("dt")): _text(one.find("dd"))
        for one in document.xpath("//dl[@class='rm-whole']/div")
    }


def _text(element: html.HtmlElement) -> str:
    told = " ".join(element.text_content().split("\n")[0].split(" ")).strip()
    return re.sub(r" ?\d+ fiches? sans coût$", "", told)
