#!/usr/bin/env bash
# Runs every generator and fails if that changed anything: what is generated
# and committed must be what its source gives. On a clean checkout this is
# `git diff --exit-code`; with work in progress it tells the generators'
# changes from yours.
set -euo pipefail
cd "$(dirname "$0")/.."

state() {
  git diff
  git ls-files --others --exclude-standard -z | xargs -0 -r sha256sum
}

before=$(state)
go generate ./...
after=$(state)
if [ "$before" != "$after" ]; then
  echo "generators changed the tree; look at git diff and commit what they wrote:" >&2
  git status --short >&2
  exit 1
fi
