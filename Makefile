# `make help` lists what there is. PYTHON chooses the interpreter that .venv is built with.
PYTHON ?= python3
PY := .venv/bin/python
DEMO_PORT ?= 8765

.PHONY: help setup demo crawl test check format lock clean bench bench-extraction bench-pipeline
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

# The stamp names the interpreter and the lock, so that either's change rebuilds or updates .venv.
STAMP := .venv/.installed-$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)-$(shell cksum < requirements.lock | tr ' ' '-')

# What makes an unknown SCRAPY_PROJECT an error; see the module itself.
CHECK := .venv/.environment-check

setup: $(CHECK) ## Build .venv from the lock (the other targets do it by themselves)

$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "newsbot needs Python 3.11 or later: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Setting up .venv from requirements.lock, about a minute ..."
	@$(PYTHON) -m venv --clear .venv
	@$(PY) -m pip install -qq --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	@touch $@

$(CHECK): settings/environment_check.py $(STAMP)
	@folder=$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))') && \
	 cp settings/environment_check.py "$$folder/newsbot_environment_check.py" && \
	 echo 'import newsbot_environment_check; newsbot_environment_check.main()' > "$$folder/newsbot_environment_check.pth"
	@touch $@

demo: $(CHECK) ## Crawl the demo site into the embedded database, twice, and show the stories
	@$(PY) -m newsbot.demo --port $(DEMO_PORT)

crawl: $(CHECK) ## Crawl the registered sites
	@$(PY) -m scrapy db upgrade
	@$(PY) -m scrapy crawl news

test: $(CHECK) ## Run the test suite
	@$(PY) -m pytest --numprocesses auto --dist loadfile

check: $(CHECK) ## Lint, types, import layers, migrations
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m ruff check --quiet .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo
	@$(PY) -m migrations.check

format: $(CHECK) ## Let ruff format and repair what it can
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

lock: $(CHECK) ## Renew requirements.lock
	@$(PY) -m pip install -qq uv
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --upgrade --group dev pyproject.toml -o requirements.lock

bench: bench-extraction bench-pipeline ## Both benchmarks; CORPUS="DIR..." names folders of labelled pages

bench-extraction: $(CHECK) ## Bodies and metadata beside trafilatura's; CORPUS="DIR..." [OUT=DIR]
	@$(PY) -m tests.benchmarks.extraction $(CORPUS) $(if $(OUT),--out $(OUT))

bench-pipeline: $(CHECK) ## Cost of a whole crawl, once and tenfold; CORPUS="DIR..."
	@$(PY) -m tests.benchmarks.pipeline $(CORPUS)

clean: ## Remove .venv and caches; the database in .newsbot stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
