"""The addresses of blocks. Each step of a workflow has its own, made from the table."""

from django.urls import URLPattern, path

from ancrage.simplification.actions import cases as case_actions
from ancrage.simplification.actions import reports as report_actions
from ancrage.simplification.views import cases, lists, reports

ROOT = "simplifier/"
REPORTS = f"{ROOT}signalements/"
REPORT = f"{REPORTS}<int:number>/"
CASES = f"{ROOT}cas/"
CASE = f"{CASES}<int:number>/"
SLUGS = {
    "submit": "signaler",
    "return": "completer",
    "set_aside": "ecarter",
    "withdraw": "retirer",
    "disclose": "lever-la-reserve",
    "close": "clore",
    "reopen": "rouvrir",
    "dissolve": "dissoudre",
}
"""The steps, as addresses say them."""

urlpatterns: list[URLPattern] = [
    path(ROOT, lists.index, name="blocks"),
    path(f"{ROOT}chiffres/", lists.figures, name="block_figures"),
    path(REPORTS, lists.reports, name="block_reports"),
    path(f"{REPORTS}nouveau/", reports.new, name="block_new"),
    path(REPORT, reports.show, name="block_report"),
    path(f"{REPORT}ecrire/", reports.edit, name="block_edit"),
    path(f"{REPORT}pieces/", reports.attach, name="block_attach"),
    path(f"{REPORT}pieces/<int:piece>/", reports.file, name="block_file"),
    path(f"{REPORT}pieces/<int:piece>/retirer/", reports.detach, name="block_detach"),
    path(f"{REPORT}rejoindre/", reports.join, name="block_join"),
    path(f"{REPORT}effet/", reports.effect, name="block_effect"),
    path(f"{REPORT}sortir-du-cas/", cases.ungroup, name="block_ungroup"),
    *(
        path(f"{REPORT}{SLUGS[verb]}/", reports.step_view(verb), name=f"block_{verb}")
        for verb in report_actions.STEPS
    ),
    path(f"{CASES}ouvrir/", cases.gather, name="block_gather"),
    path(CASE, cases.show, name="block_case"),
    path(f"{CASE}recrire/", cases.amend, name="block_amend"),
    path(f"{CASE}reunir/", cases.group, name="block_group"),
    path(f"{CASE}saisir/", cases.ask, name="block_ask"),
    path(f"{CASE}repondre/", cases.answer, name="block_answer"),
    path(f"{CASE}renvoyer/", cases.refer, name="block_refer"),
    *(
        path(f"{CASE}{SLUGS[verb]}/", cases.step_view(verb), name=f"block_{verb}")
        for verb in case_actions.STEPS
    ),
]
