#!/usr/bin/env bash
# Runs a test program with its exchanges recorded and holds them against the description of the interface.
# Usage: answers_test.sh PROGRAM [--live]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PROOFMARK_EXCHANGES=$work/exchanges.jsonl "$1" --gtest_brief=1
[ -s "$work/exchanges.jsonl" ] || { echo 'FAILED: nothing was recorded'; exit 1; }
/usr/bin/python3 "$here/check_answers.py" "$here/../../reference-impl/api/openapi.yaml" "$work/exchanges.jsonl" ${2:-}
