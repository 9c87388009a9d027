"""Measures against the peers, on this machine: `make bench`, or `python -m benchmarks PART…`."""
