# One door for people and CI. `make help` lists the words.
PYTHON ?= python3
PORT ?=
VAR ?= var
ERRORS ?=
BIN := .venv/bin
# A file of tests stays in one process, with the server or the demo that it starts.
ABREAST := --numprocesses auto --maxprocesses 4 --dist loadfile
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: help setup check test test-all eval bench demo up lock docs clean

help:  ## list these words
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 18

setup:  ## make .venv from the locks (done by the others when needed)
	@command -v $(PYTHON) >/dev/null || { echo "set-up: $(PYTHON) is not installed; Trucewatch needs Python 3.11, 3.12 or 3.13." >&2; exit 1; }
	@$(PYTHON) tools/set_up.py

demo: setup  ## bundled news through a real Airflow to rows and a mail; PORT= moves the UI
	@$(BIN)/python -m demo run --port "$(PORT)" --var "$(VAR)"

up: setup  ## Airflow with its UI on the real feeds, until Ctrl-C; PORT= moves it from 8080
	@$(BIN)/python -m demo up --port "$(PORT)" --var "$(VAR)"

check: setup  ## format, lint, types, import floors, knowledge files
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/trucewatch check-knowledge

test: setup  ## all tests but the slow ones, on up to four cores
	@$(BIN)/python -m pytest -m "not slow" $(ABREAST)

test-all: setup  ## the slow ones too, these one by one
	@$(BIN)/python -m pytest -m "not slow" $(ABREAST)
	@$(BIN)/python -m pytest -m slow

eval: setup  ## quality of mentions and of stories, held against the floors; ERRORS=all (or act,places) lists them
	@$(BIN)/python -m tests.eval.gate $(if $(ERRORS),--errors $(ERRORS))
	@$(BIN)/python -m tests.eval.stories_gate
	@if [ -d ../shared/gold ]; then $(BIN)/python -m tests.eval.gate --shared ../shared/gold; fi

bench: setup  ## speed and memory of the hops, of loading and asking, and how well pages are read; over an hour
	@$(BIN)/python -m tests.bench.acquisition
	@$(BIN)/python -m tests.bench.asking
	@$(BIN)/python -m tests.bench.backfill
	@$(BIN)/python -m tests.bench.containment
	@$(BIN)/python -m tests.bench.dags
	@$(BIN)/python -m tests.bench.documents
	@$(BIN)/python -m tests.bench.loading
	@$(BIN)/python -m tests.bench.lookalikes
	@$(BIN)/python -m tests.bench.mentions
	@$(BIN)/python -m tests.bench.road
	@$(BIN)/python -m tests.bench.telling

docs: setup  ## write the generated pages again
	@$(BIN)/python tools/data_dictionary.py
	@$(BIN)/python tools/sql_cookbook.py

lock:  ## resolve requirements*.txt again (needs uv)
	@tools/lock.sh

clean:  ## remove .venv and var
	rm -rf .venv var
