# Every verb sets up what it needs: on a fresh Debian with the Swift toolchain, `make run` or `make test` is all there is.

# A filter's pipe fails where the program before it does.
SHELL       := /bin/bash
.SHELLFLAGS := -o pipefail -c

SWIFT        ?= swift
PREFIX       ?= /usr/local
DESTDIR      ?=
SAMPLE       ?= samples/nginx/policy.toml
FUZZ_SECONDS ?= 60
SOURCES      := Sources Essentials Tests Fuzz Package.swift

# Debian packages: the parser that profiles are compiled with, the library of the kernel's interface, and that of signatures.
DEBIAN := apparmor libapparmor-dev libsodium-dev
# What tests hold armor's output against, beside systemd: programs and schemas of who reads it, what loads filters of system
# calls, what writes the traces that are learned from, a browser for reports, and what signs and copies bundles.
READERS := apparmor-profiles apparmor-profiles-extra docker-compose golang-github-opencontainers-specs-dev python3-jsonschema python3-venv python3-yaml lintian git \
    libseccomp-dev seccomp strace chromium chromium-driver python3-selenium minisign openssl skopeo \
    golang-github-opencontainers-image-spec-dev
# A static build needs no Swift runtime on the host that it runs on. The linker folds equal functions, drops what nobody
# calls, exports nothing and leaves out what would unwind the stack: a sixth of the program. Relative relocations in their
# packed form need glibc 2.36 where the program runs, and are left out where it is built with less.
STATIC := --static-swift-stdlib --disable-local-rpath -Xswiftc -Xfrontend -Xswiftc -function-sections -Xswiftc -use-ld=lld
STATIC += $(addprefix -Xlinker ,--icf=all --gc-sections --exclude-libs=ALL --no-export-dynamic --no-eh-frame-hdr)
# Where only the archive of the C++ library is, which Swift's runtime needs, so that the host need not have it.
STATIC += -Xlinker -L$(CURDIR)/.build/archives -Xswiftc -Xclang-linker -Xswiftc -static-libgcc
# In place of FoundationEssentials: Essentials/README.md.
STATIC += -Xswiftc -I$(CURDIR)/.build/essentials -Xlinker -L$(CURDIR)/.build/essentials
STATIC += -Xlinker -T -Xlinker $(CURDIR)/Scripts/no-unwind-tables.ld
ifeq ($(shell printf '2.36\n%s\n' "$$(getconf GNU_LIBC_VERSION | cut -d' ' -f2)" | sort -V | head -n 1),2.36)
STATIC += -Xlinker -z -Xlinker pack-relative-relocs
endif

RELEASE := .build/release/armor

# One test after the other: some wait for programs with a time limit, and would wait for those that compute as well. `make
# test` has two such processes side by side, of which one has these tests, half of the work.
TEST := $(SWIFT) test --disable-xctest --no-parallel
HALF := ^Armor(Commands|Report|Learn)Tests\.
# Of thousands of lines those that a reader wants: what failed, what was left out, and the sum.
FILTER := grep -avE '^(◇|✔ (Suite|Test case|Test [A-Za-z]+\())'

# Targets that read bytes of others, or hold pointers.
READING := ^Armor(Source|TOML|JSON|Glob|Template|Target|Image|Audit|Compiled|Seccomp)Tests\.

.PHONY: setup build release run test vm-test vm-test-tools check fmt coverage asan fuzz bench man completions install deb clean

setup:
	@Scripts/setup $(DEBIAN)

build: setup
	$(SWIFT) build

release: setup
	@SWIFT="$(SWIFT)" Scripts/cxx-archive .build/archives
	@SWIFT="$(SWIFT)" Scripts/essentials .build/essentials .build/release
	$(SWIFT) build -c release $(STATIC) --product armor
	strip -o .build/armor $(RELEASE)

# The profile of a sample, on standard output alone.
run: setup
	@$(SWIFT) build --product armor 1>&2
	@.build/debug/armor gen $(SAMPLE)

