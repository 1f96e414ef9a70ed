# The workshop: each target works alone in a fresh clone, and does nothing twice.

PYTHON ?= python3
EPUBCHECK ?= epubcheck
VENV = .venv
ifeq ($(OS),Windows_NT)
BIN = $(VENV)/Scripts
else
BIN = $(VENV)/bin
endif
FONTS = nnbook/live/show/assets/fonts
FONT = $(FONTS)/stix-two-math.woff2
TEXT_FONTS = docs/assets/type
TEXT_FACES = regular:400-normal italic:400-italic bold:700-normal
TEXT_PACKAGE = @fontsource/stix-two-text@5.3.0
TEXT = .cache/stix-two-text
PIP = $(BIN)/python -m pip -qq --disable-pip-version-check
UV = $(BIN)/uv --system-certs --quiet pip
COMPILE = $(UV) compile --no-config --universal \
	--python-version 3.11 --generate-hashes --custom-compile-command "make pins"

# What takes pip a minute takes uv seconds; where it finds no way to the packages, pip may.
install = $(UV) install --python $(1) $(2) || $(PIP) --python $(1) install $(2)

# The lowest versions have an environment of their own, and a part of the tests: that of each
# module of the package, and builds of a site. Old libraries call what others have deprecated since.
LOWEST = .cache/lowest
LOWEST_PYTHON = $(LOWEST)/$(notdir $(BIN))/python
CHAPTERS = $(wildcard $(patsubst nnbook/%,tests/test_%,$(wildcard nnbook/*.py)))
BUILDS = tests/live/site/test_builds.py::test_a_value_is_that_of_its_place \
	tests/live/site/test_builds.py::test_builds_are_the_same_to_the_byte_and_kept_pages_do_not_run_again \
	tests/live/site/test_builds.py::test_zensical_ends_with_a_fault_too

# The Python by which examples run in the page: RUN=off leaves it out, and RUNTIME names a folder or
# an address to get it from. Where it cannot be had, the book is built without.
ifneq ($(RUN),off)
PAGE_PYTHON = .cache/runtime/pyodide.js
endif
export RUN_HERE := $(if $(filter off,$(RUN)),false,true)

export NO_MKDOCS_2_WARNING = 1

# Small products are quicker with one thread, and so is each of many processes side by side.
ONE_THREAD = OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

# With the date of the last commit, two builds of a commit are the same to the byte.
COMMITTED := $(shell git log -1 --format=%ct 2>/dev/null)
ifneq ($(COMMITTED),)
SOURCE_DATE_EPOCH ?= $(COMMITTED)
export SOURCE_DATE_EPOCH
endif

.DELETE_ON_ERROR:
.PHONY: help serve build book epubcheck lab test pytest mutants lowest check update bench peers lighthouse pins font preview clean
.PHONY: formulas-font text-fonts

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

serve: $(VENV)/docs $(PAGE_PYTHON) ## Show the book at 127.0.0.1:8000, and anew after each change
	$(BIN)/mkdocs serve --no-strict

build: $(VENV)/docs $(PAGE_PYTHON) ## Build the book into site/, or with OFFLINE=1 a folder to open, offline/
	OFFLINE=$(if $(OFFLINE),true,false) $(BIN)/mkdocs build --strict $(if $(OFFLINE),--site-dir offline)

book: build ## Make a PDF and an EPUB of what was built, in build/
	$(BIN)/python -m nnbook.live.book.whole site build

epubcheck: book ## Check the EPUB as booksellers do; needs EPUBCheck
	$(EPUBCHECK) build/*.epub

lab: $(VENV)/lab ## Open the labs in JupyterLab, with what LAB= adds to its command
	$(BIN)/jupyter lab $(LAB) docs/labs

test: $(VENV)/test ## Check everything, as CI does
	$(MAKE) --jobs 2 check pytest

pytest: $(VENV)/test $(PAGE_PYTHON) ## Run the tests alone
	$(ONE_THREAD) $(BIN)/python -m pytest --numprocesses auto --dist worksteal --cov

mutants: $(VENV)/test ## Make each formula of the book a little wrong, and see that the check ends
	$(BIN)/python -m tests.mutants

lowest: $(LOWEST)/ready ## Try the lowest versions that pyproject.toml allows
	$(ONE_THREAD) $(LOWEST_PYTHON) -m pytest --numprocesses auto -W ignore::DeprecationWarning \
		nnbook $(CHAPTERS) $(BUILDS)

check: $(VENV)/test ## Check format, lint, types and spelling
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/codespell

update: $(VENV)/docs ## Write the outputs of this run into the pages
	$(BIN)/python -m nnbook.live docs --update

# All is measured, also after something has missed its goal.
bench: build $(VENV)/test ## Measure what running the pages costs, and the times that the book shows
	missed=0; \
	$(ONE_THREAD) $(BIN)/python tests/benchmarks/vectorization.py || missed=1; \
	$(ONE_THREAD) $(BIN)/python -m tests.benchmarks.beyond_one_machine || missed=1; \
	$(BIN)/python -m tests.benchmarks.training || missed=1; \
	$(BIN)/python -m tests.benchmarks.run_here site || missed=1; \
	$(BIN)/python tests/benchmarks/bench.py || missed=1; \
	exit $$missed

# It is pip that may have been told of a PyTorch without CUDA, which is small.
peers: $(VENV)/docs ## Install the libraries with which bench compares
	$(PIP) install --group peers

lighthouse: build $(VENV)/test ## Measure every page of site/ with Lighthouse; needs Node
	$(BIN)/python -m tests.lighthouse site

pins: $(VENV)/pyvenv.cfg ## Pin what pyproject.toml asks for; newest versions: make pins NEW=--upgrade
	$(COMPILE) $(NEW) --group install --output-file requirements/install.txt
	$(COMPILE) $(NEW) pyproject.toml --extra labs --extra book --group test --output-file requirements/test.txt
	$(COMPILE) pyproject.toml --extra labs --extra book --group docs --constraints requirements/test.txt \
		--output-file requirements/docs.txt
	$(COMPILE) $(NEW) pyproject.toml --extra labs --extra book --group lab --constraints requirements/test.txt \
		--output-file requirements/lab.txt
	$(COMPILE) $(NEW) pyproject.toml --extra labs --extra book --group test --resolution lowest-direct \
		--output-file requirements/lowest.txt

font: formulas-font text-fonts ## Make the fonts from the characters that they must have; needs npm

subset = $(BIN)/pyftsubset $(1) --unicodes-file=$(2)/characters.txt --no-ignore-missing-unicodes \
	--name-IDs='*' --no-hinting --no-recalc-timestamp --flavor=woff2

formulas-font: $(VENV)/test
	$(call subset,"$$($(BIN)/python -c 'import ziamath; print(ziamath.__path__[0])')/fonts/STIXTwoMath-Regular.ttf",$(FONTS)) \
		--no-bidi-closure --layout-features=dtls,flac,ssty --output-file=$(FONT)

text-fonts: $(VENV)/test $(TEXT)/package
	cp $(TEXT)/package/LICENSE $(TEXT_FONTS)/OFL.txt
	for face in $(TEXT_FACES); do \
		$(call subset,$(TEXT)/package/files/stix-two-text-latin-$${face#*:}.woff2,$(TEXT_FONTS)) \
			--layout-features=kern,liga,mark,pnum \
			--output-file=$(TEXT_FONTS)/stix-two-text-$${face%:*}.woff2 || exit; \
	done

$(TEXT)/package:
	mkdir -p $(TEXT)
	npm pack $(TEXT_PACKAGE) --pack-destination $(TEXT)
	tar -xzf $(TEXT)/*.tgz -C $(TEXT)

preview: $(VENV)/docs ## Draw what a link to the book looks like where it is shared
	$(BIN)/python -m nnbook.figures.preview docs/assets/preview.png

clean: ## Remove all that the other targets made
	rm -rf $(VENV) .cache .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache build offline site \
		docs/labs/.ipynb_checkpoints

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "nnbook needs Python 3.11 or newer; name one: make PYTHON=python3.13" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --requirement requirements/install.txt

$(VENV)/docs: requirements/docs.txt pyproject.toml | $(VENV)/pyvenv.cfg
	$(call install,$(BIN)/python,--require-hashes --requirement requirements/docs.txt)
	$(call install,$(BIN)/python,--no-deps --no-build-isolation --editable .)
	@touch $@

# What tests need holds what the book needs, at the same versions, and so does JupyterLab's.
$(VENV)/test $(VENV)/lab: $(VENV)/%: requirements/%.txt pyproject.toml | $(VENV)/pyvenv.cfg
	$(call install,$(BIN)/python,--require-hashes --requirement $<)
	$(call install,$(BIN)/python,--no-deps --no-build-isolation --editable .)
	@touch $@ $(VENV)/docs

.cache/runtime/pyodide.js: nnbook/live/here/runtime.json | $(VENV)/docs
	@$(BIN)/python -m nnbook.live runtime $(RUNTIME) && touch $@ || true

$(LOWEST)/ready: requirements/lowest.txt pyproject.toml | $(VENV)/pyvenv.cfg
	$(BIN)/uv --system-certs --quiet venv --clear --python 3.11 $(LOWEST)
	$(call install,$(LOWEST_PYTHON),--require-hashes --requirement $<)
	$(call install,$(LOWEST_PYTHON),--no-deps --no-build-isolation --editable .)
	@touch $@
