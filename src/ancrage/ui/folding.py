"""Forms whose rarely used fields are folded away, without anything typed ever being hidden."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms


class FoldingForm(forms.Form):
    """`folded`: the fields under the fold; `fold`: what it is called. « ui/components/fold.html »
    shows it."""

    folded: ClassVar[Sequence[str]] = ()
    fold: ClassVar[Any] = ""

    @property
    def is_unfolded(self) -> bool:
        """Whether something under the fold is told, or wrong."""
        return any(self[name].value() or self[name].errors for name in self.folded)
