#!/bin/sh
# axe_test.sh SAMPLE_PAGES SOURCE: the pages of made-up runs and of what is made from them, then axe-core over all.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" "$folder" "$2"
node "$2/tests/reports/accessibility/axe.mjs" "$2/setup/test-packages/node_modules" "$folder"
