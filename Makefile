# One rule that makes .venv, then one line a target; what stands behind ## is its help.
# ARGS="..." goes on to the command: make test ARGS="-k enum"

PYTHON := python3.13 python3.12 python3.11 python3
INVOKE  = .venv/bin/invoke
NOX     = .venv/bin/nox --session
HERE   := $(shell pwd -P | cksum | cut -d ' ' -f 1)
LOCK   := $(shell cat requirements.lock pyproject.toml | cksum | cut -d ' ' -f 1)
VENV   := .venv/.made-$(HERE)-$(LOCK)
ARGS   :=

help:
	@awk 'NR == 1 { print "make TARGET [ARGS=\"...\"]" } /^##@/ { sub(/^##@ /, ""); print "\n" $$0 } \
	/^[a-z-]+:.* ## / { name = $$1; sub(/:/, "", name); sub(/.* ## /, ""); printf "  %-16s%s\n", name, $$0 }' Makefile

##@ Start here
setup-complete: $(VENV) ; @$(INVOKE) $@ $(ARGS) ## services, database, proof; again: changes nothing and says so
doctor:         $(VENV) ; @$(INVOKE) $@ $(ARGS) ## what this machine has, what is missing, how to fix it

##@ Services
up:             $(VENV) ; @$(INVOKE) $@ $(ARGS) ## start PostgreSQL and the Redis-compatible server
down:           $(VENV) ; @$(INVOKE) $@ $(ARGS) ## stop them; their data stays
status:         $(VENV) ; @$(INVOKE) $@ $(ARGS) ## what runs where

##@ Database
bootstrap:      $(VENV) ; @$(INVOKE) $@ $(ARGS) ## converge the database; ARGS=--plan only shows what would change
validate:       $(VENV) ; @$(INVOKE) $@ $(ARGS) ## hold the database against what is declared

##@ Development
test:           $(VENV) ; @$(NOX) tests -- $(ARGS) ## the tests
bench:          $(VENV) ; @$(NOX) bench ## what it costs, beside what people do without
check:          $(VENV) ; @$(NOX) check ## lint, format, types
lock:           $(VENV) ; @$(NOX) lock -- $(ARGS) ## requirements.lock anew; ARGS=--upgrade for newer versions
wheels:         $(VENV) ; @$(NOX) wheels ## fill wheels/, from which all of this works offline

.PHONY: help setup-complete doctor up down status bootstrap validate test bench check lock wheels FORCE

# The stamp, written last, names this folder and the lock. None of this folder: .venv was never
# finished, or came from elsewhere, and is made from nothing. Another lock's: it is brought up to date.
$(VENV): $(shell test -x .venv/bin/python || echo FORCE)
	@set -eu; export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_PYTHON_DOWNLOADS=never; \
	if command -v flock >/dev/null; then exec 9<Makefile; flock 9; fi; \
	if [ -x .venv/bin/python ] && [ -e $@ ]; then exit; fi; \
	uv=; needs=sys,venv,ensurepip; if uv --version >/dev/null 2>&1; then uv=uv; needs=sys; fi; \
	python=; for name in $(PYTHON); do \
	  if $$name -c "import $$needs; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; \
	  then python=$$name; break; fi; done; \
	if [ -z "$$uv$$python" ]; then \
	  echo "No Python >= 3.11 with its venv module here (looked for: $(PYTHON))." >&2; \
	  echo "Next: apt-get install python3-venv   (or make PYTHON=/path/to/python3)" >&2; exit 2; fi; \
	from=; if cmp -s requirements.lock wheels/requirements.lock; then from="--no-index --find-links wheels"; fi; \
	echo "Making .venv with $${uv:-pip}$${from:+, from wheels/}" >&2; \
	if [ -x .venv/bin/python ] && rm .venv/.made-$(HERE)-* 2>/dev/null; then :; \
	else rm -rf .venv; \
	  if [ "$$uv" ]; then uv venv --quiet --python "$${python:->=3.11}" .venv; \
	  else $$python -m venv .venv; fi; fi; \
	if [ "$$uv" ]; then pip="uv pip install --python .venv/bin/python"; \
	else pip=".venv/bin/python -m pip install"; fi; \
	$$pip --quiet --require-hashes --only-binary :all: $$from --requirement requirements.lock \
	|| { echo "What requirements.lock names could not be installed." >&2; \
	  echo "Next: make, once the network is there; or bring a wheels/ that make wheels filled" >&2; exit 2; }; \
	$$pip --quiet --no-index --no-deps --no-build-isolation --editable .; \
	touch $@
