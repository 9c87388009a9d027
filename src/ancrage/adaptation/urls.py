"""Addresses of the amendments of a list and of its history."""

from django.urls import path, register_converter
from django.urls.converters import get_converters

from ancrage.adaptation.views import choosing, drafting, history, listing, page, steps

ROOT = "modifications/"
ONE = f"{ROOT}<slug:code>/"
PAST = "histoire/<slug:programme>/"


class MapKind:
    """What a map can be taken away as."""

    regex = "svg|png"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


if "map_kind" not in get_converters():
    register_converter(MapKind, "map_kind")

urlpatterns = [
    path(ROOT, listing.amendments, name="amendments"),
    path(f"{ROOT}proposer/", drafting.new, name="amendment_new"),
    path(ONE, page.amendment, name="amendment"),
    path(f"{ONE}carte-<slug:side>.<map_kind:kind>", page.map_file, name="amendment_map"),
    path(f"{ONE}releve/<int:step>/", page.record_file, name="amendment_record"),
    path(f"{ONE}changement/", choosing.move, name="amendment_move"),
    path(f"{ONE}annuler/", drafting.undo, name="amendment_undo"),
    path(f"{ONE}motif/", drafting.write, name="amendment_write"),
    path(f"{ONE}reprendre-la-liste/", drafting.refresh, name="amendment_refresh"),
    path(f"{ONE}oublier/<int:position>/", drafting.forget, name="amendment_forget"),
    path(f"{ONE}soumettre/", steps.submit, name="amendment_submit"),
    path(f"{ONE}decision/", steps.decide, name="amendment_decide"),
    path(f"{ONE}corriger/", steps.take_back, name="amendment_take_back"),
    path(f"{ONE}objection/", steps.object_to, name="amendment_object"),
    path(f"{ONE}accepter/", steps.accept, name="amendment_accept"),
    path(f"{ONE}refuser/", steps.refuse, name="amendment_refuse"),
    path(f"{ONE}renvoyer/", steps.send_back, name="amendment_send_back"),
    path(f"{ONE}retirer/", steps.withdraw, name="amendment_withdraw"),
    path("histoire/", history.histories, name="list_histories"),
    path(PAST, history.history, name="list_history"),
    path(f"{PAST}<slug:code>/", history.version, name="list_version"),
    path(
        f"{PAST}<slug:code>/carte-<slug:side>.<map_kind:kind>",
        history.map_file,
        name="list_history_map",
    ),
]
