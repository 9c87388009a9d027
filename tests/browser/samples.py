"""Every address of the site: the pages of those who signed in, with whom they are read."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.urls import URLPattern, get_resolver, resolve, reverse

from tests.browser.personas import (
    ADMINISTRATOR,
    AUDITOR,
    COMPANY,
    ELECTED,
    NATIONAL,
    NORMANDY,
    PROJECT,
    REFERENT,
    REGION,
    SECRETARIAT,
    STATE,
)
from tests.browser.test_pages import PAGES as PUBLIC_PAGES

ALPS, NORMAN = "region.aura@demo.example", "region.normandie@demo.example"


@dataclass(frozen=True)
class Sample:
    """A page as one person reads it: what its address names is found by a query.

    `act` is the name of its main action, reached by the keyboard; none where one only reads.
    """

    who: str = ""
    query: tuple[str, ...] = ()
    act: str = ""
    values: tuple[str, ...] = field(default=())


def person(email: str) -> tuple[str, ...]:
    return ("select reference from people_person where email = ?", email)


def amendment(state: str, region: str = "84") -> tuple[str, ...]:
    table = "select code from adaptation_amendment"
    return (f"{table} where state = ? and region_id = ? order by code", state, region)


def scenario(name: str) -> tuple[str, ...]:
    return ("select code from selection_scenario where name = ?", name)


def service_request(state: str) -> tuple[str, ...]:
    """One of the personas: the last codes given, by the real commands."""
    table = "select code from requests_servicerequest"
    return (f"{table} where state = ? and operator = 'bpifrance' order by id desc", state)


def block(told: str) -> tuple[str, ...]:
    """A report of the valley's territory."""
    email = "projet.arve@demo.example"
    held = "select scope_code from people_roleholding h join people_person p on p.id = h.person_id"
    table = "select number from simplification_blockreport"
    return (f"{table} where territory = ({held} where p.email = ?) and {told}", email)


def sheet(told: str, columns: str = "select s.code") -> tuple[str, ...]:
    """A sheet of the valley's territory, the last one begun."""
    email = "projet.arve@demo.example"
    held = "select scope_code from people_roleholding h join people_person p on p.id = h.person_id"
    table = "from roadmaps_actionsheet s join roadmaps_roadmap r on r.id = s.roadmap_id"
    where = f"where r.scope = ({held} where p.email = ?) and {told}"
    return (f"{columns} {table} {where} order by s.id desc", email)


def pack() -> tuple[str, ...]:
    """The pack of the demonstration."""
    table = "committees_pack p join committees_meeting m on m.id = p.meeting_id"
    return (f"select m.code, p.number from {table} where p.made_at is not null",)  # noqa: S608


def meeting(state: str, columns: str = "select m.code") -> tuple[str, ...]:
    """A meeting of region 84 with its first item."""
    table = "from committees_meeting m left join committees_agendaitem i on i.meeting_id = m.id"
    return (f"{columns} {table} where m.scope = '84' and m.state = ? order by i.position", state)


def condition(state: str) -> tuple[str, ...]:
    return ("select reference from committees_condition where state = ?", state)


def case(told: str) -> tuple[str, ...]:
    """A case; `q` is its question, if it has one."""
    table = "select c.number from simplification_blockcase c"
    asked = "left join simplification_question q on q.case_id = c.id"
    return (f"{table} {asked} where {told} order by c.number",)


PRESS = scenario("La fourchette de la presse")
ROLE = (
    "select h.reference from people_roleholding h join people_person p on p.id = h.person_id "
    "where p.email = ?",
    ALPS,
)

