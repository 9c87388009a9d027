"""Moves on a list: what they make, what refuses them, and two people amending at once."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancrage.selection.engine.amending import (
    KINDS,
    AddMember,
    AddTerritory,
    MergeTerritories,
    MoveRefused,
    Part,
    RemoveMember,
    RemoveTerritory,
    RenameTerritory,
    SplitTerritory,
    affected_regions,
    move_document,
    move_from_document,
    new_code,
    territories_of,
    touched_codes,
    touched_sirens,
)
from ancrage.selection.engine.applying import apply_move, apply_moves
from ancrage.selection.engine.identify import identify
from ancrage.selection.engine.rebasing import list_changes, rebase
from tests.selection.amended import COUNTRY, SIRENS, lists, moves, territory
from tests.selection.small import make_rules

LIST = (territory("t0", 0, 1), territory("t1", 2, 3, 6, region="02"), territory("t2", 8))


def applied(move, territories=LIST):
    return apply_move(country=COUNTRY, territories=territories, move=move)


def shape(territories):
    """What a list says, members in any order."""
    return {t.code: (t.name, t.region, frozenset(t.members)) for t in territories}


def members_of(territories):
    return {t.code: sorted(SIRENS.index(siren) for siren in t.members) for t in territories}


def test_a_member_joins():
    assert members_of(applied(AddMember("t2", SIRENS[4])))["t2"] == [4, 8]


def test_members_are_by_decreasing_jobs():
    changed = next(t for t in applied(AddMember("t0", SIRENS[4])) if t.code == "t0")
    jobs = [COUNTRY.units[SIRENS.index(siren)].industrial_jobs for siren in changed.members]
    assert jobs == sorted(jobs, reverse=True)


def test_a_member_leaves():
    assert members_of(applied(RemoveMember("t1", SIRENS[3])))["t1"] == [2, 6]


def test_a_territory_is_split_and_a_part_keeps_its_code():
    parts = (Part("t1", "Amont", (SIRENS[2],)), Part("t9", "Aval", (SIRENS[3], SIRENS[6])))
    after = applied(SplitTerritory("t1", parts))
    assert members_of(after) == {"t0": [0, 1], "t1": [2], "t2": [8], "t9": [3, 6]}
    assert {t.code: t.region for t in after}["t9"] == "02"
    assert {t.code: t.name for t in after}["t1"] == "Amont"


def test_territories_are_merged():
    after = applied(MergeTerritories(("t0", "t2"), "t7", "Ensemble"))
    assert members_of(after) == {"t1": [2, 3, 6], "t7": [0, 1, 8]}
    assert after[-1].region == "01"


def test_a_merger_of_two_regions_says_which():
    after = applied(MergeTerritories(("t0", "t1"), "t1", "Ensemble", "02"))
    assert shape(after)["t1"][1] == "02"


def test_a_territory_is_renamed():
    assert shape(applied(RenameTerritory("t0", "Autre")))["t0"][0] == "Autre"


def test_only_the_writing_of_a_name_may_change():
    again = applied(RenameTerritory("t0", "nom de T0"))
    assert shape(again)["t0"][0] == "nom de T0"


def test_a_territory_comes_and_goes():
    move = AddTerritory("a9", "Neuf", "02", (SIRENS[5],))
    with_it = applied(move)
    assert [t.code for t in with_it] == ["a9", "t0", "t1", "t2"]
    assert shape(applied(RemoveTerritory("a9"), with_it)) == shape(LIST)


def test_one_moves_from_a_territory_to_another_in_two_moves():
    both = [RemoveMember("t1", SIRENS[6]), AddMember("t0", SIRENS[6])]
    after = apply_moves(country=COUNTRY, territories=LIST, moves=both)
    assert members_of(after) == {"t0": [0, 1, 6], "t1": [2, 3], "t2": [8]}


REFUSALS = [
    (AddMember("t9", SIRENS[4]), "territory", "n’est le code d’aucun territoire"),
    (AddMember("t0", "123"), "siren", "n’est le SIREN d’aucune intercommunalité"),
    (AddMember("t0", SIRENS[2]), "siren", "est déjà dans le territoire « Nom de t1 » (t1)"),
    (AddMember("t0", SIRENS[0]), "siren", "est déjà dans ce territoire"),
    (RemoveMember("t9", SIRENS[0]), "territory", "n’est le code d’aucun territoire"),
    (RemoveMember("t0", SIRENS[2]), "siren", "n’est pas dans le territoire"),
    (RemoveMember("t2", SIRENS[8]), "siren", "n’aurait plus aucun membre"),
    (RenameTerritory("t9", "X"), "territory", "n’est le code d’aucun territoire"),
    (RenameTerritory("t0", "  "), "name", "le nom manque"),
    (RenameTerritory("t0", "x" * 201), "name", "a plus de 200 caractères"),
    (RenameTerritory("t0", "NOM de t1"), "name", "est le nom du territoire t1"),
    (RenameTerritory("t0", "Nom de t0"), "name", "est déjà son nom"),
    (RemoveTerritory("t9"), "territory", "n’est le code d’aucun territoire"),
    (AddTerritory("t0", "X", "01", (SIRENS[4],)), "code", "est celui du territoire « Nom de t0 »"),
    (AddTerritory("t 9", "X", "01", (SIRENS[4],)), "code", "n’est pas un code de territoire"),
    (AddTerritory("t9", "Nom de t0", "01", (SIRENS[4],)), "name", "est le nom du territoire t0"),
    (AddTerritory("t9", "X", "99", (SIRENS[4],)), "region", "n’a la région « 99 »"),
    (AddTerritory("t9", "X", "01", ()), "members", "n’a aucun membre"),
    (AddTerritory("t9", "X", "01", (SIRENS[4],) * 2), "members", "figure deux fois"),
    (AddTerritory("t9", "X", "01", (SIRENS[0],)), "members", "est déjà dans le territoire"),
    (MergeTerritories(("t0",), "t0", "X"), "codes", "il n’y a pas deux territoires"),
    (MergeTerritories(("t0", "t0"), "t0", "X"), "codes", "il n’y a pas deux territoires"),
    (MergeTerritories(("t0", "t9"), "t0", "X"), "codes", "n’est le code d’aucun territoire"),
    (MergeTerritories(("t0", "t2"), "t1", "X"), "code", "est celui du territoire"),
    (MergeTerritories(("t0", "t1"), "t0", "X"), "region", "portés par plusieurs régions"),
    (MergeTerritories(("t0", "t1"), "t0", "X", "99"), "region", "n’a la région « 99 »"),
    (SplitTerritory("t9", ()), "territory", "n’est le code d’aucun territoire"),
    (SplitTerritory("t0", (Part("t0", "A", (SIRENS[0], SIRENS[1])),)), "parts", "pas deux parties"),
]
SPLITS = [
    ((("t0", "A", (0,)), ("t9", "B", ())), "n’a aucun membre"),
    ((("t0", "A", (0,)), ("t9", "B", (2, 1))), "n’est pas dans le territoire « Nom de t0 »"),
    ((("t0", "A", (0,)), ("t1", "B", (1,))), "est celui du territoire « Nom de t1 »"),
    ((("t9", "A", (0,)), ("t9", "B", (1,))), "deux parties ont le code « t9 »"),
    ((("t0", "A", (0,)), ("t9", "a", (1,))), "deux parties ont le même nom"),
    ((("t0", "A", (0,)), ("t9", "Nom de t1", (1,))), "est le nom du territoire t1"),
    ((("t0", "A", (0, 1)), ("t9", "B", (1,))), "figure deux fois"),
    ((("t0", "A", (0,)), ("t9", "", (1,))), "le nom manque"),
    ((("t0", "A", (0,)), ("t8", "B", (8,))), "n’est dans aucune partie"),
]


@pytest.mark.parametrize(("move", "field", "told"), REFUSALS)
def test_a_refusal_says_where_and_what_to_do(move, field, told):
    with pytest.raises(MoveRefused) as refusal:
        applied(move)
    found = dict(reversed(refusal.value.faults))
    assert told[1:] in found[field].replace("\N{NO-BREAK SPACE}", " ")
    assert all(problem.advice for problem in refusal.value.problems)
    assert found[field][0] in "«" or found[field][0].isupper()


@pytest.mark.parametrize(("parts", "told"), SPLITS)
def test_a_split_shares_out_all_the_members(parts, told):
    made = tuple(Part(c, name, tuple(SIRENS[i] for i in places)) for c, name, places in parts)
    with pytest.raises(MoveRefused) as refusal:
        applied(SplitTerritory("t0", made))
    assert {field for field, _ in refusal.value.faults} == {"parts"}
    assert told[1:] in str(refusal.value).replace("\N{NO-BREAK SPACE}", " ")


def test_every_fault_is_told_at_once():
    with pytest.raises(MoveRefused) as refusal:
        applied(AddTerritory("t0", "", "99", (SIRENS[0], "123")))
    fields = [field for field, _ in refusal.value.faults]
    assert fields == ["code", "name", "members", "members", "region"]


def home(territories):
    return {siren: t.code for t in territories for siren in t.members}


@settings(max_examples=80, deadline=None)
@given(data=st.data(), territories=lists())
def test_a_list_stays_a_list_and_the_rest_is_not_touched(data, territories):
    for move in data.draw(moves(territories)):
        after = applied(move, territories)
        assert [t.code for t in after] == sorted({t.code for t in after})
        held = [siren for t in after for siren in t.members]
        assert len(held) == len(set(held))
        assert all(t.members for t in after)
        untouched = shape(territories).items() - shape(after).items()
        assert {code for code, _ in untouched} <= touched_codes(move)
        sirens = touched_sirens(territories=territories, move=move)
        before, now = home(territories), home(after)
        assert {s for s in SIRENS if before.get(s) != now.get(s)} <= sirens
        territories = after


@settings(max_examples=60, deadline=None)
@given(data=st.data(), territories=lists())
def test_a_move_comes_back_from_its_document(data, territories):
    for move in data.draw(moves(territories)):
        assert move_from_document(json.loads(json.dumps(move_document(move)))) == move


@settings(max_examples=60, deadline=None)
@given(data=st.data(), territories=lists())
def test_the_regions_concerned_are_those_of_all_that_is_touched(data, territories):
    regions = {unit.siren: unit.region for unit in COUNTRY.units}
    for move in data.draw(moves(territories)):
        found = affected_regions(country=COUNTRY, territories=territories, move=move)
        after = applied(move, territories)
        changed = shape(territories).items() ^ shape(after).items()
        for _, (_, region, members) in changed:
            assert {region, *(regions[siren] for siren in members)} <= found
        territories = after


def test_every_kind_is_written_and_read():
    kinds = {type(move) for move, _, _ in REFUSALS}
    assert kinds == set(KINDS.values())
    for move, _, _ in REFUSALS:
        assert move_document(move)["kind"] == move.kind


@pytest.mark.parametrize(
    ("document", "fields"),
    [
        ({}, ["kind"]),
        ({"kind": "vanish"}, ["kind"]),
        ({"kind": "add_member", "territory": 3}, ["territory", "siren"]),
        ({"kind": "merge", "codes": "t0", "code": "t0", "name": "X"}, ["codes"]),
        ({"kind": "split", "territory": "t0", "parts": ["t0"]}, ["parts"]),
        ({"kind": "split", "territory": "t0", "parts": [{"code": "t0"}]}, ["parts"]),
        ({"kind": "add_territory", "code": "x", "name": "x", "region": "01"}, ["members"]),
    ],
)
def test_an_unreadable_document_is_told(document, fields):
    with pytest.raises(MoveRefused) as refusal:
        move_from_document(document)
    assert [field for field, _ in refusal.value.faults] == fields


def test_a_merger_may_leave_its_region_out():
    document = {"kind": "merge", "codes": ["t0", "t2"], "code": "t0", "name": " X "}
    assert move_from_document(document) == MergeTerritories(("t0", "t2"), "t0", "X")


@pytest.mark.parametrize(
    ("codes", "region", "code"),
    [
        ([], "84", "sim-8401"),
        (["sim-8401", "sim-8409", "sim-8501"], "84", "sim-8410"),
        (["sim-84-01", "sim-84-15"], "84", "sim-84-16"),
        (["autre-8499"], "84", "sim-8401"),
        (["sim-8499"], "84", "sim-84100"),
    ],
)
def test_a_new_code_follows_those_of_its_region(codes, region, code):
    assert new_code(codes=codes, region=region) == code
    assert code not in codes


def test_an_identification_is_a_list_to_amend():
    result = identify(country=COUNTRY, rules=make_rules(territories=3))
    found = territories_of(result)
    assert [(t.code, t.members) for t in found] == [(t.code, t.members) for t in result.territories]


def rebased(ours, head, base=LIST):
    return rebase(country=COUNTRY, moves=ours, base=base, head=head)


def after(*made, base=LIST):
    return apply_moves(country=COUNTRY, territories=base, moves=made)


@settings(max_examples=80, deadline=None)
@given(data=st.data(), territories=lists())
def test_on_the_list_of_before_every_move_is_made(data, territories):
    ours = data.draw(moves(territories))
    found = rebased(ours, territories, territories)
    assert found.set_aside == ()
    assert shape(found.territories) == shape(after(*ours, base=territories))


@settings(max_examples=120, deadline=None)
@given(data=st.data(), territories=lists())
def test_moves_on_other_territories_commute_and_both_survive(data, territories):
    codes = [t.code for t in territories]
    first = frozenset(data.draw(st.sets(st.sampled_from(codes))))
    ours = data.draw(moves(territories, codes=first, mark="a"))
    both = after(*ours, base=territories)
    theirs = data.draw(moves(both, codes=set(codes) - first, mark="b"))
    theirs, head = _without_ours(theirs, territories, _taken(ours))
    forth = rebased(ours, head, territories)
    back = rebased(theirs, after(*ours, base=territories), territories)
    assert forth.set_aside == back.set_aside == ()
    assert shape(forth.territories) == shape(back.territories)


@settings(max_examples=120, deadline=None)
@given(data=st.data(), territories=lists())
def test_no_work_is_lost_without_a_word(data, territories):
    ours = data.draw(moves(territories, mark="a"))
    theirs = data.draw(moves(territories, mark="b"))
    head = after(*theirs, base=territories)
    found = rebased(ours, head, territories)
    assert len(found.moves) + len(found.set_aside) + len(found.done) == len(ours)
    assert shape(found.territories) == shape(after(*found.moves, base=head))
    assert all(aside.why.endswith(".") for aside in found.set_aside)
    assert all(aside.move == ours[aside.position] for aside in found.set_aside)
    held = [siren for t in found.territories for siren in t.members]
    assert len(held) == len(set(held))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), territories=lists())
def test_the_same_moves_are_made_once(data, territories):
    ours = data.draw(moves(territories))
    head = after(*ours, base=territories)
    found = rebased(ours, head, territories)
    assert found.territories == head
    assert found.set_aside == ()
    assert len(found.done) == len(ours)


@settings(max_examples=80, deadline=None)
@given(data=st.data(), territories=lists())
def test_what_today_s_list_changed_is_never_undone(data, territories):
    """Of a territory whose members both changed, those of today's list stay."""
    ours = data.draw(moves(territories, mark="a"))
    theirs = data.draw(moves(territories, mark="b"))
    head = after(*theirs, base=territories)
    found = shape(rebased(ours, head, territories).territories)
    for change in list_changes(before=territories, after=head):
        if change.after is None:
            assert change.code not in found
        elif "members" in change.aspects:
            assert found[change.code][2] == frozenset(change.after.members)


