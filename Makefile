# `make help` lists what there is. PYTHON chooses the interpreter that .venv is built with.
PYTHON ?= python3
PY := .venv/bin/python
DEMO_PORT ?= 8765

.PHONY: help setup demo crawl test accept test-training test-cluster archive-engine check format lock clean bench bench-extraction bench-pipeline bench-dedup bench-frontier bench-archive bench-sql bench-memory bench-week train
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

# A stamp names the interpreter and the lock, so that either's change rebuilds its environment.
PYTHON_VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
STAMP := .venv/.installed-$(PYTHON_VERSION)-$(shell cksum < requirements.lock | tr ' ' '-')

# What the benchmarks compare newsbot with; see tests/benchmarks/peers.
PEERS_LOCK := tests/benchmarks/peers/requirements.lock
PEERS_PY := .venv-peers/bin/python
PEERS_STAMP := .venv-peers/.installed-$(PYTHON_VERSION)-$(shell cksum < $(PEERS_LOCK) | tr ' ' '-')

# What training the block model needs besides; see newsbot/training.
TRAINING_LOCK := newsbot/training/requirements.lock
TRAINING_PY := .venv-training/bin/python
TRAINING_STAMP := .venv-training/.installed-$(PYTHON_VERSION)-$(shell cat requirements.lock $(TRAINING_LOCK) | cksum | tr ' ' '-')

# What extraction on a cluster needs besides, with Ray or without; see newsbot/cluster.
CLUSTER_LOCK := newsbot/cluster/requirements.lock
RAY_LOCK := newsbot/cluster/ray.lock
ARCHIVE_LOCK := $(if $(RAY),$(RAY_LOCK),$(CLUSTER_LOCK))
ARCHIVE_PY := .venv-archive/bin/python
ARCHIVE_STAMP := .venv-archive/.installed-$(PYTHON_VERSION)-$(shell cat requirements.lock $(ARCHIVE_LOCK) | cksum | tr ' ' '-')

# What makes an unknown SCRAPY_PROJECT an error; see the module itself.
CHECK := .venv/.environment-check

# What `make accept` rewrites, and nobody writes by hand.
EXPECTED := tests/extraction/pages docs/database.md docs/languages.md

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

# Without --no-deps, pip 23 stumbles over lxml's extra, which two peers spell in two ways.
$(PEERS_STAMP): | $(CHECK)
	@echo "Setting up .venv-peers from $(PEERS_LOCK), about a minute ..."
	@$(PYTHON) -m venv --clear .venv-peers
	@$(PEERS_PY) -m pip install -qq --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r $(PEERS_LOCK)
	@touch $@

$(TRAINING_STAMP): | $(CHECK)
	@echo "Setting up .venv-training from requirements.lock and $(TRAINING_LOCK), about a minute ..."
	@$(PYTHON) -m venv --clear .venv-training
	@$(TRAINING_PY) -m pip install -qq --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock -r $(TRAINING_LOCK)
	@touch $@

archive-engine: $(ARCHIVE_STAMP) ## Build .venv-archive, with which a cluster carries out `scrapy archive plan`; [RAY=1]

$(ARCHIVE_STAMP): | $(CHECK)
	@echo "Setting up .venv-archive from requirements.lock and $(ARCHIVE_LOCK), about a minute ..."
	@$(PYTHON) -m venv --clear .venv-archive
	@$(ARCHIVE_PY) -m pip install -qq --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock -r $(ARCHIVE_LOCK)
	@touch $@

demo: $(CHECK) ## Crawl the demo site into the embedded database, twice, and show the stories
	@$(PY) -m newsbot.demo --port $(DEMO_PORT)

# The registry has hundreds of sites: a first crawl of all takes long, so it ends after a time.
MINUTES ?= 30

crawl: $(CHECK) ## Crawl the registered sites for 30 minutes at most; [MINUTES=N] [ONLY="country=de,at language=de"] [ONLY=site=bbc]
	@$(PY) -m scrapy db upgrade
	@$(PY) -m scrapy crawl news $(if $(MINUTES),-a minutes=$(MINUTES)) $(foreach each,$(ONLY),-a $(each))

# Many tests wait for other processes, so there are two workers more than there are processors. And
# most start `scrapy`, which takes a tenth longer where Python may not keep what it has compiled.
test test-cluster: export PYTHONDONTWRITEBYTECODE :=
test: $(CHECK) ## Run the test suite
	@$(PY) -m pytest --numprocesses $$(( $$(getconf _NPROCESSORS_ONLN) + 2 )) --dist loadfile --no-loadscope-reorder

accept: $(CHECK) ## Rewrite the files of expected output, show the difference: fields of saved pages, tables of docs/database.md and docs/languages.md
	@$(PY) -m pytest --accept --quiet
	@git status --short -- $(EXPECTED)
	@git --no-pager diff -- $(EXPECTED)

test-training: $(TRAINING_STAMP) ## Train a model on invented pages and test it, in .venv-training
	@$(TRAINING_PY) -m pytest tests/training