SITING = ("select code from antennas_siting",)
SHARE = (
    "select code from allocation_scenario where scope = '84' "
    "and state in ('draft', 'computed') order by id",
)
SHARE_LINE = (
    "select s.code, l.code from allocation_scenario s "
    "join allocation_line l on l.scenario_id = s.id "
    "where s.scope = '84' and s.state in ('draft', 'computed') order by s.id, l.rank",
)
ANTENNA = ("select code from antennas_antenna where state = 'open' order by code",)
BOOKING = ("select reference from antennas_booking where state = 'asked'",)
MEMBER = (
    "from geography_territory t join geography_territorymember m on m.territory_id = t.id "
    "join geography_perimeterversion v on v.code = t.version_id where v.perimeter_id = ? "
    "and m.intercommunality_id = ? order by v.valid_from desc"
)
VALLEY = (f"select t.version_id, t.code {MEMBER}", "annonce-2018", "200033116")
VALLEY_NEED = (f"select t.version_id, t.code, 'recruter' {MEMBER}", *VALLEY[1:])
DESIGNATION = ("select reference from matching_designation where until is null order by id",)
ADJUSTMENT = ("select reference from matching_adjustmentrequest where state = ?", "waiting")
DRAFT = ("select code from catalogue_basketversion where state = 'draft'",)


def act_of(
    told: str, columns: str = "select c.code, a.rank", region: str = "84"
) -> tuple[str, ...]:
    """An act of the region, the last one begun: the personas'."""
    table = "from contracts_act a join contracts_contract c on c.id = a.contract_id"
    where = f"where {told} and c.regions like ? order by a.id desc"
    return (f"{columns} {table} {where}", f"%|{region}%")


def signature_of(told: str, region: str = "84") -> tuple[str, ...]:
    """A signature that somebody of the region owes."""
    table = "from contracts_signature s join contracts_act a on a.id = s.act_id"
    return (f"select s.key {table} where {told} and s.scope_code = ? order by s.id desc", region)