def _taken(made):
    """The intercommunalités that moves take from outside the list, be it for a while."""
    joined = {move.siren for move in made if isinstance(move, AddMember)}
    return joined.union(*(move.members for move in made if isinstance(move, AddTerritory)))


def _without_ours(theirs, territories, taken):
    """Those of their moves that the list allows without ours, and the list that they make."""
    now, made = territories, []
    for move in theirs:
        try:
            after_it = applied(move, now)
        except MoveRefused:
            continue
        if not _taken([move]) & taken:
            now = after_it
            made.append(move)
    return made, now


N = RenameTerritory("t0", "Neuf")
CLASHES = [
    (
        "both change the members of one territory",
        [AddMember("t0", SIRENS[4])],
        [AddMember("t0", SIRENS[5])],
        ("t0", "a reçu U5"),
    ),
    (
        "one loses a member, the other gets one",
        [AddMember("t1", SIRENS[4])],
        [RemoveMember("t1", SIRENS[2])],
        ("t1", "a perdu U2"),
    ),
    (
        "both rename",
        [N],
        [RenameTerritory("t0", "Ancien")],
        ("t0", "ne s’appelle plus « Nom de t0 »"),
    ),
    (
        "one renames what the other takes away",
        [N],
        [RemoveTerritory("t0")],
        ("t0", "n’est plus dans la liste"),
    ),
    (
        "one merges what the other renames",
        [MergeTerritories(("t0", "t2"), "t2", "Ensemble")],
        [N],
        ("t0", "ne s’appelle plus"),
    ),
    (
        "both want the same one",
        [AddMember("t0", SIRENS[4])],
        [AddMember("t2", SIRENS[4])],
        ("t2", "est déjà dans le territoire « Nom de t2 » (t2)"),
    ),
    (
        "both give the same name",
        [N],
        [RenameTerritory("t1", "Neuf")],
        ("t1", "est le nom du territoire t1"),
    ),
    (
        "both give the same code",
        [AddTerritory("t9", "Neuf", "01", (SIRENS[4],))],
        [AddTerritory("t9", "Autre", "01", (SIRENS[5],))],
        ("t9", "est apparu dans la liste"),
    ),
]


