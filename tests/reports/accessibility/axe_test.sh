#!/bin/sh
# axe_test.sh SAMPLE_PAGES SOURCE: the pages of made-up runs, then axe-core over all of them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" "$folder"
node "$2/tests/reports/accessibility/axe.mjs" "$2/setup/test-packages/node_modules" "$folder"
