# `make check` is what CI runs; `make` lists the targets.
PYTHON ?= python

help:            ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'

install:         ## install with everything the tests need
	$(PYTHON) -m pip install -e ".[test]"

check: lint types test bank   ## everything CI runs

lint:            ## style
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:           ## mypy, strict
	$(PYTHON) -m mypy

test:            ## the quick suite
	$(PYTHON) -m pytest

slow:            ## the slow tests too
	$(PYTHON) -m pytest -m slow

bank:            ## the question bank's lint
	$(PYTHON) -m dlstudy bank lint

.PHONY: help install check lint types test slow bank
