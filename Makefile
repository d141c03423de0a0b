# `make` alone lists what there is. Needs only make and Python 3.11 or newer with venv.

PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
SEED    ?= 1
MINUTES ?= 1
SOAKS   := $(sort $(basename $(notdir $(wildcard bench/soak/*.py))))
PIP     := $(BIN)/python -m pip -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test test-all check bench bench-peers docs soak soak-list lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## read, check and compute the example, and write its report
	@$(BIN)/loadpath demo examples/heron-2

test: $(VENV)/.dev ## the tests of every day, about three minutes on two cores
	@$(BIN)/pytest -n 2 --dist worksteal -m 'not slow' $(ARGS)

test-all: $(VENV)/.dev check docs ## every test, every check, the documentation
	@$(BIN)/pytest -n 2 --dist worksteal -rs $(ARGS)

check: $(VENV)/.dev ## style, types, rooms, house rules: what must hold before a change is offered
	@$(BIN)/ruff check --quiet . && echo "ruff: nothing found"
	@$(BIN)/ruff format --quiet --check . && echo "format: nothing to change" || { echo "format: run $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest -n 0 tests/house

bench: $(VENV)/.run ## start-up, commands, a large case, reports, drawings, logs, tables and incidents, as ratios to a bare Python start; SIZE=--full for 10,000 claims
	@$(BIN)/python bench/run.py
	@echo
	@$(BIN)/python -m bench.scale $(SIZE)
	@echo
	@$(BIN)/python -m bench.report
	@echo
	@$(BIN)/python -m bench.diagrams
	@echo
	@$(BIN)/python bench/paper.py
	@echo
	@$(BIN)/python -m bench.evidence
	@echo
	@$(BIN)/python bench/tables.py
	@echo
	@$(BIN)/python -m bench.races
	@echo
	@$(BIN)/python -m bench.answers

PEERS := .cache/peers

bench-peers: $(PEERS)/.ready $(VENV)/.run ## the same draws and the same graph in other tools: their own environment, minutes
	@$(BIN)/python -m bench.draws --peers $(PEERS)/bin/python
	@echo
	@$(BIN)/python -m bench.peers $(PEERS)/bin $(ARGS)
	@echo
	@$(BIN)/python -m bench.peer_logs $(PEERS)/logs/bin/python

$(PEERS)/.ready:
	@echo "setting up an environment for the other tools (once, about a minute) ..."
	@rm -rf $(PEERS) && $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip -qq --disable-pip-version-check install strictdoc doorstop squigglepy openturns pyagrum
	@$(PYTHON) -m venv $(PEERS)/logs
	@$(PEERS)/logs/bin/python -m pip -qq --disable-pip-version-check install inspect_ai
	@touch $@

docs: $(VENV)/.dev ## build the documentation into docs/_build; a warning is an error
	@$(BIN)/sphinx-build -q -n -W --keep-going -b html docs docs/_build/html
	@echo "docs: docs/_build/html/index.html"

soak: $(VENV)/.dev ## run one search for faults for a while: NAME=..., MINUTES=1, SEED=1
ifeq ($(NAME),)
	@echo "soak runs: $(if $(SOAKS),$(SOAKS),none yet)"
else
	@test -f bench/soak/$(NAME).py || { echo "no soak run named $(NAME); there are: $(if $(SOAKS),$(SOAKS),none yet)"; exit 2; }
	@$(BIN)/python bench/soak/$(NAME).py --minutes $(MINUTES) --seed $(SEED)
endif

soak-list: # the names alone, for scripts
	@echo $(SOAKS)

# --- installing ---------------------------------------------------------------------------------------------------------
# A stamp per lock: newer than the lock means installed. Every package, the build backend included, comes from a lock with
# hashes, so that nothing unpinned is fetched.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "loadpath needs Python 3.11 or newer; name one with make PYTHON=python3.x"; exit 2; }
	@echo "setting up (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "installing what loadpath needs ..."
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "installing what its tests need ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

LOCKING := .cache/lock
COMPILE  = CUSTOM_COMPILE_COMMAND="make lock" $(LOCKING)/bin/pip-compile --quiet --upgrade --generate-hashes --no-emit-options \
	--strip-extras --allow-unsafe

lock: ## pin every dependency again, with hashes and without addresses
	@echo "resolving (a few minutes) ..."
	@rm -rf $(LOCKING) && $(PYTHON) -m venv $(LOCKING)
	@$(LOCKING)/bin/python -m pip -qq --disable-pip-version-check install pip-tools
	@$(COMPILE) --extra evidence --extra report --extra scale --extra web -o requirements/run.txt requirements/build.in pyproject.toml
	@$(COMPILE) --extra evidence --extra report --extra scale --extra web --extra docs --extra dev -c requirements/run.txt -o requirements/dev.txt requirements/build.in pyproject.toml
	@rm -rf $(LOCKING)
	@! grep -nE 'https?:|file:|index-url|find-links' requirements/*.txt || { echo "an address got into a lock"; exit 1; }
	@echo "locked: requirements/run.txt requirements/dev.txt"

clean: ## remove everything that was built, the environment included
	@rm -rf $(VENV) .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist docs/_build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
