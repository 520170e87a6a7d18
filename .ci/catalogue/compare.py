"""Compares model/catalog with the models of AWS's APIs in a botocore wheel.

Whatever speaks of delegated administrators or trusted access has to be in the
catalogue, or in looked-at.json with a word why it is not. With a second, newer
wheel, what only that one says is listed too. Exit code 1 if anything is new or
does not fit.
"""

import gzip
import json
import pathlib
import re
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
CATALOGUE = HERE.parent.parent / "model" / "catalog"

# Sentences and operations that speak of what the catalogue is about.
SENTENCE = re.compile(r"delegated[ -]admin|organizations? (?:management )?admin|trusted (?:service )?access|administrator account", re.I)
OPERATION = re.compile(
    r"DelegatedAdmin|OrganizationAdmin|AdminAccount|AdministratorAccount|OrganizationsAccess|AccessForOrganization"
    r"|OrganizationServiceAccess|OrganizationSharing|StatusForOrganization")
PRINCIPAL = re.compile(r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazon(?:aws)?\.com\b")
LINK = re.compile(r"https?://[^\s\"<]+")

PROTOCOLS = {"json": "awsJson1.1", "rest-json": "restJson1", "query": "awsQuery", "ec2": "ec2Query"}


class API:
    """One API's model."""

    def __init__(self, text):
        self.model = json.loads(text)
        self.operations = self.model["operations"]
        self.sentences = {}  # sentence -> the operation or shape that has it first
        for kind in ("operations", "shapes"):
            for name, body in self.model[kind].items():
                self._collect(name, body)
        self._collect("the API", {"documentation": self.model.get("documentation", "")})

    def _collect(self, name, body):
        for key, value in body.items() if isinstance(body, dict) else enumerate(body):
            if key == "documentation" and isinstance(value, str):
                for sentence in re.split(r"(?<=[.!?])\s+", re.sub(r"<[^>]+>", "", LINK.sub("", value))):
                    if SENTENCE.search(sentence):
                        self.sentences.setdefault(" ".join(sentence.split()), name)
            elif isinstance(value, (dict, list)):
                self._collect(name, value)

    def matching(self):
        return {name for name in self.operations if OPERATION.search(name)}

    def speaks(self):
        return bool(self.sentences or self.matching())


def apis(wheel):
    """Returns the APIs of a botocore wheel by name, each in its newest version."""
    with zipfile.ZipFile(wheel) as z:
        newest = {}
        for name in sorted(z.namelist()):
            found = re.fullmatch(r"botocore/data/([^/]+)/([^/]+)/service-2\.json\.gz", name)
            if found:
                newest[found[1]] = name
        return {api: API(gzip.decompress(z.read(name))) for api, name in newest.items()}


def catalogue():
    """Returns the services of the catalogue by ID."""
    services = {}
    for path in sorted(CATALOGUE.glob("*.json")):
        for service in json.loads(path.read_text())["services"]:
            services[service["id"]] = service
    return services


def calls(service):
    """Returns the calls of a service's own API."""
    access, register, listing = service["trustedAccess"], service["register"], service["list"]
    all_calls = [access.get("call"), access.get("status"), register.get("call"), register.get("further"),
                 service["remove"].get("call"), listing.get("call"), listing.get("detail")]
    return [c for c in all_calls if c]


def misfits(call, api):
    """Yields what differs between a call of the catalogue and the model of its API."""
    operation = api.operations.get(call["operation"])
    if operation is None:
        yield "AWS has no such operation"
        return
    http, metadata = operation["http"], api.model["metadata"]
    protocols = [PROTOCOLS.get(p) for p in metadata.get("protocols", [metadata["protocol"]])]
    # The model of CloudTrail has a name space before the target that the SDKs send.
    target = metadata.get("targetPrefix", "").rpartition(".")[2] if call["protocol"].startswith("awsJson") else ""
    for what, ours, theirs in (
        ("method", call["method"], [http["method"]]), ("path", call["path"], [http["requestUri"]]),
        ("protocol", call["protocol"], protocols), ("version", call.get("version"), [metadata["apiVersion"], None]),
        ("target", call.get("target", "").rpartition(".")[0], [target]),
    ):
        if ours not in theirs:
            yield f"{what} {ours}, AWS has {theirs}"
    shape = api.model["shapes"].get(operation.get("input", {}).get("shape"), {"members": {}})
    members = {name: (m.get("locationName", name), m.get("location")) for name, m in shape["members"].items()}
    given = {p.get("wire", p["name"]) for p in call.get("parameters", [])}
    for p in call.get("parameters", []):
        place = "uri" if p.get("path") else "querystring" if p.get("query") else None
        if (p.get("wire", p["name"]), place) not in members.values():
            yield f"parameter {p['name']} is not AWS's, or elsewhere: {sorted(members)}"
    for name in shape.get("required", []):
        if members[name][0] not in given:
            yield f"parameter {name} is required"


def check(version, models, services, looked_at):
    """Yields what is new or does not fit in one botocore."""
    called = {}
    for service in services.values():
        for call in calls(service):
            called.setdefault(call["service"], {})[call["operation"]] = (service["id"], call)
    for name, used in called.items():
        api = models.get(name)
        if api is None:
            yield f"{name}: the catalogue calls it, and {version} does not have it"
            continue
        for operation, (service, call) in used.items():
            for misfit in misfits(call, api):
                yield f"{service}: {name}:{operation}: {misfit}"

    principals = {p["name"] for s in services.values() for p in s["principals"] + s["trustedAccess"]["principals"]}
    for name, api in models.items():
        if not api.speaks():
            continue
        entry = looked_at["apis"].get(name)
        if entry is None:
            yield f"{name}: new, and speaks of it:"
            for text, where in list(api.sentences.items())[:5]:
                yield f"    {where}: {text}"
            entry = {}
        for operation in sorted(api.matching() - set(called.get(name, {})) - set(entry.get("operations", {}))):
            yield f"{name}:{operation}: neither the catalogue nor looked-at.json has it"
        for text, where in api.sentences.items():
            for principal in PRINCIPAL.findall(text):
                if principal not in principals and principal not in looked_at["principals"]:
                    yield f"{name}: {where} names {principal}: {text}"
    for name, entry in looked_at["apis"].items():
        if name not in models or not models[name].speaks():
            yield f"{name}: in looked-at.json, and {version} says nothing of it"
            continue
        for service in entry.get("services", []):
            if service not in services:
                yield f"{name}: the catalogue has no {service}, as looked-at.json says"
        for operation in entry.get("operations", {}):
            if operation not in models[name].operations:
                yield f"{name}:{operation}: in looked-at.json, and {version} does not have it"
        if not entry.get("services") and not entry.get("why"):
            yield f"{name}: looked-at.json does not say why"


def since(old, new):
    """Yields what a newer botocore says and an older one does not."""
    for name, api in new.items():
        before = old[name].sentences if name in old else {}
        for text, where in api.sentences.items():
            if text not in before:
                yield f"{name}: {where}: {text}"


def main(wheels):
    services = catalogue()
    looked_at = json.loads((HERE / "looked-at.json").read_text())
    found = [(pathlib.Path(w).name.split("-py3")[0], apis(w)) for w in wheels]
    problems = []
    for version, models in found:
        problems += check(version, models, services, looked_at)
        speaking = sum(api.speaks() for api in models.values())
        print(f"{version}: {len(models)} APIs, of which {speaking} speak of delegated administrators or trusted access")
    if len(found) > 1:
        (_, old), (_, new) = found
        print("APIs that are new since:", ", ".join(sorted(set(new) - set(old))) or "none")
        problems += since(old, new)
    for problem in dict.fromkeys(problems):
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
