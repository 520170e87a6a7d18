"""The figures of `deputy management-account` against a count of the same events by other code, read with boto3."""

import datetime
import fnmatch
import hashlib
import json
import os
import pathlib
import re
import subprocess
import tempfile
import urllib.request

import botocore.serialize
import botocore.session

from emulation import MANAGEMENT, client, emulator, pages

REGIONS = ("eu-west-1", "us-east-1", "eu-central-1", "us-west-2")
RULES = json.loads((pathlib.Path(__file__).resolve().parents[2] / "model" / "catalog" / "actions" / "actions.json").read_text())
PREFIXES = {"marketplacecatalog": "aws-marketplace"}
SIGN_IN = {"signin", "sts", "sso-oauth"}


def values(tree, name=""):
    """Yields the names and texts in parameters, at any depth."""
    if isinstance(tree, dict):
        if name:
            yield name, ""
        for key, inner in tree.items():
            yield from values(inner, key)
    elif isinstance(tree, list):
        for inner in tree:
            yield from values(inner, name)
    elif tree is not None:
        yield name, {True: "true", False: "false"}.get(tree, str(tree)) if isinstance(tree, bool) else str(tree)


def fits(rule, given):
    """Whether a rule's conditions hold for the parameters of a call."""
    pairs = list(values(given or {}))
    accounts = {v for n, v in pairs if re.fullmatch(r"\d{12}", v) and ("account" in n.lower() or n.lower().startswith(("target", "member")))}
    member = bool(accounts) and MANAGEMENT not in accounts
    if rule.get("target") == "member" and not member or rule.get("target") == "own" and (given is None or member):
        return False
    for c in rule.get("when", ()):
        if given is None:
            return False
        found = [v for n, v in pairs if n.lower() == c["parameter"].lower()]
        if c.get("absent"):
            if found:
                return False
        elif not found or "is" in c and not any(fnmatch.fnmatch(v.lower(), p.replace("$management", MANAGEMENT).lower()) for v in found for p in c["is"]):
            return False
    return True


def judge(action, given):
    """Returns where a call could be made, and whether a condition stands with it."""
    known = False
    for rule in [r for s in RULES["services"] for r in s["actions"]] + RULES["account"]:
        if any(fnmatch.fnmatchcase(action.lower(), p.lower()) for p in rule["actions"]):
            known = True
            if fits(rule, given):
                return rule["place"], "if" in rule
    return ("unknown" if known else "move"), False  # the built-in organization has no actions that AWS does not know


def count(events):
    """Counts events as the page of the command says."""
    figures = dict.fromkeys(("events", "changes", "elsewhereLow", "elsewhereHigh", "signIns", "failed", "awsServices", "reads"), 0)
    places, days, digest = {}, {}, [0] * 4
    for e in events:
        identity = e["userIdentity"]
        issuer = identity.get("sessionContext", {}).get("sessionIssuer", {}).get("arn", "")
        source = e["eventSource"].split(".")[0]
        figures["events"] += 1
        sum_ = hashlib.sha256(e["eventID"].encode()).digest()
        digest = [(d + int.from_bytes(sum_[8 * i:8 * i + 8], "big")) % 2**64 for i, d in enumerate(digest)]
        if e.get("eventType") == "AwsServiceEvent" or identity["type"] == "AWSService" or ":role/aws-service-role/" in issuer:
            figures["awsServices"] += 1
        elif source in SIGN_IN:
            figures["signIns"] += 1
        elif e["readOnly"]:
            figures["reads"] += 1
        elif e.get("errorCode"):
            figures["failed"] += 1
        else:
            action = PREFIXES.get(source, source) + ":" + re.sub(r"20\d{6}(v\d)?$", "", e["eventName"])
            place, condition = judge(action, e["requestParameters"])
            low, high = place in ("delegate", "move") and not condition, place != "management"
            figures["changes"] += 1
            figures["elsewhereLow"] += low
            figures["elsewhereHigh"] += high
            places[place] = places.get(place, 0) + 1
            before = days.get((identity["arn"], action, e["eventTime"][:10]), (True, False))
            days[identity["arn"], action, e["eventTime"][:10]] = (before[0] and low, before[1] or high)
    figures |= {"delegable": places.get("delegate", 0), "moveIt": places.get("move", 0), "needsManagementAccount": places.get("management", 0), "unknown": places.get("unknown", 0)}
    figures |= {"distinct": len(days), "distinctElsewhereLow": sum(d[0] for d in days.values()), "distinctElsewhereHigh": sum(d[1] for d in days.values())}
    return figures | {"digest": "".join(f"{d:016x}" for d in digest)}


def deputy(url, *arguments):
    environment = dict(os.environ, AWS_ENDPOINT_URL=url, AWS_ACCESS_KEY_ID=f"AKIA{MANAGEMENT}DEMO", AWS_SECRET_ACCESS_KEY="x",
                       AWS_REGION="eu-west-1", DEPUTY_PACE="100", DEPUTY_STATE_DIR=tempfile.mkdtemp())
    done = subprocess.run([os.environ["DEPUTY"], "management-account", "--json", *arguments], env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"deputy ended with {done.returncode}:\n{done.stdout[:2000]}{done.stderr}"
    return {f["figure"]: f["value"] for f in json.loads(done.stdout)["figures"]}


def check_requests(url):
    """The requests that deputy made are those that botocore makes of the same parameters."""
    model = botocore.session.get_session().get_service_model("cloudtrail")
    serializer = botocore.serialize.create_serializer(model.metadata["protocol"])
    with urllib.request.urlopen(url + "/_journal") as answer:
        calls = [c for c in json.load(answer) if c["operation"] == "LookupEvents"]
    assert calls, "deputy looked up no events"
    for call in calls:
        given = dict(call["parameters"])
        for name in ("StartTime", "EndTime"):
            given[name] = datetime.datetime.fromtimestamp(given[name], datetime.timezone.utc)
        wire = serializer.serialize_to_request(given, model.operation_model("LookupEvents"))
        assert json.loads(wire["body"]) == call["parameters"], f"{wire['body']} instead of {call['parameters']}"


def check(url):
    figures = deputy(url, "--days", "0", "--reads")
    check_requests(url)
    events = []
    for region in REGIONS:
        events += [json.loads(e["CloudTrailEvent"]) for e in pages(client("cloudtrail", url, region=region), "lookup_events", "Events")]
    ours = count(events)
    assert ours["changes"] > 1000 and ours["elsewhereLow"] < ours["elsewhereHigh"], ours
    for name, value in ours.items():
        assert figures[name] == value, f"{name} is {figures[name]} by deputy and {value} by this count"
    with tempfile.TemporaryDirectory() as folder:
        for i in range(0, len(events), 400):
            pathlib.Path(folder, f"{i}.json").write_text(json.dumps({"Records": events[i:i + 400]}))
        files = deputy(url, "--days", "0", "--events", folder)
    for name, value in ours.items():
        assert files[name] == value, f"{name} is {files[name]} by the files and {value} by this count"


def main():
    with emulator() as url:
        check(url)
    print("the use of the management account: as counted by other code")


main()
