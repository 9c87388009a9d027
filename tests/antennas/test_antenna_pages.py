"""The pages: who reads what, what a form refuses and keeps, what is tried by hand, the files."""

import pytest
from django.urls import reverse
from django.utils import timezone

from ancrage.antennas.actions.bookings import STEPS, ask_booking
from ancrage.antennas.models import Antenna, Booking, Siting
from ancrage.antennas.queries.places import loaded_ground
from tests.antennas import world
from tests.people.world import person, sign_in

FORM = {"name": "Essai", "count": "2", "objective": "coverage", "radius": "60", "unit": "km"}


@pytest.fixture
def siting(country):
    return world.planned()


@pytest.fixture
def national(client, country):
    return sign_in(client, person("national"))


@pytest.fixture
def referent(client, country):
    return sign_in(client, person("referent", code=world.OPERATOR))


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def test_everybody_reads_the_antennas(client, antenna, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        shown = page(client, "antennas")
    assert "Antenne d’" in shown.content.decode()
    assert page(client, "antenna", antenna.code).status_code == 200
    assert page(client, "antennas_map", "svg")["Content-Type"] == "image/svg+xml"
    file = page(client, "antennas", format="csv").content.decode()
    assert antenna.name in file
    assert page(client, "antenna", "rien").status_code == 404


def test_without_any_antenna_the_page_says_what_is_known(client, country):
    assert "sans dire où ni combien" in page(client, "antennas").content.decode()


def test_who_has_the_address_of_a_scenario_reads_it_and_does_nothing(client, siting):
    shown = page(client, "siting", siting.code).content.decode()
    assert "La preuve" in shown
    assert "Changer la question" not in shown
    assert page(client, "siting_file", siting.code).json()["hosts"] == siting.plan["hosts"]
    assert page(client, "siting_map", siting.code, "svg").status_code == 200
    assert page(client, "siting_edit", siting.code).status_code in {302, 404}
    assert page(client, "sitings").status_code in {302, 404}


def test_the_page_of_a_plan_asks_little_of_the_database(
    national, siting, django_assert_max_num_queries
):
    page(national, "siting", siting.code)
    with django_assert_max_num_queries(15):
        shown = page(national, "siting", siting.code)
    assert shown.status_code == 200


def test_a_scenario_is_made_from_the_form(national):
    shown = national.post(reverse("siting_create"), FORM | {"unit": "min", "radius": "60"})
    siting = Siting.objects.get()
    assert shown["Location"] == reverse("siting", args=[siting.code])
    assert siting.minutes == 60
    assert siting.question["radius_km"] == 50.0
    assert "estimation" in page(national, "siting", siting.code).content.decode()
    ran = national.post(reverse("siting_run", args=[siting.code]))
    assert ran.status_code == 302
    assert "Annuler le calcul" in page(national, "siting", siting.code).content.decode()
    waits = page(national, "siting_progress", siting.code)
    assert waits.status_code == 200
    assert national.post(reverse("siting_cancel", args=[siting.code])).status_code == 302
    again = national.post(reverse("siting_cancel", args=[siting.code]))
    assert again.status_code == 409
    assert national.post(reverse("siting_curve", args=[siting.code])).status_code == 302


def test_a_refused_form_keeps_what_was_typed(national):
    shown = national.post(reverse("siting_create"), FORM | {"kept": "nulle part\n"})
    assert shown.status_code == 422
    text = shown.content.decode()
    assert "nulle part" in text
    assert "aucune intercommunalité" in text
    shown = national.post(reverse("siting_create"), FORM | {"radius": ""})
    assert "La couverture demande un rayon" in shown.content.decode()
    assert not Siting.objects.exists()


def test_two_people_do_not_undo_each_other(national, siting):
    address = reverse("siting_edit", args=[siting.code])
    assert national.get(address).status_code == 200
    assert national.post(address, FORM | {"revision": "1"}).status_code == 302
    stale = national.post(address, FORM | {"revision": "1", "count": "4"})
    assert "entre-temps" in stale.content.decode()


def test_another_host_is_tried_on_the_page(client, siting):
    ground = loaded_ground()
    other = next(p for p in ground.places if p.siren not in siting.plan["hosts"])
    shown = page(client, "siting", siting.code, avec=other.siren).content.decode()
    assert f"{other.name} accueille une antenne" in shown
    assert "À nombre d’antennes égal" in shown
    named = page(client, "siting", siting.code, nom=other.name).content.decode()
    assert f"{other.name} accueille une antenne" in named
    wrong = page(client, "siting", siting.code, nom="nulle part").content.decode()
    assert "aucune intercommunalité" in wrong


def test_a_trial_becomes_a_variant(national, siting):
    other = next(p for p in loaded_ground().places if p.siren not in siting.plan["hosts"])
    shown = page(national, "siting_create", de=siting.code, avec=other.siren).content.decode()
    assert other.name in shown
    assert "variante" in shown


def test_two_plans_are_compared(client, siting):
    other = world.planned(name="Autre")
    shown = page(client, "siting_compare", a=siting.code, b=other.code).content.decode()
    assert "Dans les deux plans" in shown
    assert page(client, "siting_compare", a=siting.code).status_code == 404


def test_the_referent_adopts_conducts_and_answers(referent, siting):
    first = {"opens_on": world.days(0), "starts_on": world.days(0), "ends_on": world.days(9)}
    address = reverse("siting_adopt", args=[siting.code])
    assert referent.get(address).status_code == 200
    wrong = referent.post(address, first | {"places": 1, "ends_on": world.days(-3)})
    assert "finit avant de commencer" in wrong.content.decode()
    assert referent.post(address, first | {"places": 1}).status_code == 302
    antenna = Antenna.objects.first()
    assert referent.post(reverse("antenna_open", args=[antenna.code])).status_code == 302
    told = {"name": "Autre nom", "opens_on": world.days(0), "version": "2"}
    edit = reverse("antenna_edit", args=[antenna.code])
    assert referent.post(edit, told).status_code == 302
    stale = referent.post(edit, told | {"name": "Encore"})
    assert stale.status_code == 409
    assert "Encore" in stale.content.decode()
    assert referent.get(edit).status_code == 302
    places = reverse("antenna_places", args=[antenna.code])
    assert referent.post(places, {"places": "x"}).status_code == 422
    later = {"starts_on": world.days(20), "ends_on": world.days(30), "places": 4}
    assert referent.post(places, later).status_code == 302
    closed = referent.post(reverse("antenna_close", args=[antenna.code]), {"reason": ""})
    assert closed.status_code == 409
    assert "Donnez la raison" in closed.content.decode()


def test_a_company_asks_and_the_referent_answers(client, antenna):
    code = world.company()
    sign_in(client, person("company", code=code))
    address = reverse("antenna_book", args=[antenna.code])
    assert "Entreprise essai-1" in client.get(address).content.decode()
    told = {"company": code, "period": antenna.periods.get().pk, "places": 1, "purpose": "Mieux."}
    assert client.post(address, told | {"purpose": ""}).status_code == 422
    assert client.post(address, told).status_code == 302
    booking = Booking.objects.get()
    again = client.post(address, told)
    assert again.status_code == 409
    shown = page(client, "antenna_booking", booking.reference).content.decode()
    assert "Annuler la réservation" in shown
    assert "Confirmer la place" not in shown
    assert booking.reference in page(client, "antenna_bookings").content.decode()
    sign_in(client, person("referent", code=world.OPERATOR))
    confirm = reverse("booking_confirm", args=[booking.reference])
    assert client.post(confirm).status_code == 302
    assert client.post(confirm).status_code == 409
    assert booking.reference in page(client, "antenna", antenna.code).content.decode()


def test_not_yours_is_not_there(client, antenna):
    booking = ask_booking(
        by=world.HOST,
        now=timezone.now(),
        period=antenna.periods.get(),
        company=world.company(),
        purpose="x",
    )
    sign_in(client, person("company", code=world.company("essai-2")))
    assert page(client, "antenna_booking", booking.reference).status_code == 404
    cancel = reverse("booking_cancel", args=[booking.reference])
    assert client.post(cancel).status_code == 404
    STEPS["confirm"](by=world.HOST, now=timezone.now(), booking=booking)
    assert booking.reference not in page(client, "antenna", antenna.code).content.decode()
