"""The addresses of State aid."""

from django.urls import URLPattern, path

from ancrage.stateaid.views import asking, checks, companies, declarations, home, imported, terms

ROOT = "aides-etat/"
COMPANY = f"{ROOT}entreprises/<str:siren>/"
LINK = f"{ROOT}liens/<slug:reference>/"
DECLARATION = f"{ROOT}declarations/<slug:reference>/"
CHECKS = f"{ROOT}verifications/"
CHECK = f"{CHECKS}<slug:code>/"
TABLES = f"{ROOT}tables/"

urlpatterns: list[URLPattern] = [
    path(ROOT, home.index, name="state_aid"),
    path(f"{ROOT}regimes/", home.regimes_page, name="aid_regimes"),
    path(f"{ROOT}controles/", home.oversight, name="aid_oversight"),
    path(COMPANY, companies.show, name="aid_company"),
    path(f"{COMPANY}decrire/", companies.edit, name="aid_company_edit"),
    path(f"{COMPANY}lier/", companies.add, name="aid_link_new"),
    path(f"{COMPANY}declarer/", declarations.declare, name="aid_declare"),
    path(f"{COMPANY}declaration.<str:written>", companies.form_paper, name="aid_declaration_form"),
    path(f"{LINK}terminer/", companies.end, name="aid_link_end"),
    path(f"{LINK}retirer/", companies.withdraw, name="aid_link_withdraw"),
    path(f"{DECLARATION}fichier/", companies.declared_file, name="aid_declaration_file"),
    path(f"{DECLARATION}retirer/", declarations.withdraw, name="aid_declaration_withdraw"),
    path(CHECKS, checks.index, name="aid_checks"),
    path(f"{CHECKS}nouvelle/", asking.begin, name="aid_check_new"),
    path(CHECK, checks.show, name="aid_check"),
    path(f"{CHECK}accepter/", asking.accept, name="aid_check_accept"),
    path(f"{CHECK}revoir/", asking.again, name="aid_check_again"),
    path(f"{CHECK}lettre.<str:written>", checks.certificate, name="aid_certificate"),
    path(f"{ROOT}dossiers/<slug:code>/conditions/", terms.tell, name="aid_terms"),
    path(f"{ROOT}registre.csv", imported.register, name="aid_register"),
    path(TABLES, home.tables_page, name="aid_tables"),
    path(f"{TABLES}importer/", imported.bring, name="aid_table_import"),
    path(f"{TABLES}<slug:reference>/retirer/", imported.withdraw, name="aid_table_withdraw"),
]
