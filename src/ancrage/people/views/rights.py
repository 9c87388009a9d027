"""« Qui peut quoi » : the table of rights, the very one that the site applies."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.people.middleware import ActorRequest
from ancrage.people.rights_table import matrix_columns, rights_table
from ancrage.people.roles import role_kinds


def rights(request: ActorRequest) -> HttpResponse:
    """The table, with the roles' meaning; the files that the table offers."""
    table = rights_table(request)
    context = {
        "table": table,
        "roles": role_kinds().values(),
        "matrix": matrix_columns(),
        "breadcrumb": [(_("Qui peut quoi"), "")],
    }
    return table.response() or render(request, "people/rights.html", context)
