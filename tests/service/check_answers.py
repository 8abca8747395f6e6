#!/usr/bin/env python3
"""Holds recorded exchanges against the description of the interface.

Usage: check_answers.py openapi.yaml EXCHANGES [--live]: one JSON object a line, as tests/service/recorder.cpp writes
them. Every answer of the service must be of an operation that the description has, with a status and a body that it
allows; everything else must be refused as unknown. With --live what the device said is checked too (tests say wrong
things on purpose), and every operation of both listeners but readOrder must have been seen.
"""
import base64
import json
import re
import sys

import jsonschema
import yaml

description = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
live = "--live" in sys.argv
components = {"components": description["components"]}
problems = []
seen = {}  # operationId -> statuses


def check(value, schema, where):
    # References inside the description are resolved against a document that carries its components.
    validator = jsonschema.Draft202012Validator({**schema, **components},
                                                format_checker=jsonschema.FormatChecker())
    for error in validator.iter_errors(value):
        problems.append(f"{where}: {error.message} at {list(error.absolute_path)}")


def resolve(item):
    while "$ref" in item:
        node = description
        for part in item["$ref"][2:].split("/"):
            node = node[part]
        item = node
    return item


operations = []
for path, item in description["paths"].items():
    pattern = re.compile("^" + re.sub(r"\\{[a-z]+\\}", "[^/]+", re.escape(path)) + "$")
    for method in ("get", "post"):
        if method in item:
            operations.append((method.upper(), pattern, item[method]))


def find(method, target):
    path = target.split("?")[0]
    return next((o for m, p, o in operations if m == method and p.match(path)), None)


def check_answer(line, operation, where):
    responses = operation["responses"]
    status = str(line["status"])
    response = responses.get(status) or responses.get(status[0] + "XX")
    if response is None:
        problems.append(f"{where}: status {status} is not described")
        return
    content = resolve(response).get("content")
    if not content:
        if line["body"]:
            problems.append(f"{where}: a body where none is described")
        return
    kind = line["content_type"].split(";")[0]
    if kind not in content:
        problems.append(f"{where}: content type {kind}, described {list(content)}")
        return
    schema = content[kind]["schema"]
    check(json.loads(line["body"]) if kind == "application/json" else line["body"], schema, where)
    if "x-claims" in schema:
        payload = line["body"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        check(claims, schema["x-claims"], where + " claims")


count = 0
for number, text in enumerate(open(sys.argv[2], encoding="utf-8"), 1):
    line = json.loads(text)
    operation = find(line["method"], line["target"])
    where = f"line {number}, {line['method']} {line['target']} {line['status']}"
    count += 1
    if line["status"] == 0:
        side = "x-text-from-device" if line["from_device"] else "x-text-from-service"
        if line["from_device"] and not live:
            continue
        if operation is None or side not in operation:
            problems.append(f"{where}: a message on a socket that is not described")
        else:
            check(json.loads(line["body"]), operation[side], where + " " + line["body"][:80])
        continue
    if operation is None:
        known = line["status"] in (400, 404, 405, 413, 426, 431)
        if not known:
            problems.append(f"{where}: answered, and not described")
        else:
            check(json.loads(line["body"]), {"$ref": "#/components/schemas/Refusal"}, where)
        continue
    seen.setdefault(operation["operationId"], set()).add(line["status"])
    check_answer(line, operation, where)

wanted = {o["operationId"] for _, _, o in operations}
if live:
    wanted -= {"readOrder", "readDescription", "readHealth"}
for name in sorted(wanted):
    if not any(status < 300 for status in seen.get(name, ())):
        problems.append(f"{name}: no successful answer among {count} exchanges")
for problem in problems[:20]:
    print(problem, file=sys.stderr)
print(f"{count} exchanges, {len(seen)} operations, {len(problems)} problems")
sys.exit(1 if problems else 0)
