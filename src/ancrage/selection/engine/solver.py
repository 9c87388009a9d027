"""HiGHS, made silent and repeatable."""

import highspy

SEED = 1


class Solver(highspy.Highs):
    """A HiGHS that prints nothing and always does the same thing with the same input."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Called first when HiGHS starts: silence it before it prints its banner."""
        self.setOptionValue("output_flag", False)  # noqa: FBT003
        super().enableCallbacks()  # type: ignore[no-untyped-call]

    @classmethod
    def start(cls, **options: float | str) -> "Solver":
        """A solver with a fixed seed and these HiGHS options."""
        solver: Solver = cls()
        solver.setOptionValue("random_seed", SEED)
        for name, value in options.items():
            solver.setOptionValue(name, value)
        return solver


def solver_name() -> str:
    """Which solver this is, for the result: « HiGHS 1.16.0 »."""
    return f"HiGHS {Solver.start().version()}"
