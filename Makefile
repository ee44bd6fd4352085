# rugtape's gate. `make test` sets up what the tests need and runs them;
# `make check` is what CI runs: no skip allowed, race detector on, and
# everything else that can be wrong with the tree.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

# The corpus of real recordings, where it is at hand (an absolute path, for
# tests run in their package's directory).
RUGTAPE_CORPUS ?= $(wildcard $(abspath ../shared/corpus))
ifneq ($(RUGTAPE_CORPUS),)
export RUGTAPE_CORPUS
endif

TOOL := go tool -modfile=tools/go.mod

.PHONY: help build test check bench proof fmt setup-test setup-check format vet modules generated page bitexact race leak

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

build: ## bin/rugtape
	go build -o bin/rugtape ./cmd/rugtape

test: setup-test bin/gotest ## set up what the tests need, run them, say what was skipped and why
	bin/gotest -timeout 20m ./...

check: setup-check format vet modules generated page bitexact race ## everything CI runs; a skipped test fails

bench: setup-test build ## rugtape's figures on this machine, then the Node peer's
	bin/rugtape bench
	node bench/derive.mjs
	go test -run '^$$' -bench Page -benchtime 3x ./internal/app
	go test -run '^$$' -bench Viewers -benchtime 1x ./internal/app

proof: setup-test ## a long proof, NAME= one of tools/proof.sh's; writes docs/proof/NAME.md (make check runs a short form)
	tools/proof.sh $(NAME)

fmt: ## write every Go file as gofumpt does
	$(TOOL) gofumpt -w cmd internal tools

# --- the parts of check ---

# What is no test is compiled once, for the build that the leak soak needs.
format vet leak: export GOEXPERIMENT := goroutineleakprofile

setup-test:
	@tools/setup.sh test

setup-check:
	@tools/setup.sh check

format:
	@unformatted=$$($(TOOL) gofumpt -l cmd internal tools); \
	[ -z "$$unformatted" ] || { echo "not gofumpt'd (make fmt):"; echo "$$unformatted"; exit 1; }

vet:
	go vet ./...
	go -C tools vet ./...
	$(TOOL) staticcheck ./...

modules:
	go mod verify
	go mod tidy -diff
	go -C tools mod tidy -diff

generated:
	tools/generated.sh

page: setup-check
	node tools/vendored.mjs
	tools/ui/node_modules/.bin/tsc --project internal/web/ui/tsconfig.json
	tools/ui/node_modules/.bin/tsc --project internal/arena/page/tsconfig.json
	tools/ui/node_modules/.bin/tsc --project internal/browser/page/tsconfig.json

bitexact:
	tools/bitexact.sh

# How much of the long proofs of the hands is run beside everything else.
export RUGTAPE_ARMED ?= 1
export RUGTAPE_FAULTS ?= 4
export RUGTAPE_FREEZES ?= 1
export RUGTAPE_WATCHDOG ?= 1
export RUGTAPE_STARTS ?= 20

race: bin/gotest
	go -C tools test ./...
	$(MAKE) leak & leak=$$!; \
	RUGTAPE_STRESS=$${RUGTAPE_STRESS:-5s} bin/gotest -noskip -race -shuffle=on -timeout 20m ./...; \
	wait $$leak

# Half an hour of the game, in the build that finds goroutines that are stuck.
leak:
	go build -o bin/rugtape-leak ./cmd/rugtape
	bin/rugtape-leak soak --hours 0.5 --speed 100

bin/gotest: $(wildcard tools/gotest/*.go)
	go build -C tools -o ../bin/gotest ./gotest