test-cluster: ## Extract on datatrove's executors, also on a Ray cluster of this machine, in .venv-archive
	@$(MAKE) --no-print-directory archive-engine RAY=1
	@$(ARCHIVE_PY) -m pytest tests/cluster

check: $(CHECK) ## Lint, types, import layers, migrations and their SQL
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m ruff check --quiet .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo
	@$(PY) -m migrations.check
	@$(PY) -m migrations.lint

format: $(CHECK) ## Let ruff format and repair what it can
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

COMPILE := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --upgrade

lock: $(CHECK) ## Renew requirements.lock and those of benchmark peers, training and cluster
	@$(PY) -m pip install -qq uv
	@$(COMPILE) --group dev pyproject.toml -o requirements.lock
	@$(COMPILE) $(dir $(PEERS_LOCK))pyproject.toml -o $(PEERS_LOCK)
	@$(COMPILE) -c requirements.lock $(dir $(TRAINING_LOCK))pyproject.toml -o $(TRAINING_LOCK)
	@$(COMPILE) -c requirements.lock $(dir $(CLUSTER_LOCK))pyproject.toml -o $(CLUSTER_LOCK)
	@$(COMPILE) -c requirements.lock -c $(CLUSTER_LOCK) --extra ray $(dir $(RAY_LOCK))pyproject.toml -o $(RAY_LOCK)

bench: bench-extraction bench-pipeline ## All benchmarks; CORPUS="DIR..." names folders of labelled pages, SETS=DIR the one for bench-dedup [SCALE="N..."]
	@$(if $(SETS)$(SCALE),$(MAKE) --no-print-directory bench-dedup CORPUS=$(SETS))

bench-extraction: $(CHECK) $(if $(PEERS),$(PEERS_STAMP)) ## Bodies and metadata beside trafilatura's; CORPUS="DIR..." of labelled pages or cases [PEERS=1] [PREDICTIONS=DIR] [OUT=DIR]
	@$(PY) -m tests.benchmarks.extraction $(CORPUS) $(if $(PEERS),--peers $(PEERS_PY)) $(if $(PREDICTIONS),--predictions $(PREDICTIONS)) $(if $(OUT),--out $(OUT))

bench-dedup: $(CHECK) $(if $(CORPUS),$(PEERS_STAMP)) ## Copies found beside what others find, and cost; CORPUS=DIR of labelled sets, SCALE="N...", or both [KEEP=DIR]
	@$(PY) -m tests.benchmarks.dedup $(if $(CORPUS),$(CORPUS) --peers $(PEERS_PY)) $(if $(SCALE),--scale $(SCALE)) $(if $(KEEP),--keep $(KEEP))

bench-frontier: $(CHECK) ## Leases, polls and finished URLs with a million URLs pending: cost of a finished and of a listed URL, memory of a run; [HOSTS="N..."] [RUNS="N..."] [FINISH=N]
	@$(PY) -m tests.benchmarks.frontier $(if $(HOSTS),--hosts $(HOSTS)) $(if $(RUNS),--runs $(RUNS)) $(if $(FINISH),--finish $(FINISH))

bench-archive: $(CHECK) ## Results of WARC files loaded day by day, beside storing them as they come: pages a second and CPU; [PAGES=N] [KEEP=DIR] [JSON=1]
	@$(PY) -m tests.benchmarks.archive $(if $(PAGES),--pages $(PAGES)) $(if $(KEEP),--keep $(KEEP)) $(if $(JSON),--json)

bench-sql: $(CHECK) ## What SQL readers wait for with a million articles, and what their indexes cost when storing; [ROWS="N..."] [STORE=N] [KEEP=DIR] [JSON=1]
	@$(PY) -m tests.benchmarks.sql $(if $(ROWS),--rows $(ROWS)) $(if $(STORE),--store $(STORE)) $(if $(KEEP),--keep $(KEEP)) $(if $(JSON),--json)

bench-memory: $(CHECK) ## Memory of a worker over 5 000 pages
	@$(PY) -m tests.benchmarks.memory_over_pages

bench-week: $(CHECK) ## A simulated week of 40 invented sites, crawled each five minutes, and what has to hold of it [JSON=1]
	@$(PY) -m tests.benchmarks.week $(if $(JSON),--json)

train: $(TRAINING_STAMP) ## Train the block model, and predict pages it never saw; CORPUS="DIR..." [PREDICTIONS=DIR]
	@$(TRAINING_PY) -m newsbot.training $(CORPUS) --model newsbot/extraction/body/model $(if $(PREDICTIONS),--predictions $(PREDICTIONS))

bench-pipeline: $(CHECK) ## Cost of a whole crawl, once and tenfold; CORPUS="DIR..." [ARCHIVE=1 | WARC=1]
	@$(PY) -m tests.benchmarks.pipeline $(CORPUS) $(if $(ARCHIVE),--archive) $(if $(WARC),--warc)

clean: ## Remove the environments and caches; the database in .newsbot stays
	@rm -rf .venv .venv-peers .venv-training .venv-archive .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
