#!/usr/bin/env bash
# The line of docs/connect-your-service.md that installs what its examples need names these packages and no other: those
# that hold the modules the Python examples import, the programs that the page's commands start, and the libraries that
# they name. Usage: connect_packages_test.sh SOURCE_DIR
set -uo pipefail
root=$1
page=$root/docs/connect-your-service.md
said=$(sed -n 's/^sudo apt-get install //p' "$page" | tr ' ' '\n' | sort -u)
[ -n "$said" ] || { echo "FAILED: $page has no line 'sudo apt-get install ...'"; exit 1; }
owner() { dpkg -S "$1" 2>/dev/null | sed 's/:.*//' || true; }
modules=$(/usr/bin/python3 - "$root"/examples/*.py <<'PY'
import ast, importlib.util, sys
for name in sys.argv[1:]:
    for node in ast.walk(ast.parse(open(name).read())):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) else []
        for one in names:
            top = one.split(".")[0]
            if top not in sys.stdlib_module_names:
                found = importlib.util.find_spec(top)
                print(found.origin if found else "missing:" + top)
PY
)
# What the C# block starts and names.
programs=$(grep -oE '^mcs |stdio:mono ' "$page" | grep -oE 'mcs|mono' | sort -u)
libraries=$(grep -oE -- '-r:[A-Za-z.]+\.dll' "$page" | sed 's/^-r://')
needed=$(
  for file in $modules; do owner "$file"; done
  for program in $programs; do owner "$(command -v "$program" || echo "missing:$program")"; done
  for library in $libraries; do owner "/usr/lib/mono/4.5/$library"; done
)
# A library that another of the packages brings along need not be named.
brought=$(dpkg-query -W -f '${Depends}, ' $needed 2>/dev/null | tr ',|' '\n\n' | sed -E 's/^ +//; s/ .*//; s/:any//' | grep '^libmono-system-xml' | sort -u)
needed=$(printf '%s\n' "$needed" | grep -vxF "${brought:-none}" | sort -u)
count=$(printf '%s\n' "$needed" | grep -c .)
[ "$count" -ge 5 ] || { echo "FAILED: only $count packages found for the examples; is one not installed? $needed"; exit 1; }
if [ "$said" != "$needed" ]; then
  echo "FAILED: the page's line and what the examples need differ (< page, > needed):"
  diff <(printf '%s\n' "$said") <(printf '%s\n' "$needed")
  exit 1
fi
# The set-up of the tests brings the same, so that what is tested is what the page promises.
for package in $said; do
  grep -qx "$package" "$root/setup/debian-run.txt" "$root/setup/debian-test.txt" || { echo "FAILED: no list of setup/ has $package"; exit 1; }
done
