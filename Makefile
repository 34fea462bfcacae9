# Each target does all of its own set-up: `make run` or `make test` alone is enough on a machine with Python 3.11+.
# Stamp files in .venv make the second time quick.

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PORT ?= 8501
# How many processes run the tests.
JOBS ?= 2
# Compiled modules are kept, whatever the shell says: each process of the tests and each server would compile them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test lint types validate unit browser bench screenshot format clean lock audit

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

run: $(VENV)/.installed ## serve the dashboard at http://localhost:8501 (PORT=… for another port)
	$(PY) -m streamlit run app.py --server.port $(PORT)

test: $(VENV)/.installed-dev $(VENV)/.chromium ## everything that must hold: lint, types, data, all tests
	@$(MAKE) --no-print-directory -j 2 lint types validate unit
	@$(MAKE) --no-print-directory browser

lint: $(VENV)/.installed-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(BIN)/codespell

types: $(VENV)/.installed-dev
	$(PY) -m mypy

validate: $(VENV)/.installed ## check rubric.yaml, rubrics/ and data/
	$(PY) -m openness validate

unit: $(VENV)/.installed-dev
	$(PY) -m pytest -q -n $(JOBS) --dist worksteal -m "not browser"

browser: $(VENV)/.chromium
	$(PY) -m pytest -q -n $(JOBS) --dist worksteal -m browser tests/browser

bench: $(VENV)/.chromium ## the benchmarks, each as a ratio against a floor measured side by side
	@set -e; for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(PY) $$script; done

screenshot: $(VENV)/.chromium ## take the picture in README anew
	$(PY) docs/screenshot.py

lock: $(VENV)/.installed-dev ## write requirements.lock: every file of requirements.txt by its hash
	$(PY) -m uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate requirements.txt -o requirements.lock

audit: $(PY) ## look the pinned packages up among known weaknesses (needs the network)
	$(PY) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(VENV)/audit/bin/pip-audit --require-hashes --disable-pip -r requirements.lock

format: $(VENV)/.installed-dev ## put the code in its standard shape
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

clean: ## remove what make made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

# A Python of 3.11 or newer that can make environments. Set PYTHON=… to choose one.
$(PY):
	@set -e; \
	for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "$$python -m venv $(VENV)"; exec "$$python" -m venv $(VENV); \
		fi; \
	done; \
	echo "No Python 3.11+ with venv found. On Debian and Ubuntu: apt-get install python3-venv. Or: make PYTHON=/path/to/python3.12" >&2; \
	exit 1

$(VENV)/.installed: requirements.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements-collect.txt requirements-dask.txt $(VENV)/.installed | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# A Chromium for the browser tests: the machine's own (or the one named by CHROMIUM=…), else one is installed.
$(VENV)/.chromium: tests/browser/chromium.py $(VENV)/.installed-dev
	@if ! $(PY) -m tests.browser.chromium; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update && apt-get install -y --no-install-recommends chromium; \
		else \
			$(PY) -m playwright install chromium; \
		fi; \
		$(PY) -m tests.browser.chromium; \
	fi
	@touch $@
