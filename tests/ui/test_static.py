"""Static files: what is collected, under which names, and what a first visit weighs."""

import gzip
import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

SHELL_LIMIT = 260_000
"""Bytes of styles, scripts and fonts: leaves a home page of 600 kB more than half for its map."""


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    return tmp_path


def weight(root, address):
    path = root / address.removeprefix("/static/")
    compressed = path.with_name(path.name + ".gz")
    return min(p.stat().st_size for p in (path, compressed) if p.exists())


def test_first_visit_is_light_hashed_and_compressed(collected, client):
    html = client.get("/").content.decode()
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", name) for name in files)
    fonts = [
        staticfiles_storage.url(f"dsfr/dist/fonts/Marianne-{face}.woff2")
        for face in ("Regular", "Medium", "Bold")
    ]
    total = sum(weight(collected, name) for name in (*files, *fonts))
    assert total + len(gzip.compress(html.encode())) < SHELL_LIMIT


def test_unused_parts_of_the_design_system_are_left_out(collected):
    assert (collected / "dsfr/dist/dsfr.main.min.css").exists()
    assert not (collected / "dsfr/dist/component").exists()
    assert not list(collected.glob("dsfr/dist/*.js*"))


def test_plain_names_until_files_are_collected(client):
    assert 'href="/static/ui/ancrage.css"' in client.get("/").content.decode()
