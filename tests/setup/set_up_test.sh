#!/usr/bin/env bash
# The set-up says one clear line and exits with 2 when something cannot be had. apt, dpkg and npm are replaced by
# programs that fail in the way a machine without network does; nothing is installed.
set -uo pipefail
root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fresh() { # a copy of what the set-up reads, with stand-ins first in PATH
  rm -rf "$work/tree" "$work/bin"
  mkdir -p "$work/tree/setup/packages" "$work/tree/setup/test-packages" "$work/bin"
  cp "$root"/setup/*.sh "$root"/setup/*.txt "$work/tree/setup/"
  cp "$root"/setup/packages/{package.json,package-lock.json,files.sha256} "$work/tree/setup/packages/"
  cp "$root"/setup/test-packages/{package.json,package-lock.json} "$work/tree/setup/test-packages/"
  # every package of the lists counts as installed, unless a case says otherwise
  grep -hv '^#' "$root"/setup/debian-*.txt >"$work/installed"
  stand_in dpkg-query "sed 's/\$/ installed/' '$work/installed'"
  stand_in apt-get "echo 'E: Could not resolve the host of the archive' >&2; exit 100"
  stand_in npm "echo 'npm error network' >&2; exit 1"
  stand_in sudo 'exec "$@"'
}
stand_in() {
  printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}
purpose=run
expect() { # name, wanted exit code, pattern that standard error must show
  PATH="$work/bin:$PATH" "$work/tree/setup/set-up.sh" $purpose >"$work/out" 2>"$work/err"
  local code=$?
  if [ "$code" != "$2" ] || ! grep -qE "$3" "$work/err" || [ "$(wc -l <"$work/err")" -gt 1 ]; then
    printf 'FAILED %s: exit %s, wanted %s; standard error (wanted one line with /%s/):\n' "$1" "$code" "$2" "$3"
    cat "$work/err"
    failures=$((failures + 1))
  else
    printf 'ok %s: %s\n' "$1" "$(cat "$work/err")"
  fi
}

fresh
grep -v libcjose-dev "$work/installed" >"$work/less" && mv "$work/less" "$work/installed"
expect 'apt not reachable' 2 'apt could not install: libcjose-dev .*Could not resolve.*start again'

fresh
expect 'npm not reachable' 2 'npm could not fetch.*start again'
[ -e "$work/tree/.cache/packages.stamp" ] && { echo 'FAILED: a failed fetch left a stamp'; failures=$((failures + 1)); }

fresh # npm brings other bytes than those that are locked
stand_in npm 'mkdir -p node_modules && while read -r _ f; do mkdir -p "$(dirname "$f")"; echo other >"$f"; done <files.sha256'
expect 'wrong hash' 2 'not the one expected: node_modules/.*FAILED'
[ -e "$work/tree/.cache/packages.stamp" ] && { echo 'FAILED: wrong bytes left a stamp'; failures=$((failures + 1)); }

fresh # a complete tree: nothing is installed, nothing is said
echo one >"$work/one"
(cd "$work" && mkdir -p tree/setup/packages/node_modules && cp one tree/setup/packages/node_modules/one &&
  cd tree/setup/packages && sha256sum node_modules/one >files.sha256)
expect_silent() {
  out=$(PATH="$work/bin:$PATH" "$work/tree/setup/set-up.sh" $purpose 2>&1) || { echo "FAILED $1: exit $?"; failures=$((failures + 1)); }
  [ -z "$out" ] || { echo "FAILED $1: said $out"; failures=$((failures + 1)); }
}
expect_silent 'complete'
expect_silent 'second start'
sleep 0.01 && echo two >"$work/tree/setup/packages/node_modules/one" # changed after the set-up: noticed and fetched anew
expect 'changed file' 2 'npm could not fetch'

fresh # the checkers of the tests: fetched for `test` alone, and once
purpose=test
(cd "$work" && mkdir -p tree/setup/packages/node_modules && cp one tree/setup/packages/node_modules/one &&
  cd tree/setup/packages && sha256sum node_modules/one >files.sha256)
expect 'checkers not reachable' 2 'npm could not fetch the packages of setup/test-packages.*start again'
[ -e "$work/tree/.cache/test-packages.stamp" ] && { echo 'FAILED: a failed fetch left a stamp'; failures=$((failures + 1)); }
stand_in npm 'mkdir node_modules'
PATH="$work/bin:$PATH" "$work/tree/setup/set-up.sh" test >/dev/null || { echo "FAILED checkers: exit $?"; failures=$((failures + 1)); }
stand_in npm 'exit 1'
expect_silent 'checkers at a second start'

[ "$failures" = 0 ]
