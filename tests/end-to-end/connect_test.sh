#!/usr/bin/env bash
# Follows docs/connect-your-service.md: every block of shell on the page is run as it stands there, with ./proofmark
# being the program of this build. The example adapters are bad on purpose, so that each run must end with exit code 1
# and a report. Usage: connect_test.sh SOURCE_DIR PROGRAM_DIR
set -uo pipefail
root=$1 programs=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
ln -s "$root/examples" examples
printf '#!/bin/sh\nexec "%s/proofmark" --project "%s" "$@"\n' "$programs" "$root" >proofmark
chmod +x proofmark
awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$root/docs/connect-your-service.md" >commands
[ "$(grep -c '^./proofmark run ' commands)" = 2 ] || { echo 'FAILED: the page has other commands than this test knows'; exit 1; }
failures=0
while IFS= read -r line; do
  echo "+ $line"
  bash -c "$line"
  code=$?
  case $line in './proofmark run '*) wanted=1 ;; *) wanted=0 ;; esac
  [ "$code" = "$wanted" ] || { echo "FAILED: exit code $code, the page says $wanted"; failures=$((failures + 1)); }
done <commands
for folder in runs/my-comparer runs/my-inspection; do
  grep -qs '"verdict": *"fail"' "$folder/verdicts.json" || { echo "FAILED: $folder has no failed verdict"; failures=$((failures + 1)); }
  [ -s "$folder/report.html" ] || { echo "FAILED: $folder has no report"; failures=$((failures + 1)); }
done
[ "$failures" = 0 ]