@pytest.mark.parametrize(
    ("ours", "theirs", "told"), [c[1:] for c in CLASHES], ids=[c[0] for c in CLASHES]
)
def test_a_clash_is_told_with_what_happened_since(ours, theirs, told):
    head = after(*theirs)
    found = rebased(ours, head)
    (aside,) = found.set_aside
    assert (aside.position, aside.move, aside.territory) == (0, ours[0], told[0])
    assert told[1] in aside.why.replace("\N{NO-BREAK SPACE}", " ")
    assert aside.change in list_changes(before=LIST, after=head)
    assert found.territories == head


def test_a_name_and_the_members_are_apart():
    found = rebased([N], after(AddMember("t0", SIRENS[4])))
    assert found.set_aside == ()
    assert shape(found.territories)["t0"] == (
        "Neuf",
        "01",
        frozenset({SIRENS[i] for i in (0, 1, 4)}),
    )


def test_what_builds_on_a_move_set_aside_is_set_aside():
    ours = [
        RemoveMember("t1", SIRENS[6]),
        AddMember("t2", SIRENS[6]),
        RenameTerritory("t2", "Encore"),
    ]
    found = rebased(ours, after(AddMember("t1", SIRENS[4])))
    assert [aside.position for aside in found.set_aside] == [0, 1]
    assert found.set_aside[1].why == "Ce changement suppose le changement n° 1, qui est écarté."
    assert found.moves == (ours[2],)