test: setup
	Tests/Parsers/fetch debian13
	Tests/Parsers/fetch unstable
	@Scripts/setup $(READERS)
	Tests/Consumers/fetch podman
	Tests/Consumers/fetch kubernetes
	Tests/Consumers/fetch axe
	$(SWIFT) build --build-tests
	Scripts/side-by-side "$(TEST) --skip-build --ignore-lock --filter '$(HALF)' 2>&1 | $(FILTER)" \
	    "$(TEST) --skip-build --ignore-lock --skip '$(HALF)' 2>&1 | $(FILTER)"
	samples/spark/check .build/debug/armor
	$(MAKE) --no-print-directory deb
	if command -v lintian >/dev/null; then lintian --allow-root --fail-on error,warning .build/armor.deb; fi
	Tests/VM/run

# Scenarios on a real AppArmor kernel with a real Docker Engine: what is loaded and enforced, or those of SCENARIO; and what
# is learned, recorded, exported and installed.
vm-test: deb
	Tests/VM/run $(if $(SCENARIO),$(SCENARIO),-s kernel)

vm-test-tools: deb
	Tests/VM/run -s tools

# Unformatted code, warnings (errors in every target), and what must not be linked.
check: setup
	$(SWIFT) format lint --strict --recursive $(SOURCES)
	$(SWIFT) build
	$(MAKE) --no-print-directory release
	Scripts/check-links .build/armor
	Scripts/check-tree

fmt:
	$(SWIFT) format --in-place --recursive $(SOURCES)
	$(SWIFT) build --product armor
	.build/debug/armor fmt $$(find samples templates -name '*.toml' -not -path '*/bane/*')

coverage: setup
	$(TEST) --enable-code-coverage 2>&1 | $(FILTER)
	Scripts/coverage ArmorPolicy ArmorTemplate

# The tests of what reads bytes, which is where memory is touched; programs that tests start are not looked into. What Swift's
# runtime keeps for the life of the process is no leak of ours.
asan: setup
	ASAN_OPTIONS=detect_leaks=0 $(TEST) --sanitize address --scratch-path .build-asan --filter '$(READING)' 2>&1 | $(FILTER)

fuzz: setup
	Scripts/fuzz $(FUZZ_SECONDS)

bench: release
	Bench/run .build/armor

man: setup
	$(SWIFT) build --product armor
	mkdir -p .build/man
	rm -f .build/man/*
	$(SWIFT) build --product generate-manual
	.build/debug/generate-manual --multi-page --output-directory .build/man .build/debug/armor
	Scripts/manual .build/man

completions: setup
	$(SWIFT) build --product armor
	mkdir -p .build/completions
	.build/debug/armor --generate-completion-script bash | sed '1{/^#!/d}' > .build/completions/armor
	.build/debug/armor --generate-completion-script zsh  > .build/completions/_armor
	.build/debug/armor --generate-completion-script fish > .build/completions/armor.fish

install: release man completions
	install -D -m 0755 .build/armor $(DESTDIR)$(PREFIX)/bin/armor
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 0644 .build/man/* $(DESTDIR)$(PREFIX)/share/man/man1
	install -D -m 0644 .build/completions/armor $(DESTDIR)$(PREFIX)/share/bash-completion/completions/armor
	install -D -m 0644 .build/completions/_armor $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_armor
	install -D -m 0644 .build/completions/armor.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/armor.fish
	install -d $(DESTDIR)$(PREFIX)/share/armor/presets $(DESTDIR)$(PREFIX)/share/armor/samples
	install -m 0644 templates/*.toml $(DESTDIR)$(PREFIX)/share/armor/presets
	cp -r --no-preserve=ownership samples/. $(DESTDIR)$(PREFIX)/share/armor/samples
	.build/armor schema > $(DESTDIR)$(PREFIX)/share/armor/armor.schema.json

# A package for Debian and Ubuntu.
deb:
	@Scripts/setup dpkg-dev
	rm -rf .build/deb
	$(MAKE) --no-print-directory install DESTDIR=$(CURDIR)/.build/deb PREFIX=/usr
	Scripts/deb .build/deb .build/armor.deb

clean:
	rm -rf .build .build-asan .build-fuzz
