"""The addresses of the roads."""

from django.urls import path

from ancrage.home.path import views

urlpatterns = [
    path("parcours/", views.paths, name="paths"),
    path("parcours/carte.<form:form>", views.paths_map, name="paths_map"),
]
