# make demo: install and see explained matches.   make test: the checks.   make help: the rest.
PYTHON ?= python3
VENV := .venv
BIN_FOLDER := bin
ifeq ($(OS),Windows_NT)
BIN_FOLDER := Scripts
endif
BIN := $(VENV)/$(BIN_FOLDER)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# One process a core, and each file by one of them, so that what a file prepares is prepared once.
# What fast and slow tests reach is added up; the floor (pyproject.toml) holds for both, in: make coverage
PYTEST := $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --cov --cov-append --cov-report= --cov-fail-under=0

.PHONY: demo test test-slow coverage check bench docs constraints clean help

help:
	@echo "demo         install the core, then match the demo data and explain the matches"
	@echo "test         install the extras, then lint, types, floors, and all tests but the slow ones"
	@echo "test-slow    the slow tests: browser, notebooks, cluster, kills, long searches for counterexamples, wheel"
	@echo "coverage     after both: what the tests reached, by lines and branches; fails under the floor"
	@echo "check        lint, types and floors only"
	@echo "bench        measure speed and quality (benchmarks/)"
	@echo "docs         write the manual as pages to site/"
	@echo "constraints  write constraints.txt again from what pyproject.toml declares"
	@echo "clean        remove what the others made"

$(VENV)/.installed: pyproject.toml setup.py constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt --editable ".[dev]"
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/matching demo

check: $(VENV)/.installed-dev
	$(BIN)/codespell
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports

test: check
	$(BIN)/coverage erase
	$(PYTEST) -m "not slow"

test-slow: $(VENV)/.installed-dev
	$(PYTEST) -m slow

coverage:
	$(BIN)/coverage report

bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

docs: $(VENV)/.installed-dev
	$(BIN)/mkdocs build --strict --quiet

# Versions stay as they are; to take a newer one, delete its line first. What nothing declares any more falls out.
constraints:
	$(PYTHON) -m venv --clear build/constraints
	build/constraints/$(BIN_FOLDER)/python -m pip --quiet install --constraint constraints.txt --editable ".[dev]"
	echo "# Versions that the checks run with, for pip install --constraint. Written by: make constraints" > build/constraints.txt
	build/constraints/$(BIN_FOLDER)/python -m pip freeze --exclude-editable | sed "s/+.*//" >> build/constraints.txt
	mv build/constraints.txt constraints.txt
	rm -r build/constraints

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage* htmlcov site
