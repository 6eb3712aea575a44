# Every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PHOTOS ?=
UV := $(shell command -v uv 2>/dev/null)
export PREFECT_SERVER_ANALYTICS_ENABLED ?= false
export DO_NOT_TRACK ?= 1
# Container images like to set it; then each of a night's processes compiles Prefect, Scrapy and TensorFlow anew.
unexport PYTHONDONTWRITEBYTECODE

ifdef UV
make_venv = $(UV) venv --quiet --python $(PYTHON) $(VENV)
install = VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --constraint constraints.txt
else
make_venv = $(PYTHON) -m venv $(VENV)
# --no-compile: what is never imported need not be compiled; the rest is, when it first is.
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt
endif

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/\1\t/' | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(make_venv)

# The stamps make set-up run only when the versions change.
$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing carcls into $(VENV) (about a minute; TensorFlow is large) …"
	@$(install) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(install) --editable '.[dev,postgres,s3,dask,browser,onnx]'
	@touch $@

.PHONY: demo
demo: $(VENV)/.installed ## Three nights at a dealership that runs on this machine. PHOTOS=DIR takes real photos.
	@$(BIN)/carcls demo $(if $(PHOTOS),--photos '$(PHOTOS)')

# Types keep one core busy for half a minute, the tests every one: together they fit into two minutes.
.PHONY: check
check: $(VENV)/.installed-dev ## Lint, format, types, architecture and the fast tests; under two minutes.
	@$(MAKE) --no-print-directory -j2 static fast-tests

.PHONY: static
static: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

.PHONY: fast-tests
fast-tests: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -q -n auto -m 'not slow'

.PHONY: test
test: check ## `make check`, then the tests that start servers and train.
	@$(BIN)/python -m pytest -q -n auto --dist loadfile -m slow --durations=10

.PHONY: migration
migration: $(VENV)/.installed-dev ## A new catalog migration from the tables: make migration m="what changes"
	@$(BIN)/python -m carcls.catalog.migrations.new "$(m)"

.PHONY: clean
clean: ## Remove the virtual environment and the caches; data stays.
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

.PHONY: up
up: $(VENV)/.installed ## Prefect's server, the deployments and a worker, in the background.
	@$(BIN)/python -m flows.local up

.PHONY: down
down: ## Stop what `make up` started.
	@$(BIN)/python -m flows.local down
