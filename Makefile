# All that can be done with this folder; `make help` lists it.  GNU make.

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
CORKBOARD := $(BIN)/corkboard

.DEFAULT_GOAL := html
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help html serve check publish desk test lint types docs bench clean

help:  ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile
	@echo '  ARGS="…" is handed on, e.g. make test ARGS="-k feeds"; PYTHON=… names the Python to set up with.'

html: $(VENV)/.runtime  ## Build content/ into output/ (the default)
	@$(CORKBOARD) build content -s pelicanconf.py -o output $(ARGS)

serve: $(VENV)/.runtime  ## Show the site with drafts on this machine, anew at every save
	@$(CORKBOARD) serve content -s pelicanconf.py $(ARGS)

check: $(VENV)/.runtime  ## Say what is wrong in content/, and build nothing
	@$(CORKBOARD) check content -s pelicanconf.py $(ARGS)

publish: $(VENV)/.runtime  ## Build output/ as it is to be published
	@$(CORKBOARD) build content -s publishconf.py -o output $(ARGS)

desk: $(VENV)/.desk  ## Take in and moderate comments, at localhost:8090 and 8091
	@$(CORKBOARD) desk run $(ARGS)

test: $(VENV)/.test  ## Run the tests
	@$(BIN)/python -m pytest -n auto $(ARGS)

lint: $(VENV)/.lint  ## Check style and form of the code
	@$(BIN)/ruff check . $(ARGS)
	@$(BIN)/ruff format --check .

types: $(VENV)/.lint  ## Check the types of the code
	@$(BIN)/mypy $(ARGS)

docs: $(VENV)/.runtime  ## Write those pages of docs/ that are made from the code
	@$(CORKBOARD) reference --write docs $(ARGS)

bench: $(VENV)/.runtime  ## Time this project beside Hugo and stock Pelican
	@$(BIN)/python -m bench $(ARGS)

clean:  ## Delete what was built, and all caches but the installed packages
	rm -rf output .preview .*.corkboard-release .cache .bench
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find plugins tests bench -name __pycache__ -prune -exec rm -rf {} +

# Each stamp says that a set of packages is installed as pyproject.toml and constraints.txt ask.

$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'Installing packages …'
	@$(PIP) -e .
	@$(BIN)/python -m compileall -q plugins  # as pip does for packages: else each process may have to
	@touch $@

$(VENV)/.desk $(VENV)/.test $(VENV)/.lint: $(VENV)/.%: $(VENV)/.runtime
	@echo 'Installing packages for $* …'
	@$(PIP) -e '.[$*]'
	@touch $@

# Emptied first: what another Python has installed there is of no use.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Corkboard needs Python 3.11 or newer, which "$(PYTHON)" is not: install one, or name it as in "make PYTHON=python3.13".' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'The Python "$(PYTHON)" lacks its module venv: install it (on Debian and Ubuntu the package python3-venv).' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
