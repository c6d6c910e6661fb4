# make run starts Loopmates in a fresh clone; make help lists the rest.
# The first run installs what is needed into .venv; after that nothing here needs a network.

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes

# Only what was typed behind make counts: shells and hosts set HOST and PORT in the environment for purposes of their own.
OPTIONS :=
ifeq ($(origin HOST),command line)
OPTIONS += --host $(HOST)
endif
ifeq ($(origin PORT),command line)
OPTIONS += --port $(PORT)
endif

.DEFAULT_GOAL := help
.PHONY: help run demo migrate doctor content test format lock migration clean

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  make run PORT=8766                      listen on another port'
	@echo '  make test ARGS="-k streak"              hand something to pytest'
	@echo '  make migration name="Keep stories"      name the new revision'

run: .venv/run.stamp ## Start Loopmates; without tokens, the playground
	@$(PY) -m bot run $(OPTIONS)

demo: .venv/run.stamp ## Start the playground in demo.db, with a group that has been practising already
	@$(PY) -m bot play --demo --database demo.db $(OPTIONS)

migrate: .venv/run.stamp ## Bring the database to this version's schema
	@$(PY) -m bot migrate

doctor: .venv/run.stamp ## Look for what keeps Loopmates from working
	@$(PY) -m bot doctor

content: .venv/run.stamp ## Check the practice material
	@$(PY) -m bot content check

test: .venv/dev.stamp ## Check style and types and run every test; says what was skipped, and why
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest -rs $(ARGS)

format: .venv/dev.stamp ## Put the code in shape
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

# Versions move only with UPGRADE=1; without it a new dependency is added and the others stay.
COMPILE = $(PY) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	--extra postgres --extra match --extra pictures \
	$(if $(UPGRADE),--upgrade)

lock: .venv/dev.stamp ## Write the lock files anew after pyproject.toml changed
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --output-file requirements-dev.lock --group dev --constraint requirements.lock

migration: .venv/dev.stamp ## Write a revision from what changed in bot/store/tables.py
	@test -n '$(name)' || { echo 'Name it: make migration name="Keep stories"'; exit 2; }
	@rm -f .venv/scratch.db*
	@$(PY) -m alembic -x database=.venv/scratch.db upgrade head
	@$(PY) -m alembic -x database=.venv/scratch.db revision --autogenerate -m '$(name)'
	@$(PY) -m ruff format --quiet migrations/versions
	@echo 'Read it, then set SCHEMA_HEAD in bot/store/database.py to its number.'

clean: ## Remove what was installed and built; databases stay
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.stamp: requirements.lock | .venv/made.stamp
	@echo 'Installing what Loopmates needs into .venv. This happens once.'
	@$(PIP) -r requirements.lock
	@touch $@

# Everything in requirements.lock is in requirements-dev.lock too, at the same version.
.venv/dev.stamp: requirements-dev.lock | .venv/made.stamp
	@echo 'Installing what the tests need into .venv. This happens once.'
	@$(PIP) -r requirements-dev.lock
	@touch $@ .venv/run.stamp

# Debian keeps pip's bootstrap out of its python3, so there are several ways to a .venv with pip inside.
.venv/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Loopmates needs Python 3.11 or newer. Name one: make run PYTHON=python3.12'; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 \
		|| { rm -rf .venv; $(PYTHON) -m venv --without-pip .venv && \
			$(PYTHON) -m pip --python .venv/bin/python install --quiet pip; } 2>/dev/null \
		|| { rm -rf .venv; uv venv --quiet --seed --python $(PYTHON) .venv; } 2>/dev/null \
		|| { rm -rf .venv; $(PYTHON) -m virtualenv --quiet .venv; } 2>/dev/null \
		|| { rm -rf .venv; echo 'Python has no venv here. Install it: sudo apt-get install python3-venv'; exit 1; }
	@touch $@
