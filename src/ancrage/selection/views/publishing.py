"""Making an identification the list of a programme: what will be published, then the act itself."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ancrage.geography.actions import ListRefusedError
from ancrage.geography.models import Perimeter
from ancrage.people.middleware import ActorRequest
from ancrage.selection.actions import NothingToPublishError, publish_identification
from ancrage.selection.queries.lists import version_code
from ancrage.selection.queries.runs import Run
from ancrage.selection.views.common import run_or_404, trail
from ancrage.ui.links import link

NEW = ""


class PublishForm(forms.Form):
    """Which programme's list it becomes, under which name, from which day."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    new_code = forms.SlugField(
        label=gettext_lazy("Code du nouveau programme"),
        required=False,
        help_text=gettext_lazy("Seulement pour ouvrir un programme : lettres, chiffres et tirets."),
    )
    name = forms.CharField(label=gettext_lazy("Nom de la liste"), max_length=200)
    valid_from = forms.DateField(
        label=gettext_lazy("En vigueur du"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        held = Perimeter.objects.filter(kind=Perimeter.PROGRAMME).values_list("code", "name")
        choices = [(NEW, _("Ouvrir un nouveau programme")), *held]
        self.fields["programme"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A new programme needs a code that none has."""
        if self.cleaned_data.get("programme"):
            return
        code = self.cleaned_data.get("new_code", "")
        if not code and "new_code" not in self.errors:
            self.add_error("new_code", _("Donnez un code au programme, ou choisissez-en un."))
        elif Perimeter.objects.filter(code=code).exists():
            self.add_error("new_code", _("Ce code est déjà pris : choisissez-en un autre."))

    @property
    def perimeter(self) -> str:
        """The programme's code, once the form is valid."""
        return str(self.cleaned_data["programme"] or self.cleaned_data["new_code"])


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: ActorRequest, code: str) -> HttpResponse:
    """GET shows what would be published; POST publishes it."""
    run = run_or_404(request, code)
    if not run.result.territories:
        raise Http404
    initial = {"name": f"{run.title} ({_('liste simulée')})", "valid_from": timezone.localdate()}
    form = PublishForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _publish(request, run, form)
        except (ListRefusedError, NothingToPublishError) as refusal:
            form.add_error(None, str(refusal))
    context = {
        "run": run,
        "form": form,
        "simulated": True,
        "breadcrumb": trail(request, run, _("Publier")),
    }
    status = 400 if form.errors else 200
    return render(request, "selection/publish.html", context, status=status)


def _publish(request: ActorRequest, run: Run, form: PublishForm) -> HttpResponse:
    made = publish_identification(
        by=request.actor,
        now=timezone.now(),
        identification=run.record,
        perimeter=form.perimeter,
        name=form.cleaned_data["name"],
        version=version_code(form.perimeter, f"{form.cleaned_data['valid_from']:%Y-%m-%d}"),
        valid_from=form.cleaned_data["valid_from"],
    )
    return redirect(link(request, "territories", liste=made.code))
