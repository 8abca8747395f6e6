#!/usr/bin/env bash
# The address and undefined-behaviour sanitizers over every profile of a card, genuine and hostile: builds the chip's tests
# with the preset `asan` in build-asan/ and inspects each profile with the access number and with the zone. Ends with 0
# only when every lot has run and no sanitizer has said a word. Some minutes on a warm build folder; the sources must
# stay as they are meanwhile. JOBS says how many compilers run at once.
# Usage: tests/chip/sanitized.sh [GTEST_FILTER]
set -euo pipefail
trap 'echo "FAILED: the build or a test, see above"' ERR
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
jobs=${JOBS:-$(nproc)}
filter=${1:-'Lots/Profiles.*:HostileProfiles.*'}
[ -f build-asan/build.ninja ] || cmake --preset asan -DPROOFMARK_TESTS=ON
cmake --build build-asan --target test_chip --parallel "$jobs"
said=$(mktemp)
trap 'rm -f "$said"' EXIT
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
build-asan/tests/test_chip --gtest_filter="$filter" 2>&1 | tee "$said"
if grep -qE 'Sanitizer|runtime error' "$said"; then echo 'FAILED: a sanitizer has found something'; exit 1; fi
ran=$(sed -n 's/^\[==========\] \([0-9]*\) tests\{0,1\} from .* ran\..*/\1/p' "$said")
[ "${ran:-0}" -gt 0 ] || { echo 'FAILED: no test has run'; exit 1; }
echo "Address and undefined-behaviour sanitizers: $ran tests, nothing found."
