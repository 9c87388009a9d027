"""Addresses of people's pages."""

from django.urls import path

from ancrage.people.views import local, passwords, provider, rights, signin

urlpatterns = [
    path("qui-peut-quoi/", rights.rights, name="rights"),
    path("connexion/", signin.sign_in, name="sign_in"),
    path("connexion/demonstration/", signin.choose_persona, name="choose_persona"),
    path("connexion/proconnect/", provider.provider_sign_in, name="provider_sign_in"),
    path("connexion/proconnect/retour/", provider.provider_return, name="provider_return"),
    path("connexion/locale/", local.local_sign_in, name="local_sign_in"),
    path("connexion/code/", local.second_factor, name="second_factor"),
    path("connexion/telephone/", local.enrol_factor, name="enrol_second_factor"),
    path("connexion/mot-de-passe-oublie/", passwords.forgotten_password, name="forgotten_password"),
    path(
        "connexion/mot-de-passe/<slug:reference>/<str:token>/",
        passwords.choose_by_link,
        name="choose_password",
    ),
    path("ma-connexion/", passwords.my_sign_in, name="my_sign_in"),
    path("ma-connexion/mot-de-passe/", passwords.change_password, name="change_password"),
    path("ma-connexion/codes-de-secours/", passwords.renew_codes, name="renew_recovery_codes"),
    path("ma-connexion/telephone/", passwords.replace_factor, name="replace_second_factor"),
    path("personnes/<slug:reference>/connexion/", passwords.give_link, name="renew_sign_in"),
    path("deconnexion/", provider.sign_out, name="sign_out"),
    path("deconnexion/retour/", provider.signed_out, name="signed_out"),
    path("voir-comme/arreter/", signin.stop_looking, name="stop_looking"),
    path("voir-comme/<slug:reference>/", signin.start_looking, name="look_as"),
]
