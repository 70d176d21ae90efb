# Footfall's chores. `make` alone lists them; what a target does in more than a line stands in scripts/.

DESTDIR ?=

# The Swift library goes into the program, so that a copy of it runs on a machine without Swift.
release = swift build -c release --static-swift-stdlib
program = .build/release/footfall
swift_files = Package.swift Sources Tests

.DEFAULT_GOAL := help
.PHONY: help setup build demo test test-web soak sanitize bench bench-large bench-check bench-stages format lint check-imports man deb tarball check-packages install uninstall clean

help: ## list the targets (this)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## check Swift, install what is missing
	@scripts/setup

build: setup ## build the program: .build/release/footfall
	@$(release) --product footfall

demo: build ## collect samples/logs, report a day, search it
	@scripts/demo $(program)

test: ## set up, then run all tests
	@scripts/setup test
	@swift build --build-tests
	@swift test --skip-build --disable-xctest --skip 'EndToEndTests|DocumentationTests'
	@swift test --skip-build --disable-xctest --filter 'EndToEndTests|DocumentationTests'

test-web: setup ## run the tests of the pages in a headless browser
	@swift build --product footfall
	@scripts/test-web .build/debug/footfall

soak: ## what takes too long for `make test`: 500 kills, a 10 GB backlog, 10,000 files
	@scripts/setup test
	@scripts/soak

sanitize: ## run the tests of sources and pipeline under ThreadSanitizer and AddressSanitizer
	@scripts/setup test
	@scripts/sanitize

bench: build ## all figures, at 10 million events, in one table: under 15 minutes
	@$(release) --product footfall-bench
	@scripts/bench

bench-large: build ## searches and reports at 50 and 100 million events; needs 24 GB for the time
	@$(release) --product footfall-bench
	@scripts/bench --only-search --events 50000000 --events 100000000

bench-stages: setup ## time each stage of the way by itself
	@$(release) --product footfall-bench
	@.build/release/footfall-bench stages

bench-check: setup ## count instructions of short work: fails where they grew by more than 5 %
	@$(release) --product footfall-bench
	@scripts/bench-check

format: ## format the Swift files
	@swift format -i -r $(swift_files)

lint: ## check the Swift files' format
	@swift format lint --strict -r $(swift_files)

check-imports: setup ## check that targets import only what Package.swift allows
	@scripts/check-imports

man: | $(program) ## write the man pages: .build/man/footfall.1 and those of every command, footfall.yaml.5
	@scripts/man-pages $(program) .build/man

deb: build ## make a Debian package: .build/packages/footfall_*.deb
	@scripts/setup packages
	@scripts/build-deb $(program)

tarball: setup ## make a tarball that runs without Swift and our libraries: .build/packages/footfall-*.tar.gz
	@scripts/build-tarball

check-packages: setup ## make both, and install, upgrade, run and remove them in a fresh Debian; needs root
	@scripts/check-packages

install: | $(program) ## set up the service: 'footfall install', into DESTDIR where that is set
	@$(program) install $(if $(DESTDIR),--root '$(DESTDIR)')

uninstall: ## take the service back: 'footfall install --uninstall'; the store stays
	@$(or $(wildcard $(DESTDIR)/usr/local/bin/footfall),$(program)) install --uninstall $(if $(DESTDIR),--root '$(DESTDIR)')

clean: ## remove what was built, and the demo's store
	rm -rf .build

# Only when there is none: `sudo make install` must not build as root what `make build` has built.
$(program):
	@$(MAKE) build
