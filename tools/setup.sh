#!/usr/bin/env bash
# Sets up what the tests need besides Go: `tools/setup.sh test` before `make
# test`, `tools/setup.sh check` before `make check`. What is there already is
# left alone, so a second run takes no time. What it cannot install it names,
# with what is then skipped (test) or fails (check).
#
# It installs Debian's packages where apt-get works and we are root or sudo
# asks for no password, and npm's packages inside the repository only.
# RUGTAPE_NOSETUP=1: install nothing, only say what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
stage=${1:-test}
missing=0

say() { printf 'setup: %s\n' "$*"; }

# lack NAME CONSEQUENCE HOW-TO: one thing that is not there and stays away.
lack() {
  missing=1
  say "$1 is missing: $2. To have it: $3"
}

# as_root COMMAND...: runs it as root, or fails where we can't be.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else command -v sudo >/dev/null && sudo -n "$@"; fi
}

# debian PACKAGE...: installs them; fails where that can't be done.
updated=no
debian() {
  [ "${RUGTAPE_NOSETUP:-}" != 1 ] && command -v apt-get >/dev/null || return 1
  local log
  log=$(mktemp)
  say "installing $* (apt-get)"
  if [ "$updated" = no ]; then
    as_root apt-get -qq update >"$log" 2>&1 || { tail -n 3 "$log"; return 1; }
    updated=yes
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" >"$log" 2>&1 ||
    { tail -n 3 "$log"; return 1; }
  rm -f "$log"
}

# any COMMAND...: whether one of them is on the PATH.
any() {
  local name
  for name; do command -v "$name" >/dev/null && return; done
  return 1
}

# node_modules DIR: npm ci, unless what is installed is what the lockfile says.
node_modules() {
  [ -f "$1/package-lock.json" ] || return 0
  local stamp=$1/node_modules/.rugtape-lock
  cmp -s "$1/package-lock.json" "$stamp" && return
  [ "${RUGTAPE_NOSETUP:-}" != 1 ] || return 1
  say "installing $1's npm packages"
  (cd "$1" && npm ci --silent --no-fund --no-audit) && mkdir -p "$1/node_modules" && cp "$1/package-lock.json" "$stamp"
}

any chromium chromium-browser google-chrome || debian chromium fonts-dejavu-core ||
  lack chromium "the tests in a real browser are skipped" "install Debian's package chromium"

any node && any npm || debian nodejs npm ||
  lack "node or npm" "the tests beside the Node peer are skipped, the page's types are not checked" "install node 20 or later with npm"

any python3 || debian python3 ||
  lack python3 "the Python example of docs/strategies.md is not run" "install Debian's package python3"

# python_socketio: whether a python3 has what docs/bots.md's example needs.
# Debian's packages are Debian's python3's, which need not be the first on the PATH.
python_socketio() {
  local python
  for python in python3 /usr/bin/python3; do
    "$python" -c 'import socketio, aiohttp' 2>/dev/null && return
  done
  return 1
}
python_socketio || { debian python3 python3-socketio python3-aiohttp && python_socketio; } ||
  lack python-socketio "the Python example of docs/bots.md is not run" "install Debian's packages python3-socketio and python3-aiohttp"

if any npm; then
  for dir in bench tools/ui tools/peer; do
    node_modules "$dir" || lack "$dir/node_modules" "the tests beside it are skipped" "run 'npm ci' in $dir"
  done
fi

if [ "$stage" = check ]; then
  any gcc clang || debian gcc libc6-dev ||
    lack gcc "the race detector cannot run" "install gcc"
  [ "$(uname -s)" != Linux ] || [ "$(uname -m)" = aarch64 ] || any qemu-aarch64-static qemu-aarch64 || debian qemu-user-static ||
    lack qemu-aarch64-static "bit-exactness on arm64 is checked by disassembly only" "install Debian's package qemu-user-static"
fi

corpus=${RUGTAPE_CORPUS:-../shared/corpus}
[ -f "$corpus/README.md" ] ||
  lack "the corpus of real recordings" "the tests on it are skipped" "set RUGTAPE_CORPUS to its directory"

[ "$missing" = 0 ] && say "everything is here"
exit 0
