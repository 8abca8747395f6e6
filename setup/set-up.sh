#!/usr/bin/env bash
# Installs what is missing and nothing else: Debian packages, then the people data and models from npm, held to the lock
# file and to the SHA-256 of every file that is used, and for `test` the checkers of setup/test-packages. Usage: setup/set-up.sh run|test. Exit code 2 with one line that
# names cause and remedy when something cannot be had.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
purpose=${1:?run or test}
log=$root/.cache/set-up.log

stop() { # cause, remedy
  printf 'proofmark: set-up: %s. %s\n' "$1" "$2" >&2
  exit 2
}

mkdir -p "$root/.cache" 2>/dev/null || stop "cannot write to $root" "Make the project's folder writable."

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else stop "Debian packages are missing and this user is neither root nor has sudo" "Install them as root: $missing"
  fi
}

# --- Debian packages
command -v apt-get >/dev/null || stop "apt-get is not there" "proofmark sets itself up on Debian 12; use such a machine."
lists=("$root/setup/debian-run.txt")
if [ "$purpose" = test ]; then lists+=("$root/setup/debian-test.txt"); fi
wanted=$(grep -hv '^#' "${lists[@]}")
command -v npm >/dev/null || wanted="$wanted npm"
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' | awk '$2 == "installed" { print $1 }' | sort -u)
missing=$(comm -23 <(printf '%s\n' $wanted | sort -u) <(printf '%s\n' "$installed") | tr '\n' ' ')
if [ -n "${missing// /}" ]; then
  printf 'proofmark: installing Debian packages: %s\n' "$missing"
  { as_root apt-get -q update && as_root env DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends $missing; } \
    >"$log" 2>&1 || stop "apt could not install: $missing(see .cache/set-up.log: $(grep -m1 -E '^(E|Err|W):?' "$log" || tail -n1 "$log"))" \
    "Check the network and the Debian sources, then start again."
fi

# --- people data and models
packages=$root/setup/packages
stamp=$root/.cache/packages.stamp
fingerprint=$(cat "$packages/package-lock.json" "$packages/files.sha256" | sha256sum | cut -d ' ' -f 1)
intact() { (cd "$packages" && sha256sum --check --quiet --strict files.sha256 >"$log" 2>&1); }
if [ "$(cat "$stamp" 2>/dev/null)" != "$fingerprint" ] || [ ! -d "$packages/node_modules" ] ||
  [ -n "$(find "$packages/node_modules" -newer "$stamp" -print -quit 2>/dev/null)" ]; then
  rm -f "$stamp"
  if [ ! -d "$packages/node_modules" ] || ! intact; then
    printf 'proofmark: fetching people data and models (about 135 MB packed)\n'
    (cd "$packages" && npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1) ||
      stop "npm could not fetch the packages of setup/packages/package-lock.json (see .cache/set-up.log)" \
        "Check the network and npm's registry setting, then start again."
    intact || stop "a downloaded file is not the one expected: $(head -n1 "$log")" \
      "Do not use it; remove setup/packages/node_modules and start again; if it stays, report it."
  fi
  printf '%s\n' "$fingerprint" >"$stamp" || stop "cannot write $stamp" "Free some space."
fi

# --- checkers of the tests: held to the lock file's SHA-512 by npm itself
if [ "$purpose" = test ]; then
  checkers=$root/setup/test-packages
  checkers_stamp=$root/.cache/test-packages.stamp
  checkers_print=$(sha256sum <"$checkers/package-lock.json")
  if [ "$(cat "$checkers_stamp" 2>/dev/null)" != "$checkers_print" ] || [ ! -d "$checkers/node_modules" ]; then
    printf 'proofmark: fetching the checkers of the tests (about 40 MB packed)\n'
    rm -f "$checkers_stamp"
    (cd "$checkers" && npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1) ||
      stop "npm could not fetch the packages of setup/test-packages/package-lock.json (see .cache/set-up.log)" \
        "Check the network and npm's registry setting, then start again."
    printf '%s\n' "$checkers_print" >"$checkers_stamp" || stop "cannot write $checkers_stamp" "Free some space."
  fi
fi
