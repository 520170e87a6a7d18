#!/usr/bin/env python3
"""Every command that prints a list, of the built-in organization: Python's csv module reads the CSV as what the JSON
holds, in every row and column, and the JSON has the members of its schema. DEPUTY is the built program."""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import sys

deputy = os.environ["DEPUTY"]
schemas = pathlib.Path(__file__).parents[2] / ".github" / "reference" / "json"
lists = {
    "tree": ("nodes", []),
    "accounts": ("accounts", ["--delegations", "--policies"]),
    "policies": ("policies", []),
    "policy": ("policy", ["NoPublicS3"]),
    "scps": ("scpRestrictions", ["payments-prod"]),
    "findings": ("findings", []),
}


def printed(name, args, form):
    run = subprocess.run([deputy, name, *args, "--demo", "--format", form], capture_output=True, check=True, text=True, encoding="utf-8")
    return run.stdout


def cell(value):
    """The text that CSV has for a value of the JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value)
    return str(value)


def fail(text):
    sys.exit(f"error: {text}")


for name, (key, args) in lists.items():
    whole = json.loads(printed(name, args, "json"))
    schema = json.loads((schemas / f"{name}.schema.json").read_text(encoding="utf-8"))
    missing = set(schema["required"]) - set(whole)
    patterns = schema.get("patternProperties", {})
    unknown = {m for m in set(whole) - set(schema["properties"]) if not any(re.search(p, m) for p in patterns)}
    if missing or unknown:
        fail(f"deputy {name} --json: missing {missing}, unknown {unknown}")
    rows = list(csv.reader(io.StringIO(printed(name, args, "csv"), newline=""), strict=True))
    want = [[cell(value) for value in row.values()] for row in whole[key]]
    if len(want) == 0 or rows[1:] != want or len(rows[0]) != len(want[0]):
        fail(f"deputy {name}: the CSV is not the JSON: {len(rows) - 1} rows, {len(want)}")

report = json.loads(printed("delegations", [], "json"))
rows = list(csv.DictReader(io.StringIO(printed("delegations", [], "csv"), newline=""), strict=True))
want = sorted((s["id"], h["account"], h["principal"]) for s in report["services"] for h in s["holders"])
got = sorted((r["service ID"], r["administrator's account ID"], r["service principal"]) for r in rows if r["administrator's account ID"])
if not want or got != want:
    fail(f"deputy delegations: the CSV has {got}, the JSON {want}")
print(f"{len(lists) + 1} lists read back")
