"""Addresses of people's pages."""

from django.urls import path

from ancrage.people.views import rights, signin

urlpatterns = [
    path("qui-peut-quoi/", rights.rights, name="rights"),
    path("connexion/", signin.sign_in, name="sign_in"),
    path("connexion/demonstration/", signin.choose_persona, name="choose_persona"),
    path("deconnexion/", signin.sign_out, name="sign_out"),
    path("voir-comme/arreter/", signin.stop_looking, name="stop_looking"),
    path("voir-comme/<slug:reference>/", signin.start_looking, name="look_as"),
]
