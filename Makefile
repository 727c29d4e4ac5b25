# `make run` and `make test` do everything on a machine that has Python 3.11+ and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
CORPUS ?= corpus
QUESTIONS ?= corpus/questions.jsonl
# Processes that run the tests; each takes a core and about 1 GB of memory.
WORKERS ?= 2
# Where `make bench` installs what it compares with: 9 GB.
ENVIRONMENTS ?= build/peers
# Another folder of articles has an index of its own, so that neither replaces the other.
QA_INDEX ?= $(if $(filter corpus,$(CORPUS)),index,index/$(notdir $(CORPUS:/=)))
export QA_INDEX

.PHONY: help run index test test-fast mutants check format eval bench screenshots clean

help: ## Show what can be made.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.installed index ## Install, build the index of CORPUS=corpus if needed, open the chat.
	@echo "Opening the chat (stop it with Ctrl-C) ..."
	@$(BIN)/qa serve --open --corpus "$(CORPUS)"

index: $(VENV)/.installed ## Bring the index up to date with CORPUS=corpus.
	@echo "Building the index of $(CORPUS)/ ..."
	@QA_CORPUS="$(CORPUS)" $(BIN)/qa build

test: $(VENV)/.installed-dev ## Install and run all tests.
	@echo "Running the tests ..."
	@$(BIN)/python -m pytest -n $(WORKERS) $(PYTEST)

test-fast: $(VENV)/.installed-dev ## Run the tests that take no browser, server or training.
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not slow" $(PYTEST)

mutants: $(VENV)/.installed-dev ## Change the code of answers and index, and see whether tests notice.
	@$(BIN)/mutmut run
	@$(BIN)/mutmut results

check: $(VENV)/.installed-dev ## Lint, formatting, types and the order of imports.
	@echo "Checking style, types and imports ..."
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(VENV)/.installed-dev ## Format the code.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

eval: index ## Measure answers on the questions of the sample articles.
	@$(BIN)/qa eval corpus/questions.jsonl

bench: $(VENV)/.installed-dev index ## All benchmarks on CORPUS and QUESTIONS, beside other systems.
	@$(BIN)/python benchmarks/speed.py "$(CORPUS)" "$(QUESTIONS)" --save
	@$(BIN)/python -m benchmarks.page "$(QA_INDEX)"
	@$(BIN)/python benchmarks/ablation.py "$(QUESTIONS)" --index "$(QA_INDEX)"
	@$(BIN)/python -m benchmarks.peers --articles "$(CORPUS)" --questions "$(QUESTIONS)" \
		--environments "$(ENVIRONMENTS)" --save

screenshots: $(VENV)/.installed-dev index ## Pictures of the page, into docs/screenshots.
	@$(BIN)/python docs/screenshots.py docs/screenshots

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@echo "Installing qa and what it needs into $(VENV) (minutes the first time) ..."
	@$(PIP_INSTALL) -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the tools for tests ..."
	@$(PIP_INSTALL) -e ".[dev,mcp]"
	@touch $@

clean: ## Remove what was built, but not the index.
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis mutants
