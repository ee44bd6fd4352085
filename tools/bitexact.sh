#!/usr/bin/env bash
# The law and the server's arithmetic give the same bits everywhere. A compiler
# may fuse x*y+z into one instruction that rounds once: on GOAMD64=v3 and on
# arm64 Go does, unless the product is converted explicitly. So the machine
# code of these packages is searched for such instructions, and their tests run
# on each processor that can be had or emulated.
set -euo pipefail
cd "$(dirname "$0")/.."
packages="./internal/fair ./internal/money ./internal/ledger"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# fused SOURCE ENV...: the fused instructions in the compiler's listing of
# SOURCE, compiled with ENV. (objdump does not decode amd64's.)
fused() {
  env CGO_ENABLED=0 "${@:2}" go build -gcflags=-S -o "$scratch/a.a" "$1" 2>"$scratch/listing" ||
    { tail -n 5 "$scratch/listing" >&2; return 1; }
  grep -E -m 5 '\sV?FN?M(ADD|SUB)' "$scratch/listing" || true
}

# no_fused ENV...: fails if a package fuses; first shows that it would see it.
no_fused() {
  local package found
  echo 'package a; func F(x, y, z float64) float64 { return x*y + z }' >"$scratch/a.go"
  [ -n "$(fused "$scratch/a.go" "$@")" ] || { echo "cannot see fused instructions with $*" >&2; exit 1; }
  for package in $packages; do
    found=$(fused "$package" "$@")
    [ -z "$found" ] || {
      printf '%s fuses a product into a sum with %s; write float64(x*y) + z:\n%s\n' "$package" "$*" "$found" >&2
      exit 1
    }
  done
  echo "no fused instruction with $* in $packages"
}

no_fused GOARCH=amd64 GOAMD64=v3
no_fused GOARCH=arm64

case $(uname -m) in
x86_64)
  if [ "$(grep -owE 'avx2|bmi2|fma' /proc/cpuinfo 2>/dev/null | sort -u | wc -l)" = 3 ]; then
    GOAMD64=v3 go test -timeout 5m $packages
  else
    echo "this processor has no x86-64-v3: its code was only searched"
    go test -timeout 5m $packages
  fi
  if qemu=$(command -v qemu-aarch64-static || command -v qemu-aarch64); then
    GOARCH=arm64 CGO_ENABLED=0 go test -timeout 5m -exec "$qemu" $packages
  else
    echo "no qemu-aarch64: arm64's code was only searched"
  fi
  ;;
*) go test -timeout 5m $packages ;;
esac
