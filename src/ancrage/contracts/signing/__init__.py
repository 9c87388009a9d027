"""Signatures of documents: the port of who makes them, a local authority, PAdES, verification.

A library of its own: it knows neither Django nor contracts, reads no clock and no setting.
"""
