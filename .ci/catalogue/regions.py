"""Writes model/home_regions.tsv from a botocore wheel, or with --check says where it differs.

A row is a service whose requests AWS's SDKs send to one Region of a partition,
whatever Region is configured: the endpoint rules are resolved for every Region
of the partition, and all of them name the same Region to sign for. Where the
older table of endpoints lists another Region of the service too, as one to fail
over to, the row has both.
A service that is not Regional by that table, or has one endpoint there for all
Regions of the partition aws, has a row for it too: with more than thirty Regions
that is no delay of a launch.
"""

import gzip
import json
import pathlib
import re
import sys
import zipfile

MODEL = pathlib.Path(__file__).resolve().parent.parent.parent / "model"


class Unresolved(Exception):
    """The rules need more than a Region: the service has none of its own for a partition."""


class Rules:
    """The endpoint rules of one service."""

    def __init__(self, rules, partitions):
        self.rules, self.partitions = rules, partitions

    def signing_region(self, region):
        """Returns the Region that a request is signed for; None for the one that was configured."""
        defaults = {name: p["default"] for name, p in self.rules["parameters"].items() if "default" in p}
        endpoint = self._first(self.rules["rules"], {**defaults, "Region": region})
        if endpoint is None:
            raise Unresolved
        for scheme in endpoint.get("properties", {}).get("authSchemes", []):
            if "signingRegion" in scheme:
                return self._text(scheme["signingRegion"], endpoint["values"])
        return None

    def _first(self, rules, values):
        for rule in rules:
            inner = dict(values)
            if not all(self._holds(c, inner) for c in rule.get("conditions", [])):
                continue
            if rule["type"] == "error":
                raise Unresolved
            if rule["type"] == "endpoint":
                return {**rule["endpoint"], "values": inner}
            return self._first(rule["rules"], inner)
        return None

    def _holds(self, condition, values):
        result = self._call(condition, values)
        if "assign" in condition:
            values[condition["assign"]] = result
        return result is not None and result is not False

    def _call(self, call, values):
        fn, args = call["fn"], [self._value(a, values) for a in call["argv"]]
        if fn == "isSet":
            return args[0] is not None
        if fn == "not":
            return not args[0]
        if fn in ("booleanEquals", "stringEquals"):
            return args[0] == args[1]
        if fn == "aws.partition":
            return next((p["outputs"] for p in self.partitions if args[0] in p["regions"]), None)
        if fn == "getAttr" and isinstance(args[0], dict):
            return args[0].get(args[1])
        raise Unresolved

    def _value(self, arg, values):
        if isinstance(arg, dict) and "ref" in arg:
            return values.get(arg["ref"])
        if isinstance(arg, dict):
            return self._call(arg, values)
        return self._text(arg, values) if isinstance(arg, str) else arg

    def _text(self, text, values):
        return re.sub(r"\{(\w+)(?:#(\w+))?\}", lambda m: str(values[m[1]][m[2]] if m[2] else values[m[1]]), text)


def load(z, name):
    text = z.read(name)
    return json.loads(gzip.decompress(text) if name.endswith(".gz") else text)


def actions_by_prefix():
    """Returns the names of all actions by their prefixes, as AWS's reference has them."""
    found, names = {}, set()
    for line in (MODEL / "iam" / "names.txt").read_text().splitlines():
        if line.startswith(":"):
            names = found.setdefault(line[1:].split()[0], set())
        elif line[0] not in "#@?":
            names.add(line.split()[0])
    return found


def action_prefix(api, known):
    """Returns the prefix of an API's actions in policies; None if the reference has none of them."""
    for name in (api["metadata"].get("signingName"), api["metadata"]["endpointPrefix"]):
        if known.get(name, set()) & set(api["operations"]):
            return name
    return None


def older_regions(endpoints, partition, prefix):
    """Returns the Regions that the older table of endpoints lists for a service, and whether it is Regional."""
    services = next((p["services"] for p in endpoints["partitions"] if p["partition"] == partition), {})
    service = services.get(prefix, {})
    endpoints = service.get("endpoints", {})
    regions = {e.get("credentialScope", {}).get("region", key) for key, e in endpoints.items() if "fips" not in key}
    return {r for r in regions if not r.endswith("-global")}, service.get("isRegionalized", True)


def rows(z, known):
    partitions = load(z, "botocore/data/partitions.json")["partitions"]
    endpoints = load(z, "botocore/data/endpoints.json")
    newest = {}
    for name in z.namelist():
        if m := re.fullmatch(r"botocore/data/([^/]+)/([^/]+)/endpoint-rule-set-1\.json(\.gz)?", name):
            newest[m[1]] = max(newest.get(m[1], ("", "")), (m[2], name))
    found = {}  # (prefix, partition) -> the home Regions of all APIs with that prefix
    for service, (version, name) in newest.items():
        model = next(n for n in z.namelist() if n.startswith(f"botocore/data/{service}/{version}/service-2.json"))
        api = load(z, model)
        prefix = action_prefix(api, known)
        if prefix is None:
            continue
        rules = Rules(load(z, name), partitions)
        for p in partitions:
            older, regional = older_regions(endpoints, p["id"], api["metadata"]["endpointPrefix"])
            try:
                signing = {rules.signing_region(r) for r in p["regions"] if not r.endswith("-global")}
            except (Unresolved, KeyError, TypeError):
                signing = {None}
            if signing == {None} and p["id"] == "aws" and (len(older) == 1 or not regional):
                signing = older
            some = signing and None not in signing and all(r in p["regions"] for r in signing)
            found.setdefault((prefix, p["id"]), set()).add(",".join(sorted(signing | older)) if some else None)
    return sorted((prefix, partition, regions.pop()) for (prefix, partition), regions in found.items() if len(regions) == 1 and None not in regions)


def main():
    check = sys.argv[1] == "--check"
    wheel = pathlib.Path(sys.argv[-1])
    known = actions_by_prefix()
    version = wheel.name.split("-")[1]
    with zipfile.ZipFile(wheel) as z:
        found = rows(z, known)
    if len(found) < 20:
        sys.exit(f"error: {len(found)} rows in {wheel.name}: the rules are not understood")
    text = f"# Made by .ci/catalogue/regions.py from the endpoint rules of botocore {version} (github.com/boto/botocore): do not edit.\n"
    text += "".join("\t".join(row) + "\n" for row in found)
    target = MODEL / "home_regions.tsv"
    if not check:
        target.write_text(text)
        return
    body = lambda t: t.splitlines()[1:]
    was, now = (set(body(target.read_text())), set(body(text)))
    for row in sorted(now - was):
        print(f"error: {target.name} lacks, by botocore {version}: {row}")
    for row in sorted(was - now):
        print(f"error: {target.name} has, but not botocore {version}: {row}")
    if was != now:
        sys.exit(1)
    print(f"{len(found)} home Regions, as botocore {version} has them")


if __name__ == "__main__":
    main()
