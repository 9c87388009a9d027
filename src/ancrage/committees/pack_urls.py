"""The addresses of the packs of meetings."""

from django.urls import path

from ancrage.committees.views import packs

PACKS = "comites/<slug:code>/dossiers/"
PACK = f"{PACKS}<int:number>/"

urlpatterns = [
    path(PACKS, packs.make, name="pack_make"),
    path(PACK, packs.show, name="pack"),
    path(f"{PACK}avancement/", packs.progress, name="pack_progress"),
    path(f"{PACK}dossier.<slug:kind>", packs.file, name="pack_file"),
]
