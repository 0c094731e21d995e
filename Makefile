# Two commands do all the set-up on a machine with python3 (3.11 or newer) and make.
PYTHON ?= python3
BIN := .venv/bin
.PHONY: demo test test-full test-spark mutants test-oldest bench bench-full docs lock goldens release clean

.venv/installed: pyproject.toml
	@echo "── making .venv and installing HelixKG   (by hand: $(PYTHON) -m venv .venv && .venv/bin/pip install '.[networks]')"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "HelixKG needs Python 3.11 or newer; set PYTHON=…")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[networks]'
	@touch $@

.venv/installed-test: .venv/installed
	@echo "── installing what the tests need"
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

demo: .venv/installed
	@echo "── building the graph from data/ into ./kg-store, validating it   (by hand: kg build)"
	@$(BIN)/kg build
	@echo "── three questions of the library"
	@echo "   kg query run clusters-in-state -p state jalisco"
	@$(BIN)/kg query run clusters-in-state -p state jalisco
	@echo "   kg query run icluster-time-line"
	@$(BIN)/kg query run icluster-time-line
	@echo "   kg query run open-conflicts"
	@$(BIN)/kg query run open-conflicts
	@echo "── a file for Gephi   (by hand: kg export gexf -o out/clusters.gexf)"
	@$(BIN)/kg export gexf -o out/clusters.gexf
	@echo "── done. Put the command on your path:  . .venv/bin/activate   then  kg -h"
	@echo "   In a browser:  pip install '.[web]'   then  kg serve"

# What Python compiles is kept: the tests begin hundreds of processes.
test test-full test-spark: export PYTHONDONTWRITEBYTECODE =
test: .venv/installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	rm -rf .coverage .coverage.*
	@echo "KG_COVERAGE=.coverage $(BIN)/pytest -n 4 --max-worker-restart 0 --durations=20, and beside it $(BIN)/mypy"
	@report=$$(mktemp); $(BIN)/mypy >$$report 2>&1 & types=$$!; \
	KG_COVERAGE=.coverage $(BIN)/pytest -n 4 --max-worker-restart 0 --durations=20; \
	tests=$$?; wait $$types; types=$$?; cat $$report; rm -f $$report; exit $$((tests || types))
	$(BIN)/python -m tests.coverage_floor

# The long form of the tests that try a kind of error; each prints how much it tried. An hour or so.
test-full: .venv/installed-test
	$(BIN)/pytest -n 2 -m full

# What runs on Spark, all of it: the same answers as the local engine, and workers that are killed. Half an hour or so;
# needs Java 17. `make test` runs the short ones.
test-spark: .venv/installed-test
	$(BIN)/pytest tests/spark -m 'full or not full'

# Does a test fail when a line of the core is changed? Hours; ROOMS=sparql for one room, SAMPLE=200.
mutants: .venv/installed-test
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[mutants]'
	$(BIN)/python -m tests.mutants $(ROOMS) --sample $(or $(SAMPLE),0)

# The same tests with the lower bounds of the dependencies; TESTS=tests/graph for one room.
test-oldest:
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/pip install --quiet --disable-pip-version-check -c tests/oldest.txt --editable '.[test]'
	.venv-oldest/bin/pytest -n 2 $(TESTS)

# The claims of the README, measured beside what people would use instead; minutes, hours with -full.
bench: .venv/installed-test
	$(BIN)/python -m benchmarks.change_validation
	$(BIN)/python -m benchmarks.whole_validation
	$(BIN)/python -m benchmarks.library
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.tables
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.results
	$(BIN)/python -m benchmarks.serve
	$(BIN)/python -m benchmarks.export
	$(BIN)/python -m benchmarks.networks
	$(BIN)/python -m benchmarks.growth

bench-full: .venv/installed-test
	$(BIN)/python -m benchmarks.change_validation --full
	$(BIN)/python -m benchmarks.whole_validation --full
	$(BIN)/python -m benchmarks.library --full
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.load --full
	$(BIN)/python -m benchmarks.tables --full
	$(BIN)/python -m benchmarks.startup --full
	$(BIN)/python -m benchmarks.results --full
	$(BIN)/python -m benchmarks.serve --full
	$(BIN)/python -m benchmarks.export --full
	$(BIN)/python -m benchmarks.networks --full
	$(BIN)/python -m benchmarks.growth --full

# The documentation site in out/site, in both languages; a broken link ends it.
docs: .venv/installed-test
	$(BIN)/python -m tests.documentation

# Renews what changes with the data and the help; read the difference before you commit it.
goldens: .venv/installed-test
	$(BIN)/kg fmt data
	$(BIN)/python -m tests.queries.golden
	$(BIN)/python -m tests.data.statement
	$(BIN)/python -m tests.data.untied
	$(BIN)/python -m tests.spanish
	$(BIN)/python -m tests.reference
	$(BIN)/python -m tests.pages
	$(BIN)/python -m tests.graph.test_pages
	@git diff --stat
	@echo "Renewed, where the data or the help changed. Read it: git diff"

# The versions that were tested together, with the hashes of their files; for every system and Python.
lock: .venv/installed-test
	$(BIN)/uv pip compile pyproject.toml --extra test --extra mutants --universal --python-version 3.11 \
		--generate-hashes --quiet --custom-compile-command "make lock" -o requirements-dev.txt

# Everything up to the upload, which the workflow release.yml does. The same commit makes the same files.
release: .venv/installed-test
	@test -z "$$(git status --porcelain)" || { echo "commit your changes first"; exit 2; }
	@grep -q "^## \[$$($(BIN)/python -c 'import kg; print(kg.__version__)')\] - 20" CHANGELOG.md || \
		{ echo "CHANGELOG.md has no dated section for this version"; exit 2; }
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m build --no-isolation
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl
	$(BIN)/pytest -q -n 0 -m "full or not full" tests/test_wheel.py
	cd dist && sha256sum *.whl *.tar.gz > SHA256SUMS
	@cat dist/SHA256SUMS

clean:
	rm -rf .venv .venv-oldest kg-store out build dist .mypy_cache .ruff_cache .pytest_cache
