# Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy .tools/bin/uv
SYNC := $(UV) sync --frozen --quiet --inexact --python $(PYTHON)
RUN := .venv/bin/

.PHONY: help demo install test lint bench docs snapshots clean

help: ## Show what can be asked for.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: install ## Install, load the public figures, identify 124 territories, serve them.
	@$(RUN)ancrage demo

install: .venv/.installed ## Create the environment in .venv.

test: .venv/.installed-test ## Run the whole suite, on SQLite, then the database's part on PostgreSQL.
	@$(RUN)pytest
	@ANCRAGE_TEST_DATABASE=postgresql $(RUN)pytest

lint: .venv/.installed-lint ## Check style, types, imports, dependencies.
	@$(RUN)ruff check .
	@$(RUN)ruff format --check .
	@$(RUN)djade --check $$(git ls-files '*.html')
	@$(RUN)mypy
	@$(RUN)lint-imports
	@$(RUN)deptry src

bench: .venv/.installed-bench ## Measure against the peers; writes docs/benchmarks.md.
	@$(RUN)python -m benchmarks

docs: install ## Write again the pages that the code itself tells (CLI reference, diagrams).
	@$(RUN)python -m docs.generate

snapshots: .venv/.installed-test ## Accept the new HTML and SQL snapshots.
	@$(RUN)pytest --snapshot-update

clean: ## Remove the environment and the local database.
	rm -rf .venv .tools var

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Ancrage demande Python 3.11 ou plus récent (PYTHON=python3.11 make …)."; exit 1; }
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check --only-binary :all: uv==$(UV_VERSION)

.venv/.installed: uv.lock .tools/bin/uv
	@$(SYNC)
	@touch $@

.venv/.installed-test: uv.lock .tools/bin/uv
	@$(SYNC) --group test
	@touch $@ .venv/.installed

.venv/.installed-lint: uv.lock .tools/bin/uv
	@$(SYNC) --group test --group lint
	@touch $@ .venv/.installed .venv/.installed-test

.venv/.installed-bench: uv.lock .tools/bin/uv
	@$(SYNC) --group bench
	@touch $@ .venv/.installed
