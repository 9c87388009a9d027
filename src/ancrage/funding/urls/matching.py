"""The addresses of reconciliation and of the returns."""

from django.urls import URLPattern, path

from ancrage.funding.views import links, matching, payments, returns

ROOT = "argent/rapprochement/"
PAYMENT = f"{ROOT}paiements/<int:number>/"
LINKS = f"{ROOT}liens/<slug:slug>/"
RETURNS = "argent/declarations/"
RETURN = f"{RETURNS}<str:financer>/<str:half>/"

urlpatterns: list[URLPattern] = [
    path(ROOT, matching.index, name="reconciliation"),
    path(f"{ROOT}par-cle/", matching.keys, name="reconciliation_keys"),
    path(f"{ROOT}sans-doute/", matching.sure, name="reconciliation_sure"),
    path(PAYMENT, payments.show, name="waiting_payment"),
    path(f"{PAYMENT}rattacher/", payments.match, name="payment_match"),
    path(f"{PAYMENT}refuser/", payments.refuse, name="payment_refuse"),
    path(f"{PAYMENT}defaire/", payments.undo, name="payment_undo"),
    path(LINKS, links.index, name="dossier_links"),
    path(f"{LINKS}lier/", links.tie, name="dossier_link"),
    path(f"{LINKS}refuser/", links.refuse, name="dossier_link_refuse"),
    path(f"{LINKS}delier/", links.untie, name="dossier_unlink"),
    path(RETURNS, returns.index, name="returns"),
    path(f"{RETURNS}demander/", returns.open_half, name="returns_open"),
    path(RETURN, returns.show, name="return"),
    path(f"{RETURN}commenter/", returns.write, name="return_write"),
    path(f"{RETURN}certifier/", returns.certify, name="return_certify"),
    path(f"{RETURN}rouvrir/", returns.reopen, name="return_reopen"),
    path(f"{RETURN}declaration.<str:written>", returns.paper, name="return_paper"),
]
