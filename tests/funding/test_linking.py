"""Dossiers tied to their request, their sheet, their project; refused, untied."""

import pytest

from ancrage.funding.actions.linking import link_dossier, refuse_link, unlink_dossier
from ancrage.funding.actions.matching import MatchRefusedError
from ancrage.funding.models import Project, SetAside
from ancrage.funding.models.matching import PROJECT, REQUEST, SHEET
from ancrage.funding.queries.linking import ties, unlinked
from ancrage.journal.policy import NotAllowedError
from ancrage.requests.models import ServiceRequest
from ancrage.roadmaps.actions.writing import start_sheet
from ancrage.roadmaps.models import ActionSheet
from tests.funding.world import HERE, HOST, NOW, OTHER, SIRET, TODAY, dossier
from tests.requests.world import sent, stepped

pytestmark = pytest.mark.django_db


def suggested(kind, actor=HOST):
    found = ties(list(unlinked(actor, kind)), kind, on=TODAY)
    return {tie.side.code: [one.key for one in tie.found] for tie in found}


def tied(one, kind, code, by=HOST):
    return link_dossier(by=by, now=NOW, dossier=one, kind=kind, code=code)


def test_a_request_finds_its_dossier(held):
    asked = stepped(held, sent(held), "grant")
    ServiceRequest.objects.filter(pk=asked.pk).update(number="N-0012")
    one = dossier(number="N-12", asked_on=TODAY)
    dossier(siret="00000001800010", siren="000000018", territory="")
    by = held.actor("referent")
    assert suggested(REQUEST, by) == {asked.code: [one.code]}
    assert suggested(REQUEST, held.actor("other_referent")) == {}
    assert tied(one, REQUEST, asked.code, by=by).request == asked.code
    assert suggested(REQUEST, by) == {}
    with pytest.raises(MatchRefusedError, match="déjà lié"):
        tied(one, REQUEST, sent(held).code)
    with pytest.raises(MatchRefusedError, match="pas une sollicitation"):
        tied(dossier(financer=OTHER), REQUEST, asked.code)
    undone = unlink_dossier(by=by, now=NOW, dossier=one, kind=REQUEST, reason="Autre demande")
    assert undone.request == ""
    assert suggested(REQUEST, by)[asked.code] == []


def test_a_sheet_finds_its_dossiers(held):
    values = {"title": "Fours verriers", "owner_siret": SIRET, "owner_name": "Verrerie inventee"}
    sheet = start_sheet(by=held.actor("lead"), now=NOW, scope=HERE, values=values)
    one = dossier()
    assert suggested(SHEET, held.actor("national")) == {}
    ActionSheet.objects.filter(pk=sheet.pk).update(state="submitted", operators="|bpifrance|")
    for who in ("national", "referent"):
        assert suggested(SHEET, held.actor(who)) == {sheet.code: [one.code]}
    assert suggested(SHEET, held.actor("other_referent")) == {}
    assert tied(one, SHEET, sheet.code).sheet == sheet.code
    assert suggested(SHEET) == {}


def test_two_financers_dossiers_become_one_project(held):
    one, two, three = (
        dossier(),
        dossier(financer=OTHER, financer_name="ADEME", purpose="Four verrier"),
        dossier(financer="etat", financer_name="État"),
    )
    assert suggested(PROJECT)[one.code] == [three.code, two.code]
    refuse_link(by=HOST, now=NOW, dossier=three, kind=PROJECT, code=one.code, reason="Non")
    assert suggested(PROJECT)[one.code] == [two.code]
    assert suggested(PROJECT)[three.code] == [two.code]
    tied(one, PROJECT, two.code)
    tied(three, PROJECT, two.code)
    project = Project.objects.get()
    assert project.name == "Fours verriers"
    assert project.dossiers.count() == 3
    tied(one, PROJECT, two.code)
    assert Project.objects.count() == 1
    four, five = dossier(), dossier(financer=OTHER, is_reserved=True)
    tied(five, PROJECT, four.code)
    assert Project.objects.latest("pk").name == "Projet cofinancé"
    with pytest.raises(MatchRefusedError, match="chacun leur projet"):
        tied(one, PROJECT, four.code)
    with pytest.raises(MatchRefusedError, match="autre dossier"):
        tied(one, PROJECT, one.code)
    unlink_dossier(by=HOST, now=NOW, dossier=one, kind=PROJECT, reason="Autre projet")
    assert project.dossiers.count() == 2
    assert SetAside.objects.filter(left=one.code, right=two.code).exists()


def test_who_may_tie(held):
    one = dossier()
    other = dossier(financer=OTHER)
    for who in ("other_referent", "auditor", "lead", "other_copilot"):
        with pytest.raises(NotAllowedError):
            tied(one, PROJECT, other.code, by=held.actor(who))
    for kind, code in ((SHEET, "F-2000-000001"), (PROJECT, "D-2000-000001")):
        with pytest.raises(MatchRefusedError, match="existe pas"):
            tied(one, kind, code)
    with pytest.raises(MatchRefusedError, match="pas lié"):
        unlink_dossier(by=HOST, now=NOW, dossier=one, kind=SHEET, reason="Rien")
    for reason in ("", " "):
        with pytest.raises(MatchRefusedError, match="pourquoi"):
            refuse_link(by=HOST, now=NOW, dossier=one, kind=SHEET, code="F-1", reason=reason)
