# For systems without make, README.md gives the plain commands.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Two small packages that a plugin beside ours needs, for tests only, have no wheels.
FROM_SOURCE := --no-binary csscompressor,jsmin --no-build-isolation
# Material's note on the end of MkDocs 1.x; docs/manual/contributing.md says how this project meets it.
export NO_MKDOCS_2_WARNING := 1

.PHONY: site pdf docx offline serve check test browser supply verify package sbom bench words lock clean

site: $(VENV)/site.stamp
	$(BIN)/mkdocs build --strict
	@echo "The site is in site/: see it with make serve, where search and fonts work as they do on a server"

pdf: $(VENV)/site.stamp
	$(BIN)/taklimat pdf
	@echo "The PDFs are in site/pdf/"

docx: $(VENV)/site.stamp
	$(BIN)/taklimat docx
	@echo "The documents are in .taklimat/docx/"

offline: $(VENV)/site.stamp
	$(BIN)/taklimat offline

# With PDF=1 the preview makes the PDFs, too.
serve: $(VENV)/site.stamp
	TAKLIMAT_PDF=$(PDF) $(BIN)/python -m mkdocs serve

# Everything that can be wrong with texts and data, in seconds. FORMAT=github annotates;
# FILES="docs/visas.md …" tells of those only.
check: $(VENV)/site.stamp
	$(BIN)/taklimat check --format $(or $(FORMAT),text) $(FILES)

test: $(VENV)/test.stamp browser supply
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

# What the project leans on: its licences, by a list of those that are allowed, and its workflows.
# codespell is under the GPL: it is run as a program of its own, and no part of it is in this one.
# axe-playwright-python, for tests, has its licence (MIT) in its repository only.
LICENCES := MIT;BSD;0BSD;Apache;ISC;MPL;Mozilla Public License;Python Software Foundation;PSF;CNRI;HPND;Unlicense;Public Domain;CC0
supply: $(VENV)/test.stamp
	@mkdir -p .taklimat
	$(BIN)/pip-licenses --format=markdown --partial-match --allow-only="$(LICENCES)" \
	  --ignore-packages codespell axe-playwright-python taklimat > .taklimat/licences.md
	$(BIN)/zizmor --offline --quiet --no-progress .github/workflows

# Every package that a site is made with, as CycloneDX.
sbom: $(VENV)/test.stamp
	@mkdir -p .taklimat
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
	  --output-file .taklimat/sbom.json requirements.txt
	@echo "The list of all packages is .taklimat/sbom.json"

# The last commit, built twice: at other times, in other places, with other rights and languages.
verify: $(VENV)/test.stamp
	PYTHONPATH=tests $(BIN)/python tests/reproducing.py

# What tests run besides: a browser, and EPUBCheck (30 MB, with Java 200 MB more). CI=1 makes them fail
# without one, where else they are skipped.
APT := $(shell [ "$$(id -u)" = 0 ] || echo sudo -n) apt-get
browser:
	@command -v "$${CHROMIUM:-chromium-headless-shell}" >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	  apt-get install -qq --no-install-recommends chromium-headless-shell >/dev/null 2>&1; } || \
	  command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	  echo "No browser for the browser tests: install Chromium, or set CHROMIUM to its path"
	@[ -e "$${EPUBCHECK:-/usr/share/java/epubcheck.jar}" ] || { \
	  [ "$$(id -u)" = 0 -o -n "$$CI" ] && command -v apt-get >/dev/null && \
	  $(APT) update -qq && $(APT) install -qq --no-install-recommends epubcheck >/dev/null; } || \
	  echo "No EPUBCheck for the tests of EPUB: install it, or set EPUBCHECK to the path of its jar"

bench: $(VENV)/test.stamp
	$(PIP) install --require-hashes --only-binary :all: $(FROM_SOURCE) -r requirements-bench.txt
	$(BIN)/python benchmarks/linking.py
	$(BIN)/python benchmarks/dossier.py
	PYTHONPATH=tests $(BIN)/python benchmarks/losing.py
	$(BIN)/python benchmarks/checking.py
	$(BIN)/python benchmarks/growing.py
	$(BIN)/python benchmarks/previewing.py --edits 200
	npm ci --prefix benchmarks --ignore-scripts --no-audit --no-fund --silent
	$(BIN)/mkdocs build --strict --quiet
	PYTHONPATH=tests $(BIN)/python benchmarks/browsing.py
	PYTHONPATH=tests $(BIN)/python benchmarks/answering.py

# All that the generator says, as the file that translators begin with.
words: $(VENV)/test.stamp
	PYTHONPATH=tests $(BIN)/python tests/catalogue.py

$(VENV)/site.stamp: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --only-binary :all: -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/test.stamp: requirements-test.txt $(VENV)/site.stamp
	$(PIP) install --require-hashes --only-binary :all: $(FROM_SOURCE) -r requirements-test.txt
	touch $@

# The package, installed with all that it needs into an environment of its own, where it makes a site.
package: $(VENV)/test.stamp
	rm -rf dist .taklimat/elsewhere build
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .
	$(BIN)/python -c "import setuptools.build_meta as b; b.build_sdist('dist')"
	for made in dist/*.whl dist/*.tar.gz; do \
	  rm -rf .taklimat/elsewhere && $(PYTHON) -m venv .taklimat/elsewhere/env && \
	  .taklimat/elsewhere/env/bin/pip install --quiet --require-hashes --only-binary :all: -r requirements.txt && \
	  .taklimat/elsewhere/env/bin/pip install --quiet --no-deps --no-build-isolation $$made && \
	  cd .taklimat/elsewhere && env/bin/taklimat new site ours && cd ours && \
	  ../env/bin/taklimat check && ../env/bin/taklimat build --strict --quiet && cd ../../.. || exit 1; \
	done

# Needs uv. The locks name no package index: pip asks the one it is set up for.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml
lock:
	$(LOCK) --extra install -o requirements.txt
	cp requirements.txt hooks/taklimat/command/site/requirements.txt
	$(LOCK) --extra install --extra test -o requirements-test.txt
	$(LOCK) --extra install --extra test --extra bench -o requirements-bench.txt

clean:
	rm -rf $(VENV) site .site.new .site.old .taklimat build dist