PAGES = {
    # coming in
    "sign_in": Sample(act="Entrer comme Équipe nationale"),
    "my_sign_in": Sample(ADMINISTRATOR),
    # people
    "rights": Sample(),
    "directory": Sample(ADMINISTRATOR),
    "person": Sample(ADMINISTRATOR, person(ALPS), act="Voir comme"),
    "my_roles": Sample(ELECTED, act="Demander un autre accès"),
    "role_grant": Sample(ADMINISTRATOR, person(NORMAN)),
    "person_correct": Sample(ADMINISTRATOR, person(ALPS)),
    "person_erase": Sample(ADMINISTRATOR, person(NORMAN)),
    "role_end": Sample(ADMINISTRATOR, ROLE),
    "role_stand_in": Sample(REGION, ROLE),
    "organisations": Sample(ADMINISTRATOR),
    "organisation_add": Sample(ADMINISTRATOR),
    "organisation": Sample(ADMINISTRATOR, values=("region", "84")),
    "invitations": Sample(ADMINISTRATOR),
    "invitation_import": Sample(ADMINISTRATOR),
    "invitation_new": Sample(ADMINISTRATOR),
    "access_requests": Sample(ADMINISTRATOR),
    "access_request": Sample(ELECTED),
    "tokens": Sample(NATIONAL),
    "token_create": Sample(NATIONAL),
    "privacy": Sample(ADMINISTRATOR),
    # journal, inbox
    "journal": Sample(AUDITOR, act="Exporter le journal (lignes JSON)"),
    "journal_entry": Sample(AUDITOR, ("select max(number) from journal_journalentry",)),
    "inbox": Sample(SECRETARIAT, act="Ouvrir"),
    "inbox_preferences": Sample(ELECTED),
    "sent_messages": Sample(REGION),
    "sent_message": Sample(NATIONAL, ("select identifier from inbox_message order by id",)),
    # the list and its amendments
    "amendments": Sample(REGION, act="Proposer une modification"),
    "amendment_new": Sample(REGION, act="Ouvrir le brouillon"),
    "amendment": Sample(REGION, amendment("draft"), act="Ajouter un changement"),
    "amendment_move": Sample(REGION, amendment("draft"), act="Diviser un territoire"),
    "amendment_write": Sample(REGION, amendment("draft"), act="Enregistrer"),
    "amendment_submit": Sample(NORMANDY, amendment("draft", "28")),
    "amendment_decide": Sample(SECRETARIAT, amendment("submitted")),
    "amendment_take_back": Sample(REGION, amendment("submitted")),
    "amendment_withdraw": Sample(REGION, amendment("submitted")),
    "amendment_accept": Sample(NATIONAL, amendment("approved")),
    "amendment_refuse": Sample(NATIONAL, amendment("approved")),
    "amendment_send_back": Sample(NATIONAL, amendment("approved")),
    "list_histories": Sample(),
    "list_history": Sample(values=("annonce-2018",)),
    "list_version": Sample(
        query=(
            "select perimeter_id, code from geography_perimeterversion "
            "where perimeter_id = ? order by code desc",
            "annonce-2018",
        )
    ),
    # the workshop
    "identification_publish": Sample(NATIONAL, values=("announcement-2018",)),
    "workshop": Sample(NATIONAL, act="Créer le scénario"),
    "scenario": Sample(NATIONAL, PRESS, act="Calculer"),
    "scenario_edit": Sample(NATIONAL, PRESS, act="Enregistrer"),
    "scenario_rename": Sample(NATIONAL, PRESS),
    "scenario_compare": Sample(NATIONAL, act="Comparer"),
    # another year of intercommunalités
    "year_changes": Sample(NATIONAL),
    # missions: their pages are read along the journey of test_people_mission
    "missions": Sample(AUDITOR),
    "mission_prepare": Sample(NATIONAL, act="Préparer"),
    # the basket of services
    "basket_start": Sample(NATIONAL, act="Commencer"),
    "basket_draft": Sample(NATIONAL, DRAFT, act="Publier la version"),
    "basket_whole": Sample(NATIONAL, DRAFT, act="Lire et remplacer le brouillon"),
    "basket_measure_new": Sample(NATIONAL, DRAFT, act="Enregistrer la mesure"),
    "basket_measure": Sample(NATIONAL, values=("essai-2027", "vte"), act="Enregistrer la mesure"),
    "basket_publish": Sample(NATIONAL, DRAFT, act="Publier la version"),
    "basket_abandon": Sample(NATIONAL, DRAFT, act="Abandonner le brouillon"),
    "measure_add": Sample(REGION, act="Ajouter la mesure"),
    "measure_amend": Sample(REGION, values=("aura-ateliers-partages",), act="Enregistrer"),
    "measure_end": Sample(REGION, values=("aura-ateliers-partages",), act="Mettre fin à la mesure"),
    # antennas
    "antennas": Sample(),
    "antenna": Sample(REFERENT, ANTENNA, act="Demander une place"),
    "antenna_book": Sample(REFERENT, ANTENNA, act="Envoyer la demande"),
    "antenna_bookings": Sample(REFERENT),
    "antenna_booking": Sample(REFERENT, BOOKING, act="Confirmer la place"),
    "sitings": Sample(NATIONAL, act="Nouveau scénario"),
    "siting_create": Sample(NATIONAL, act="Enregistrer"),
    "siting": Sample(NATIONAL, SITING, act="Adopter ce plan"),
    "siting_edit": Sample(NATIONAL, SITING, act="Enregistrer"),
    "siting_adopt": Sample(NATIONAL, SITING, act="Adopter ce plan"),
    # needs, what answers them, who answers
    "territory_needs": Sample(ELECTED, VALLEY, act="Réviser"),
    "territory_declare": Sample(ELECTED, VALLEY_NEED, act="Enregistrer"),
    "company_needs": Sample(act="Voir les réponses"),
    "coverage": Sample(NATIONAL, act="Désigner un référent"),
    "designations": Sample(NATIONAL, act="Désigner un référent"),
    "designation_new": Sample(REFERENT, act="Désigner"),
    "designation_end": Sample(NATIONAL, DESIGNATION, act="Mettre fin"),
    "adjustments": Sample(REGION, act="Demander un ajustement"),
    "adjustment_new": Sample(REGION, act="Envoyer la demande"),
    "adjustment_answer": Sample(NATIONAL, ADJUSTMENT, act="Répondre"),
    # requests
    "requests": Sample(NATIONAL),
    "request": Sample(REFERENT, service_request("instructed")),
    "request_ask": Sample(ELECTED),
    "request_edit": Sample(ELECTED, service_request("draft"), act="Envoyer à l’opérateur"),
    "request_outcomes": Sample(),
    "request_import": Sample(REFERENT, act="Voir ce que le fichier ferait"),
    # roadmaps: a sheet's own pages are walked by the journeys of test_roadmaps
    "sheets": Sample(REGION),
    "roadmap": Sample(PROJECT, VALLEY, act="Commencer une fiche"),
    "roadmap_write": Sample(PROJECT, VALLEY, act="Enregistrer"),
    "roadmap_call": Sample(SECRETARIAT, VALLEY, act="Demander"),
    # VTE: its steps are made along the journey of test_vte
    "vte_missions": Sample(COMPANY, act="Proposer une mission"),
    "vte_rules": Sample(),
    "vte_counters": Sample(),
    "vte_own": Sample(REFERENT),
    "vte_post": Sample(COMPANY, act="Enregistrer et voir ce que dit la règle"),
    "vte_mission": Sample(REFERENT, values=("demo-arve-10",), act="Accepter et publier"),
    "vte_edit": Sample(COMPANY, values=("demo-arve-4",)),
    "vte_fill": Sample(COMPANY, values=("demo-arve-20",), act="Déclarer l’embauche"),
    # rules that block
    "blocks": Sample(PROJECT, act="Signaler un blocage"),
    "block_figures": Sample(),
    "block_reports": Sample(NATIONAL),
    "block_new": Sample(PROJECT, act="Chercher"),
    "block_report": Sample(PROJECT, block("follow_up_on is not null"), act="Dire l’effet"),
    "block_edit": Sample(PROJECT, block("state = 'draft'"), act="Signaler le blocage"),
    "block_case": Sample(values=(1,)),
    "block_gather": Sample(NATIONAL),
    "block_amend": Sample(NATIONAL, case("c.state = 'open'"), act="Enregistrer"),
    "block_ask": Sample(NATIONAL, case("c.state = 'open'"), act="Poser la question"),
    "block_answer": Sample(
        STATE, case("c.state = 'asked' and q.authority = 'prefecture'"), act="Répondre"
    ),
    # action sheets
    "sheet": Sample(PROJECT, sheet("s.state = 'idea'"), act="Écrire la fiche"),
    "sheet_start": Sample(PROJECT, act="Commencer la fiche"),
    "sheet_copy": Sample(PROJECT, sheet("s.state = 'running'"), act="Copier la fiche"),
    "sheet_edit": Sample(PROJECT, sheet("s.state = 'idea'"), act="Enregistrer et voir la fiche"),
    "sheet_report": Sample(PROJECT, sheet("s.state = 'running'"), act="Envoyer le point"),
    "sheet_history": Sample(ELECTED, sheet("s.state = 'running'")),
    "sheet_version": Sample(
        ELECTED, sheet("s.version > 0", "select s.code, s.version"), act="Comparer"
    ),
    "sheet_deleted": Sample(PROJECT),
    # the calendar and the roads
    "calendar": Sample(PROJECT, act="Appliquer"),
    "calendar_addresses": Sample(PROJECT, act="Faire une adresse"),
    "paths": Sample(act="Appliquer"),
    "sheet_imports": Sample(PROJECT, act="Voir ce qu’ils feraient"),
    # reconciliation of payments, returns
    "reconciliation": Sample(REFERENT, act="Rattacher par clé"),
    "waiting_payment": Sample(
        REFERENT,
        (
            "select id from funding_waitingpayment where state = ? and financer = 'bpifrance'",
            "waiting",
        ),
    ),
    "dossier_links": Sample(NATIONAL, act="Lier", values=("projets",)),
    "returns": Sample(NATIONAL, act="Demander les déclarations"),
    "return": Sample(
        REFERENT,
        (
            "select financer, half from funding_return where state <> ? and financer = 'bpifrance'",
            "certified",
        ),
    ),
    "money_imports": Sample(REFERENT, act="Voir ce qu’il ferait"),
    # contracts
    "contracts": Sample(PROJECT, act="Préparer un acte"),
    "contract": Sample(PROJECT, act_of("a.state = 'draft'", "select c.code")),
    "contract_draft": Sample(REGION, act="Continuer"),
    "contract_enter": Sample(SECRETARIAT, act="Continuer"),
    "act": Sample(PROJECT, act_of("a.state = 'draft'"), act="Écrire"),
    "act_write": Sample(PROJECT, act_of("a.state = 'draft'"), act="Enregistrer"),
    "act_preview": Sample(SECRETARIAT, act_of("a.state = 'checked'"), act="Lire le PDF"),
    "to_sign": Sample(REGION),
    "act_sign": Sample(
        REGION, signature_of("a.state = 'sent' and s.role = 'copilot'"), act="Signer ce document"
    ),
    "verify": Sample(act="Vérifier"),
    "act_changes": Sample("", act_of("a.state = 'signed' and a.kind = 'amendment'", region="")),
}

