"""The API of the ways of seeing lists that somebody named."""

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ancrage.people.acting_api import acting_in, problems_for
from ancrage.people.actions.saved import ViewRefusedError, drop_view, save_view
from ancrage.people.api import CHANGES, OWN, Reference
from ancrage.people.middleware import actor_in
from ancrage.people.queries.saved import find_view, view_document, views_of

router = Router(tags=["Vues de listes"])
PageName = Annotated[str, Field(max_length=50, pattern=r"^[a-z_]*$")]


class ViewIn(Schema):
    page: PageName
    name: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]
    query: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")] = ""


class ViewOut(Schema):
    reference: str
    page: str
    name: str
    query: str


@router.get("/views", response={200: list[ViewOut], **OWN}, operation_id="views")
def views(
    request: HttpRequest, page: Annotated[PageName, Query(description="Nom de la liste.")] = ""
) -> list[ViewOut]:
    """Vos vues d’une liste, ou de toutes."""
    return [ViewOut(**view_document(view)) for view in views_of(actor_in(request), page)]


@router.post("/views", response={201: ViewOut, **CHANGES}, operation_id="view_save")
def view_save(request: HttpRequest, wanted: ViewIn) -> Status[ViewOut]:
    """Garde une vue sous un nom ; celle de ce nom prend ce nouvel état."""
    with problems_for(ViewRefusedError):
        made = save_view(
            **acting_in(request), page=wanted.page, name=wanted.name, query=wanted.query
        )
    return Status(201, ViewOut(**view_document(made)))


@router.delete("/views/{reference}", response={204: None, **CHANGES}, operation_id="view_drop")
def view_drop(request: HttpRequest, reference: Reference) -> Status[None]:
    """Efface une vue."""
    held = find_view(actor_in(request), reference)
    if held is None:
        raise Http404("Cette vue n’existe pas.")
    drop_view(**acting_in(request), view=held)
    return Status(204, None)
