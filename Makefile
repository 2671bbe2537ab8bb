# Everything is built from requirements.lock into .venv; nothing else is needed but git, make and Python >= 3.11.
# the first Python that really runs and is new enough (a version manager's shim may exist and fail)
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV   := .venv
BIN    := $(VENV)/bin

# every start of a program would compile all its modules again: 0.7 s of 2.3
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run up test soak bench bench-quick bench-full lint format lock docs clean
run: $(VENV)/ready            ## everything up, demo county loaded
	$(BIN)/shenguan up --demo

up: $(VENV)/ready             ## everything up on ./var, no demo
	$(BIN)/shenguan up

test: $(VENV)/ready           ## the gate, under 10 minutes
	$(BIN)/python -m pytest -m "not soak" -n 2 --dist loadgroup

soak: $(VENV)/ready           ## long runs: many kills, large volumes
	$(BIN)/python -m pytest -m soak -s --timeout 7200

bench: $(VENV)/ready          ## ratios against named baselines, at most 20 minutes
	$(BIN)/python -m bench

bench-quick: $(VENV)/ready
	$(BIN)/python -m bench --quick

bench-full: $(VENV)/ready
	$(BIN)/python -m bench --full

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check app domain projections adapters
	$(BIN)/lint-imports

format: $(VENV)/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/ready           ## the catalogues that are generated from the code
	$(BIN)/python -m app.catalogue

lock:                         ## refresh requirements.lock from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --only-binary :all: --no-header --upgrade --group dev pyproject.toml -o requirements.lock

$(VENV)/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: set PYTHON=/path/to/python3"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf $(VENV) .ruff_cache .pytest_cache build dist
