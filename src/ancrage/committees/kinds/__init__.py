"""What a committee decides on: a module for each kind of thing of the capabilities below.

A capability above registers its own with `registry.register_kind` when it starts.
"""