PAGES |= {
    # committees: the steps of a meeting are walked by the journey of test_committees
    "meetings": Sample(SECRETARIAT, act="Préparer une réunion"),
    "meeting": Sample(SECRETARIAT, meeting("called")),
    "meeting_prepare": Sample(SECRETARIAT, act="Préparer"),
    "meeting_write": Sample(SECRETARIAT, meeting("planned"), act="Enregistrer"),
    "agenda_paper": Sample(STATE, meeting("called", "select m.code, i.reference")),
    "agenda_decide": Sample(
        SECRETARIAT, meeting("open", "select m.code, i.reference"), act="Consigner la décision"
    ),
    "agenda_vote": Sample(
        REGION, meeting("open", "select m.code, i.reference"), act="Envoyer mon avis"
    ),
    "meeting_minutes": Sample(SECRETARIAT, meeting("held"), act="Corriger"),
    "minutes_write": Sample(SECRETARIAT, meeting("held"), act="Enregistrer"),
    "pack": Sample(SECRETARIAT, pack()),
    # evidence
    "priority": Sample(AUDITOR),
    "priority_operator": Sample(AUDITOR, values=("bpifrance",)),
    "priority_measure": Sample(AUDITOR, values=("bpifrance", "vte")),
    "forecast": Sample(AUDITOR),
    "forecast_operator": Sample(AUDITOR, values=("bpifrance",)),
    "forecast_measure": Sample(AUDITOR, values=("bpifrance", "vte")),
    "condition": Sample(STATE, condition("answered")),
    "committee_bodies": Sample(REGION),
    "committee_compose": Sample(REGION, values=("regional", "84"), act="Régler"),
}