def test_a_merger_set_aside_takes_along_what_follows_on_its_territories():
    ours = [
        MergeTerritories(("t0", "t2"), "t2", "Ensemble"),
        RenameTerritory("t2", "Tous ensemble"),
    ]
    found = rebased(ours, after(AddMember("t0", SIRENS[4])))
    assert [aside.position for aside in found.set_aside] == [0, 1]
    assert shape(found.territories)["t2"][0] == "Nom de t2"


def test_a_part_of_the_moves_may_be_done_already():
    ours = [RemoveMember("t1", SIRENS[6]), AddMember("t0", SIRENS[6])]
    found = rebased(ours, after(ours[0]))
    assert (found.done, found.moves, found.set_aside) == ((0,), (ours[1],), ())
    assert shape(found.territories) == shape(after(*ours))


def test_moves_that_their_own_list_refuses_are_no_clash():
    with pytest.raises(MoveRefused):
        rebased([AddMember("t0", SIRENS[0])], LIST)


def test_the_changes_of_a_list_do_not_see_the_order_of_the_members():
    turned = tuple(replace(t, members=t.members[::-1]) for t in LIST)
    assert list_changes(before=LIST, after=turned) == ()
    (change,) = list_changes(before=LIST, after=after(RemoveMember("t0", SIRENS[1])))
    assert (change.joined, change.left) == (frozenset(), frozenset({SIRENS[1]}))
    assert change.aspects == {"members"}


def test_a_region_that_changes_is_told():
    moved = tuple(replace(t, region="02") if t.code == "t0" else t for t in LIST)
    (aside,) = rebased([RemoveTerritory("t0")], moved).set_aside
    assert "est porté par la région 02" in aside.why
