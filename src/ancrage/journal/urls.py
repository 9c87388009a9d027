"""Addresses of the journal."""

from django.urls import path

from ancrage.journal import views

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/export.jsonl", views.export, name="journal_export"),
    path("journal/verificateur.py", views.checker, name="journal_checker"),
    path("journal/<int:number>/", views.entry, name="journal_entry"),
]