PAGES |= {
    # open data
    "open_data": Sample(),
    "open_dictionary": Sample(),
    "open_dataset": Sample(NATIONAL, values=("argent",), act="Publier l’état d’aujourd’hui"),
    "open_publications": Sample(NATIONAL, act="Publier l’état d’aujourd’hui"),
    "open_publication": Sample(
        query=("select code from opendata_publication order by id desc",), act="Prendre le fichier"
    ),
    "open_duties": Sample(REFERENT),
    "open_convention": Sample(
        REFERENT,
        ("select id from funding_commitment where financer = ? order by id", "bpifrance"),
        act="Enregistrer",
    ),
    "open_grantor": Sample(REFERENT, values=("bpifrance",), act="Enregistrer"),
    "open_check": Sample(act="Vérifier"),
    "open_import": Sample(REFERENT, act="Reprendre"),
}

DOSSIER = ("select code from funding_dossier where financer = 'bpifrance' order by id",)
OPENED = ("select code from funding_envelope where nature = 'opened' order by id",)
DELEGATED = (
    "select e.code, m.id from funding_envelopemove m join funding_envelope e on e.id = m.target_id "
    "where m.kind = 'delegate'",
)
TIED = ("select code from funding_dossier where financer = 'bpifrance' and project_id is not null",)
LEDGER_ENTRY = (
    "select e.id from funding_entry e where stage = 'paid' and financer = 'bpifrance' "
    "and dossier_id is not null order by id desc",
)

