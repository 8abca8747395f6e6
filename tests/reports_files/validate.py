"""One letter for each JSON file after the schema: y valid, n not; the first problem of each goes to standard error."""
import json
import sys

import jsonschema


def portable(node):
    """OSCAL's patterns use Unicode classes, which Python's re spells otherwise."""
    if isinstance(node, dict):
        return {
            name: part.replace(r"\p{L}", r"[^\W\d_]").replace(r"\p{N}", r"\d")
            if name == "pattern" and isinstance(part, str)
            else portable(part)
            for name, part in node.items()
        }
    return [portable(part) for part in node] if isinstance(node, list) else node


schema = portable(json.load(open(sys.argv[1], encoding="utf-8")))
checker = jsonschema.validators.validator_for(schema)
checker.check_schema(schema)
validator = checker(schema, format_checker=jsonschema.FormatChecker())
for name in sys.argv[2:]:
    problem = jsonschema.exceptions.best_match(validator.iter_errors(json.load(open(name, encoding="utf-8"))))
    print("n" if problem else "y", end="")
    if problem:
        print(name, list(problem.absolute_path), problem.message[:400], file=sys.stderr)
