"""The public page where a signed file is verified, and the root of confidence. Nothing is kept."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ancrage.contracts.providers import provider, roots_pem, verified
from ancrage.contracts.queries.verification import recorded
from ancrage.contracts.signing.report import LARGEST, Report, UnreadableError, Verdict
from ancrage.contracts.verified import covering
from ancrage.people.middleware import ActorRequest

KINDS = {
    Verdict.AUTHENTIC: "success",
    Verdict.CHANGED: "error",
    Verdict.UNTRUSTED: "warning",
    Verdict.UNSIGNED: "info",
}


class VerifyForm(forms.Form):
    """The file to verify."""

    file = forms.FileField(
        label=gettext_lazy("Document à vérifier"),
        help_text=gettext_lazy("Un PDF, signé ou non. Il est lu, puis oublié."),
        widget=forms.FileInput({"accept": ".pdf,application/pdf", "class": "fr-upload"}),
    )

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST:
            raise forms.ValidationError(_("Le fichier dépasse %d Mo.") % (LARGEST // 1_000_000))
        return bytes(given.read())


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: ActorRequest) -> HttpResponse:
    """Choose a file, and read what may be believed of it."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"form": form, "provider": provider()}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                report = verified(form.cleaned_data["file"])
            except UnreadableError as fault:
                form.add_error("file", str(fault))
            else:
                status, shown = 200, shown | _shown(report) | {"form": VerifyForm()}
    return render(request, "contracts/verify.html", shown, status=status)


@require_GET
def root(request: ActorRequest) -> HttpResponse:
    """The root of confidence, to verify without this site."""
    response = HttpResponse(roots_pem(), content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="racine-ancrage.pem"'
    return response


def _shown(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "kind": KINDS[report.verdict],
        "signatures": [(one, covering(one)) for one in report.signatures],
        "recorded": recorded(report),
    }
