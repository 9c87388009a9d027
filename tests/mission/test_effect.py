"""The effect of the scores on the list: what enters the rules, what the worker finds, the page."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ancrage.jobs.models import Job
from ancrage.journal.models import JournalEntry
from ancrage.journal.policy import NotAllowedError
from ancrage.mission.actions import effects
from ancrage.mission.actions.applications import pick_candidates
from ancrage.mission.actions.missions import MissionRefusedError
from ancrage.mission.models import Candidate, Effect, Mission
from ancrage.mission.queries.effects import engine_use, inputs_of
from ancrage.mission.rules.outcomes import RANK, Standing, outcomes, standing
from ancrage.mission.rules.use import read_use
from ancrage.selection.engine.model import IdentifiedTerritory
from ancrage.selection.engine.scoring import Candidate as Perimeter
from ancrage.selection.engine.scoring import Entry, ScoreUse, entries
from ancrage.selection.models import Identification
from ancrage.selection.queries.runs import runs
from tests.mission import world as making
from tests.mission.pages import cheap, client_of, text_of
from tests.mission.world import HOST, NOW
from tests.selection.site import identified


def territory(code: str, *members: str) -> IdentifiedTerritory:
    return IdentifiedTerritory(code, code, "01", members, 10, 20, 30, 1.0, 1.0, 5.0)


# Where a candidate stands


LIST = [territory("t1", "a", "b"), territory("t2", "c")]


@pytest.mark.parametrize(
    ("members", "found"),
    [
        (("b", "a"), (Standing.WHOLE, 2)),
        (("a", "c"), (Standing.INSIDE, 2)),
        (("a",), (Standing.INSIDE, 1)),
        (("a", "d"), (Standing.PARTLY, 1)),
        (("d",), (Standing.OUT, 0)),
        ((), (Standing.OUT, 0)),
    ],
)
def test_where_a_perimeter_stands(members, found):
    assert standing(members, LIST) == found


@pytest.mark.parametrize(
    ("score", "use", "before", "after", "said"),
    [
        (0.9, ScoreUse(bonus=0.2), [], LIST, "Son bonus a changé les choix en sa faveur."),
        (0.9, ScoreUse(bonus=0.2), [], [], "n’a pas suffi"),
        (0.9, ScoreUse(bonus=0.2), LIST, LIST, "déjà acquise"),
        (0.9, ScoreUse(bonus=0.2), LIST, [], "à son détriment"),
        (0.0, ScoreUse(bonus=0.2), [], LIST, "notes des autres ont changé les choix en sa faveur"),
        (0.9, ScoreUse(), LIST, LIST, "Rien n’a changé"),
        (0.1, ScoreUse(minimum=0.5), LIST, [], "il est sorti"),
        (0.1, ScoreUse(minimum=0.5), [], [], "n’était pas dans la liste"),
        (0.1, ScoreUse(minimum=0.5), LIST, LIST, "une autre candidature"),
        (0.9, ScoreUse(forced_from=0.8), [], LIST, "entrer d’office"),
        (0.9, ScoreUse(forced_from=0.8), LIST, LIST, "déjà"),
    ],
)
def test_why_in_words(score, use, before, after, said):
    (found,) = told({"x": ("a", "b")}, {"x": score}, use, before, after)
    assert said in found.why


def told(perimeters, scores, use, before, after):
    held = [Perimeter(code, code, members) for code, members in perimeters.items()]
    return outcomes(
        candidates=held,
        scores=scores,
        use=use,
        entered=entries(candidates=held, scores=scores, use=use),
        before=before,
        after=after,
    )


members = st.sets(st.sampled_from("abcdef"))


@given(members, st.lists(members.filter(bool), max_size=3))
def test_covering_more_never_stands_lower(wanted, groups):
    free, territories = set("abcdef"), []
    for place, group in enumerate(groups):
        kept = sorted(group & free)
        free -= group
        if kept:
            territories.append(territory(f"t{place}", *kept))
    found, covered = standing(sorted(wanted), territories)
    fewer, less = standing(sorted(wanted), territories[:-1])
    assert less <= covered <= len(wanted)
    assert (found is Standing.OUT) == (covered == 0)
    if found is not Standing.WHOLE and fewer is not Standing.WHOLE:
        assert RANK[fewer] <= RANK[found]


def test_the_declared_use_in_the_engine_s_units():
    use = read_use({"bonus": "20", "minimum": "30", "forced_from": "85"})
    assert engine_use(use) == ScoreUse(minimum=0.3, bonus=0.2, forced_from=0.85)
    assert engine_use(read_use({})) == ScoreUse()


# On a small country, with a worker


def work() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


@pytest.fixture
def scored(db):
    """A mission on a kept identification, with one candidate out of the list and its score."""
    world = making.opened(use=read_use({"bonus": "400"}))
    run = identified(draws=0)
    Mission.objects.update(base=run)
    world = replace(world, mission=Mission.objects.get())
    chosen = {siren for told in run.result["territories"] for siren in told["members"]}
    outside = [siren for siren in making.SIRENS if siren not in chosen][:1]
    made = making.admitted(world, members=outside)
    score(made, 90)
    return world


def score(candidate: Candidate, value: int) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(state="scored", score=value, score_known=1)


def asked(world, **changes) -> Effect:
    told = {"by": world.actor("national"), "now": NOW, "mission": world.mission}
    return effects.ask_effect(**(told | changes))


@pytest.mark.django_db
def test_what_has_no_effect_is_not_computed(world):
    with pytest.raises(MissionRefusedError, match="règles de la mission"):
        asked(world)
    Mission.objects.update(base=identified(draws=0))
    with pytest.raises(MissionRefusedError, match="Aucune note"):
        asked(replace(world, mission=Mission.objects.get()))


@pytest.mark.parametrize("name", ["copilot", "first", "auditor", "author"])
def test_the_national_team_alone_asks(scored, name):
    with pytest.raises(NotAllowedError):
        asked(scored, by=scored.actor(name))
    with pytest.raises(NotAllowedError):
        effects.cancel_effect(by=scored.actor(name), now=NOW, mission=scored.mission)


@pytest.mark.django_db(transaction=True)
def test_the_worker_solves_without_and_with_the_scores(scored):
    effect = asked(scored)
    entry = JournalEntry.objects.last()
    assert entry.command == "mission.ask_effect"
    assert entry.change["details"]["scores"] == {"1": "0.9"}
    assert asked(scored).pk == effect.pk
    work()
    effect.refresh_from_db()
    assert effect.job.state == Job.DONE, effect.job.error
    assert effect.without_scores_id == "petit"
    made = effect.with_scores
    assert made.is_trial
    assert made.code not in {run.code for run in runs()}
    assert made.rules["bonus"]
    assert made.rules["reasons"]["bonus"]
    (outcome,) = effect.changes["outcomes"]
    assert outcome["before"] == "out"
    assert outcome["after"] != "out"
    assert "en sa faveur" in outcome["why"]
    assert effect.changes["value_change"] <= 1e-6
    count = Identification.objects.count()
    assert asked(scored).pk == effect.pk
    assert Identification.objects.count() == count

    page = reverse("mission_effect", args=["essai"])
    text = text_of(cheap(client_of(None), page))
    assert "Vallée des fours" in text
    assert "Son bonus a changé les choix en sa faveur." in text
    assert "90,0" in text
    assert "Calculer" not in text
    csv = client_of(None).get(page + "?format=csv").content.decode()
    assert "Vallée des fours" in csv
    compare = reverse("identification_compare")
    both = f"{compare}?a={effect.without_scores_id}&b={effect.with_scores_id}"
    assert client_of(None).get(both).status_code == 200

    other = making.admitted(scored, members=making.SIRENS[:1])
    score(other, 10)
    there = client_of(scored.people.national)
    assert "ne dit plus l’effet d’aujourd’hui" in text_of(there.get(page))
    assert there.post(reverse("mission_ask_effect", args=["essai"])).status_code == 302
    assert Effect.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_scores_that_leave_no_list_are_told(scored):
    far = [making.SIRENS[0], making.SIRENS[-1]]
    made = making.admitted(scored, members=far)
    score(made, 95)
    Mission.objects.update(use=read_use({"forced_from": "95"}).document())
    effect = asked(replace(scored, mission=Mission.objects.get()))
    work()
    effect.refresh_from_db()
    assert effect.job.state == Job.FAILED
    assert "aucune liste ne tient" in effect.job.error
    assert effect.changes is None
    text = text_of(client_of(None).get(reverse("mission_effect", args=["essai"])))
    assert "aucune liste ne tient" in text


@pytest.mark.django_db
def test_scores_that_contradict_each_other_are_told_at_once(scored):
    second = making.admitted(scored, members=inputs_of(scored.mission).candidates[0].members)
    score(second, 92)
    Mission.objects.update(use=read_use({"forced_from": "90"}).document())
    with pytest.raises(MissionRefusedError, match="en commun"):
        asked(replace(scored, mission=Mission.objects.get()))
    assert not Effect.objects.exists()


@pytest.mark.django_db
def test_a_computation_is_followed_and_given_up(scored):
    there = client_of(scored.people.national)
    page = reverse("mission_effect", args=["essai"])
    assert "L’effet n’a pas encore été calculé" in text_of(there.get(page))
    assert there.post(reverse("mission_cancel_effect", args=["essai"])).status_code == 409
    assert there.post(reverse("mission_ask_effect", args=["essai"])).status_code == 302
    text = text_of(cheap(there, page))
    assert "attend son tour" in text
    assert "Annuler le calcul" in text
    assert "Annuler le calcul" not in text_of(client_of(None).get(page))
    progress = reverse("mission_effect_progress", args=["essai"])
    assert "attend son tour" in there.get(progress).content.decode()
    assert there.post(reverse("mission_cancel_effect", args=["essai"])).status_code == 302
    assert there.get(progress)["HX-Refresh"] == "true"
    assert "annulé" in text_of(there.get(page))
    assert asked(scored).number == 2


@pytest.mark.django_db
def test_territories_of_the_identification_itself_may_be_scored(scored):
    run = Identification.objects.get(pk="petit")
    (made,) = pick_candidates(
        by=HOST,
        now=NOW,
        mission=scored.mission,
        identification=run,
        codes=[run.result["territories"][0]["code"]],
    )
    score(made, 50)
    held = inputs_of(scored.mission)
    assert [c.code for c in held.candidates] == ["1", "2"]
    assert held.scores == {"1": 0.9, "2": 0.5}
    assert entries(candidates=held.candidates, scores=held.scores, use=held.use) == {
        "1": Entry.OPEN,
        "2": Entry.OPEN,
    }
