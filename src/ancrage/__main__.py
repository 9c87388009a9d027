"""`python -m ancrage` is the `ancrage` command."""

from ancrage.project.cli import main

main()