PAGES |= {
    # the ledger
    "envelopes": Sample(NATIONAL, act="Ouvrir une enveloppe"),
    "envelope": Sample(NATIONAL, OPENED, act="Déplacer des crédits"),
    "envelope_open": Sample(NATIONAL, act="Ouvrir"),
    "envelope_move": Sample(NATIONAL, OPENED, act="Enregistrer"),
    "envelope_revise": Sample(NATIONAL, OPENED, act="Enregistrer"),
    "envelope_undo": Sample(NATIONAL, DELEGATED, act="Enregistrer"),
    "entries": Sample(AUDITOR, act="Appliquer"),
    "entry": Sample(REFERENT, LEDGER_ENTRY, act="Annuler cette écriture"),
    "entry_reverse": Sample(REFERENT, LEDGER_ENTRY, act="Annuler l’écriture"),
    "dossiers": Sample(REFERENT, act="Ouvrir un dossier"),
    "dossier_open": Sample(REFERENT, act="Ouvrir"),
    "dossier": Sample(REFERENT, DOSSIER, act="Passer une écriture"),
    "dossier_post": Sample(REFERENT, DOSSIER, act="Enregistrer"),
    "dossier_commit": Sample(REFERENT, DOSSIER, act="Enregistrer"),
    "dossier_join": Sample(REFERENT, DOSSIER, act="Enregistrer"),
    "dossier_leave": Sample(REFERENT, TIED, act="Enregistrer"),
    "project": Sample(AUDITOR, ("select code from funding_project order by id",)),
    "commitment": Sample(AUDITOR, ("select id from funding_commitment order by id",)),
    "accounts": Sample(AUDITOR),
    "money_checks": Sample(NATIONAL, act="Lancer les contrôles"),
    # an envelope shared
    "allocations": Sample(REGION, act="Commencer un scénario"),
    "allocation_new": Sample(REGION, act="Commencer"),
    "allocation": Sample(REGION, SHARE, act="En faire une variante"),
    "allocation_describe": Sample(REGION, SHARE, act="Enregistrer"),
    "allocation_copy": Sample(REGION, SHARE, act="Copier"),
    "allocation_lines": Sample(REGION, SHARE, act="Appliquer"),
    "allocation_take": Sample(REGION, SHARE, act="Prendre ces projets"),
    "allocation_line": Sample(REGION, SHARE_LINE, act="Voir ce que cela coûte"),
    "allocation_rules": Sample(REGION, SHARE, act="Enregistrer les règles"),
    "allocation_rules_take": Sample(REGION, SHARE, act="Remplacer les règles"),
    "allocation_adopt": Sample(REGION, SHARE, act="Adopter"),
    "allocation_compare": Sample(REGION, act="Comparer"),
}

AIDED = "financer = 'bpifrance' and aid_basis = 'de_minimis' and siren <> '' order by id"
AIDED_COMPANY = (f"select siren from funding_dossier where {AIDED}",)  # noqa: S608 our own words
AIDED_DOSSIER = (f"select code from funding_dossier where {AIDED}",)  # noqa: S608 our own words
UNKNOWN_AID = (
    "select code from stateaid_check where answer = 'unknown' and accepted_at is null "
    "and granted_cents is null and id not in "
    "(select revises_id from stateaid_check where revises_id is not null)",
)


def told(table: str) -> tuple[str, ...]:
    """A thing that was told of State aid and not withdrawn."""
    held = f"select reference from stateaid_{table} where withdrawn_at is null order by id"  # noqa: S608
    return (held,)


PAGES |= {
    # State aid
    "state_aid": Sample(REFERENT, act="Vérifier une aide"),
    "aid_regimes": Sample(),
    "aid_tables": Sample(NATIONAL, act="Importer une table"),
    "aid_table_import": Sample(NATIONAL, act="Importer"),
    "aid_table_withdraw": Sample(NATIONAL, told("importedtable"), act="Retirer"),
    "aid_oversight": Sample(AUDITOR),
    "aid_company": Sample(REFERENT, AIDED_COMPANY, act="Vérifier une aide"),
    "aid_company_edit": Sample(REFERENT, AIDED_COMPANY, act="Enregistrer"),
    "aid_link_new": Sample(REFERENT, AIDED_COMPANY, act="Enregistrer"),
    "aid_link_end": Sample(NATIONAL, told("companylink"), act="Enregistrer"),
    "aid_link_withdraw": Sample(NATIONAL, told("companylink"), act="Enregistrer"),
    "aid_declare": Sample(REFERENT, AIDED_COMPANY, act="Enregistrer la déclaration"),
    "aid_declaration_withdraw": Sample(NATIONAL, told("declaration"), act="Retirer"),
    "aid_checks": Sample(AUDITOR),
    "aid_check_new": Sample(REFERENT, act="Continuer"),
    "aid_check": Sample(AUDITOR, ("select code from stateaid_check order by id",)),
    "aid_check_accept": Sample(NATIONAL, UNKNOWN_AID, act="Accepter"),
    "aid_terms": Sample(REFERENT, AIDED_DOSSIER, act="Continuer"),
}

