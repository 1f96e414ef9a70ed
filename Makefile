# The workshop: each target works alone in a fresh clone, and does nothing twice.

PYTHON ?= python3
VENV = .venv
ifeq ($(OS),Windows_NT)
BIN = $(VENV)/Scripts
else
BIN = $(VENV)/bin
endif
FONT = docs/assets/fonts/stix-two-math.woff2
PIP = $(BIN)/python -m pip install -qq --disable-pip-version-check
UV = $(BIN)/uv --system-certs --quiet pip
COMPILE = $(UV) compile --no-config --universal \
	--python-version 3.11 --generate-hashes --custom-compile-command "make pins"

# What takes pip a minute takes uv seconds; where it finds no way to the packages, pip may.
install = $(UV) install --python $(BIN)/python $(1) || $(PIP) $(1)

export NO_MKDOCS_2_WARNING = 1

# With the date of the last commit, two builds of a commit are the same to the byte.
COMMITTED := $(shell git log -1 --format=%ct 2>/dev/null)
ifneq ($(COMMITTED),)
SOURCE_DATE_EPOCH ?= $(COMMITTED)
export SOURCE_DATE_EPOCH
endif

.DELETE_ON_ERROR:
.PHONY: help serve build book test check update bench lighthouse pins font preview clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

serve: $(VENV)/docs ## Show the book at 127.0.0.1:8000, and anew after each change
	$(BIN)/mkdocs serve --no-strict

build: $(VENV)/docs ## Build the book into site/, or with OFFLINE=1 a folder to open, offline/
	OFFLINE=$(if $(OFFLINE),true,false) $(BIN)/mkdocs build --strict $(if $(OFFLINE),--site-dir offline)

book: build ## Make a PDF and an EPUB of what was built, in build/
	$(BIN)/python -m nnbook.live.book.whole site build

test: check ## Check everything, as CI does
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal --cov

check: $(VENV)/test ## Check format, lint, types and spelling
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/codespell

update: $(VENV)/docs ## Write the outputs of this run into the pages
	$(BIN)/python -m nnbook.live docs --update

bench: $(VENV)/docs ## Measure what running the pages costs, and the times that the book shows
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/benchmarks/vectorization.py
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.benchmarks.beyond_one_machine
	$(BIN)/python -m tests.benchmarks.training
	$(BIN)/python tests/benchmarks/bench.py

lighthouse: build $(VENV)/test ## Measure every page of site/ with Lighthouse; needs Node
	$(BIN)/python -m tests.lighthouse site

pins: $(VENV)/pyvenv.cfg ## Pin what pyproject.toml asks for; newest versions: make pins NEW=--upgrade
	$(COMPILE) $(NEW) --group install --output-file requirements/install.txt
	$(COMPILE) $(NEW) pyproject.toml --extra test --output-file requirements/test.txt
	$(COMPILE) pyproject.toml --extra docs --constraints requirements/test.txt \
		--output-file requirements/docs.txt

font: $(VENV)/test ## Make the formulas' font from the characters that it must have
	$(BIN)/pyftsubset \
		"$$($(BIN)/python -c 'import ziamath; print(ziamath.__path__[0])')/fonts/STIXTwoMath-Regular.ttf" \
		--unicodes-file=docs/assets/fonts/characters.txt --no-ignore-missing-unicodes \
		--no-bidi-closure --layout-features=dtls,flac,ssty --name-IDs='*' --no-hinting \
		--no-recalc-timestamp --flavor=woff2 --output-file=$(FONT)

preview: $(VENV)/docs ## Draw what a link to the book looks like where it is shared
	$(BIN)/python -m nnbook.figures.preview docs/assets/preview.png

clean: ## Remove all that the other targets made
	rm -rf $(VENV) .cache .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache build offline site

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "nnbook needs Python 3.11 or newer; name one: make PYTHON=python3.13" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --requirement requirements/install.txt

$(VENV)/docs: requirements/docs.txt pyproject.toml | $(VENV)/pyvenv.cfg
	$(call install,--require-hashes --requirement requirements/docs.txt)
	$(call install,--no-deps --no-build-isolation --editable .)
	@touch $@

# What tests need holds what the book needs, at the same versions.
$(VENV)/test: requirements/test.txt pyproject.toml | $(VENV)/pyvenv.cfg
	$(call install,--require-hashes --requirement requirements/test.txt)
	$(call install,--no-deps --no-build-isolation --editable .)
	@touch $@ $(VENV)/docs
