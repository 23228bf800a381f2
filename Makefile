# make run    the portal with its demo council          make test   the whole suite
# make check  linters, types, imports, migrations       make fix    format and mend
# make faults what is tried at its full size             make bench  what is measured (benchmarks/README.md)
# make look   a picture and axe of every page, at three widths (.local/look/)
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready-$(shell cksum < requirements-dev.txt | cut -d' ' -f1)
.DEFAULT_GOAL := run
.PHONY: run test check fix faults bench look browser

$(READY): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "portal: Python 3.11 or newer is needed; name one: make PYTHON=python3.12" >&2; exit 1; }
	@echo "portal: making .venv (about half a minute) ..." >&2
	@$(PYTHON) -m venv .venv || { echo "portal: Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
	@rm -f .venv/ready-*
	@touch $@

run: $(READY)
	@exec $(BIN)/python -m portal.run

test: $(READY) browser
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

# Browser tests need Chromium: from PATH, else from the machine's packages when we may install them.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "portal: installing Chromium ..." >&2 && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null; } || echo "portal: no Chromium on PATH; the browser journeys will fail" >&2

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/lint-imports
	@$(BIN)/python -m portal.embedded run $(BIN)/mypy .
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@DEMO=0 ALLOWED_HOSTS=portal.council.example PORTAL_URL=https://portal.council.example $(BIN)/python manage.py check --deploy --fail-level WARNING

fix: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# Minutes to an hour: what `make test` does in a small size.
faults: $(READY) browser
	@PORTAL_FAULTS=full $(BIN)/python -m pytest $$(grep -rl PORTAL_FAULTS tests --include='test_*.py') tests/journeys

bench: $(READY)
	@for each in search compare check_hints printing; do echo "$$each:"; $(BIN)/python -m benchmarks.$$each || exit 1; done

look: $(READY) browser
	@$(BIN)/python -m pytest tests/journeys/every_page.py