NO_PAGE = {
    "allocation_progress": "a part of the scenario's page",
    "money_checks_progress": "a part of the page of checks",
    "meeting_seats": "walked by the journey of test_committees",
    "pack_progress": "a part of the pack's page",
    "act_file": "a file",
    "signature_file": "a file",
    "basket_file": "a file",
    "aid_declaration_file": "a file",
    "siting_progress": "a part of the scenario's page",
    "siting_compare": "two plans, read by the tests of antennas",
    "antenna_edit": "leads to the antenna's page",
    "antenna_places": "leads to the antenna's page",
    "block_file": "a file",
    "sheet_file": "a file",
    "money_import": "once a file was sent, walked by tests.funding.test_file_pages",
    "money_import_progress": "a part of the import's page",
    "money_import_file": "a file",
    "entry_file": "a file",
    "reconciliation_sure": "of one financer, asked from the page of reconciliation",
    "sheet_import": "once files were sent, walked by the journey of test_roadmap_files",
    "sheet_import_progress": "a part of the import's page",
    "block_refer": "leads to the page of the answer",
    "provider_sign_in": "leads to the provider",
    "provider_return": "leads back from the provider",
    "signed_out": "leads to the home page",
    "scenario_progress": "a part of the scenario's page",
    "workshop_places": "a part of the form of the rules",
    "mission_effect_progress": "a part of the effect's page",
    "amendment_record": "a file",
    "mission_attachment": "a file",
    "second_factor": "after a password only, walked by the tests of people",
    "forgotten_password": "where mail leaves, walked by the tests of people",
    "choose_password": "a link sent once, walked by the tests of people",
    "enrol_second_factor": "after a password only, walked by the tests of people",
    "change_password": "for who has a password, walked by the tests of people",
    "renew_sign_in": "for who has no provider, walked by the tests of people",
    "invitation": "a link sent once, walked by the tests of people",
    "access_decide": "once somebody asked, walked by the tests of people",
    "inbox_unsubscribe": "a link of a message, walked by the tests of the inbox",
    "amendment_object": "over two regions, walked by the tests of amendments",
    "year_change": "once a year was carried over, walked by the tests of geography",
    "view": "leads to the list that it is of",
    "request_document": "a file",
    "request_import_one": "once a file was sent, walked by the tests of requests",
    "request_by_link": "a link of a message, walked by the journey of test_requests",
}
"""What is not read here, and why."""


def address(name: str, home: Path) -> str:
    sample = PAGES[name]
    return reverse(name, args=found(home, sample.query) if sample.query else sample.values)


def found(home: Path, query: tuple[str, ...]) -> tuple[str, ...]:
    """The first row that the demonstration of a home has."""
    with sqlite3.connect(f"file:{home / 'ancrage.sqlite3'}?mode=ro", uri=True) as base:
        row = base.execute(query[0], query[1:]).fetchone()
    assert row is not None, query
    return row


def pages_of_the_site() -> set[str]:
    """The names of what answers a GET by a page: neither files nor what is only sent to."""
    return {
        pattern.name
        for route, pattern in addresses(get_resolver())
        if not re.search(r"\.[^/]+$", route) and "GET" in methods(pattern.callback)
    }


def read_by_visitors() -> set[str]:
    """Those that are tried one by one for visitors."""
    return {resolve(path.partition("?")[0]).url_name for path in PUBLIC_PAGES}


def addresses(resolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern
        elif not route.startswith("api/"):
            yield from addresses(pattern, route)


def methods(view: Callable) -> set[str]:
    """Those that a view was declared to answer; all when it says nothing."""
    while view is not None:
        names = view.__code__.co_freevars if hasattr(view, "__code__") else ()
        if "request_method_list" in names:
            cell = view.__closure__[names.index("request_method_list")]
            return set(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)
    return {"GET", "POST"}
