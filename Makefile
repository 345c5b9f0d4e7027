# `make` lists what can be made. Nothing here needs more than Go, but for `test` and what builds on it: scripts/setup
# installs the rest when run as root on Debian, and elsewhere says what to install.

GOLANGCI  := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME  ?= 10s
BENCH     ?= .
ARGS      ?=

# Packages whose tests rewrite their golden files and generated pages when told to.
golden_packages = $(shell grep -rlE 'flag\.Bool\("update"' --include='*_test.go' . | xargs -r -n1 dirname | sort -u)
bench_packages  = $(shell grep -rlE '^func Benchmark' --include='*_test.go' . | xargs -r -n1 dirname | sort -u)

.DEFAULT_GOAL := help
.PHONY: help run build test race vet format lint fuzz bench bench-go a11y shots golden verify clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## everything on this machine, with stand-in banks; ARGS are given to `mm demo`
	bin/mm demo $(ARGS)

build: ## one static binary, bin/mm, that knows the commit it was built from
	CGO_ENABLED=0 go build -trimpath -buildvcs=auto -ldflags "-s -w" -o bin/mm ./cmd/mm

test: ## the whole suite, on SQLite and PostgreSQL (its own, or the one of MM_TEST_POSTGRES)
	scripts/setup
	go test -timeout 30m ./...

race: ## the whole suite with the race detector
	scripts/setup
	go test -race -timeout 40m ./...

vet: ## go vet
	go vet ./...

format: ## fail if a file is not as gofmt writes it
	@files=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$files" ]; then echo "gofmt -w these:"; echo "$$files"; exit 1; fi

lint: bin/golangci-lint format vet ## format, vet and golangci-lint (the first time it is built, which takes minutes)
	bin/golangci-lint run ./...

bin/golangci-lint:
	GOBIN=$(CURDIR)/bin go install $(GOLANGCI)

fuzz: ## every fuzz target for FUZZTIME (10s)
	FUZZTIME=$(FUZZTIME) scripts/fuzz

bench: build ## calls per second beside floors of the same run; ARGS as -fill 5000000 compares with a full store
	go run ./test/bench -mm bin/mm $(ARGS)

bench-go: ## the Go benchmarks whose name matches BENCH
	go test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 60m $(bench_packages)

a11y: ## every page in every mode in a browser, and the facts of the accessibility statement
	scripts/setup
	go test ./test/a11y -v -run 'TestEveryPage|TestTheJudge' -timeout 120m -args -all

DIR ?= ../mm-pictures
shots: ## pictures of all pages into DIR, outside of the project
	scripts/setup
	go test ./test/a11y -run TestShots -timeout 60m -args -shots '$(abspath $(DIR))'

golden: ## rewrite golden files and generated documents; then read the difference
	go test $(golden_packages) -update

verify: golden ## fail if a golden file or generated document is not up to date (in a clean tree)
	git diff --exit-code

clean: ## remove what was built
	rm -rf bin
