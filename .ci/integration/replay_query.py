"""deputy replay on raw events and on the result of its own query: both must come to the same.

DuckDB runs the query. Athena's dialect is Trino's; these are the differences that are bridged here, and
so are not tested on Trino itself:

  json_format(CAST(x AS JSON))        to_json(x): a text as a JSON string
  json_format(json_extract(x, path))  the value as text; paths are $."name" for $["name"]
  regexp_like                         regexp_matches
  regexp_replace with $1              with \\1
  array_join                          array_to_string; both leave NULL out
  transform(list, r -> …)             list_transform(list, lambda r: …)
  element_at                          only in the query for CloudTrail Lake, which is not run

The table has the columns of AWS's documented CREATE TABLE for Athena: all in small letters, and parameters as text.
"""

import json
import os
import random
import re
import subprocess
import tempfile

import duckdb

DEPUTY = os.environ["DEPUTY"]

DRAFT = {"Version": "2012-10-17", "Statement": [
    {"Sid": "Machines", "Effect": "Deny", "Action": ["ec2:TerminateInstances", "s3:DeleteBucket"], "Resource": "*",
     "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/OrgAdmin*"}}},
    {"Sid": "Tables", "Effect": "Deny", "Action": "dynamodb:*", "Resource": "arn:aws:dynamodb:*:*:table/prod-*"},
    {"Sid": "Tags", "Effect": "Deny", "Action": "sqs:CreateQueue", "Resource": "*", "Condition": {"Null": {"aws:RequestTag/team": "true"}}},
    {"Sid": "Network", "Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*",
     "Condition": {"NotIpAddressIfExists": {"aws:SourceIp": "198.51.100.0/25"}, "BoolIfExists": {"aws:ViaAWSService": "false"}}},
]}

COLUMNS = """eventversion VARCHAR, useridentity STRUCT(type VARCHAR, principalid VARCHAR, arn VARCHAR, accountid VARCHAR, invokedby VARCHAR,
  accesskeyid VARCHAR, username VARCHAR, onbehalfof STRUCT(userid VARCHAR, identitystorearn VARCHAR),
  sessioncontext STRUCT(attributes STRUCT(mfaauthenticated VARCHAR, creationdate VARCHAR),
    sessionissuer STRUCT(type VARCHAR, principalid VARCHAR, arn VARCHAR, accountid VARCHAR, username VARCHAR),
    ec2roledelivery VARCHAR, webidfederationdata STRUCT(federatedprovider VARCHAR, attributes MAP(VARCHAR, VARCHAR)))),
  eventtime VARCHAR, eventsource VARCHAR, eventname VARCHAR, awsregion VARCHAR, sourceipaddress VARCHAR, useragent VARCHAR,
  errorcode VARCHAR, errormessage VARCHAR, requestparameters VARCHAR, responseelements VARCHAR, additionaleventdata VARCHAR,
  requestid VARCHAR, eventid VARCHAR, readonly VARCHAR, resources STRUCT(arn VARCHAR, accountid VARCHAR, type VARCHAR)[],
  eventtype VARCHAR, apiversion VARCHAR, recipientaccountid VARCHAR, serviceeventdetails VARCHAR, sharedeventid VARCHAR,
  vpcendpointid VARCHAR, vpcendpointaccountid VARCHAR, eventcategory VARCHAR, tlsdetails STRUCT(tlsversion VARCHAR)"""

ACCOUNTS = ["444455556666", "222233334444", "111122223333", "200240382246", "999988887777"]
ROLES = ["App", "OrgAdmin-eu", "team/Dev", "aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
         "aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Dev_0123456789abcdef"]


def event(draw, n):
    """Return an event; some are copies of others, or were denied, or are no calls."""
    account, role = draw.choice(ACCOUNTS), draw.choice(ROLES)
    region = draw.choice(["eu-central-1", "us-west-2"])
    source, name, parameters, resources = draw.choice([
        ("ec2", "TerminateInstances", {"instancesSet": {"items": [{"instanceId": f"i-{n}"}]}}, None),
        ("s3", "DeleteBucket", {"bucketName": "b", "host": ["x"]}, None),
        ("s3", "GetObject", {"bucketName": "b", "key": f"k/{n}"},
         [{"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::b/k/{n}"}, {"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::b", "accountId": account}]),
        ("dynamodb", "DeleteTable", {"tableName": draw.choice(["prod-a", "test"])}, None),
        ("sqs", "CreateQueue", {"queueName": "q", **draw.choice([{}, {"tags": {"team": "x"}}, {"tags": {"cost": "1"}}])}, None),
        ("kms", "Decrypt", {"encryptionAlgorithm": "SYMMETRIC_DEFAULT"},
         [{"type": "AWS::KMS::Key", "ARN": f"arn:aws:kms:{region}:{account}:key/11111111-1111-4111-8111-111111111111", "accountId": account}]),
        ("monitoring", "PutMetricAlarm", None, None),
        ("made-up", "Nothing", None, None),
    ])
    e = {"eventVersion": "1.11", "userIdentity": {"type": "AssumedRole", "principalId": f"AROA:s{n}", "accountId": account,
         "arn": f"arn:aws:sts::{account}:assumed-role/{role.split('/')[-1]}/s{n}",
         "sessionContext": {"sessionIssuer": {"type": "Role", "arn": f"arn:aws:iam::{account}:role/{role}"}, "attributes": {"mfaAuthenticated": "false"}}},
         "eventTime": f"2026-11-0{draw.randint(1, 4)}T{n % 24:02}:00:00Z", "eventSource": source + ".amazonaws.com", "eventName": name, "awsRegion": region,
         "sourceIPAddress": draw.choice(["198.51.100.7", "198.51.100.200", "10.0.0.1", "cloudformation.amazonaws.com"]), "userAgent": f"agent {n}",
         "requestParameters": parameters, "eventID": f"{n:08}", "eventType": draw.choice(["AwsApiCall"] * 9 + ["AwsServiceEvent"]),
         "eventCategory": "Management", "recipientAccountId": account}
    if resources:
        e["resources"] = resources
    if draw.random() < 0.1:
        e["errorCode"] = draw.choice(["AccessDenied", "NoSuchBucket"])
    if draw.random() < 0.1:
        e["userIdentity"]["invokedBy"] = "cloudformation.amazonaws.com"
    if draw.random() < 0.1:
        e["vpcEndpointId"] = "vpce-1"
    if draw.random() < 0.5:
        e["tlsDetails"] = {"tlsVersion": "TLSv1.3"}
    return e


def lower(value):
    """Return a value with keys as Athena's table has them."""
    if isinstance(value, dict):
        return {k.lower(): json.dumps(v, separators=(",", ":")) if k == "requestParameters" and v is not None else lower(v) for k, v in value.items()}
    return [lower(v) for v in value] if isinstance(value, list) else value


def dialect(sql):
    """Return the query in DuckDB's SQL: the list of differences above."""
    sql = re.sub(r"json_format\(CAST\((.*?) AS JSON\)\)", r"CAST(to_json(\1) AS VARCHAR)", sql)
    sql = re.sub(r"json_format\(json_extract\((\w+), '\$\[(\"[^\"]+\")\]'\)\)", r"CAST(json_extract(\1, '$.\2') AS VARCHAR)", sql)
    return (sql.replace("regexp_like(", "regexp_matches(").replace("'$1*'", r"'\1*'").replace("array_join(", "array_to_string(")
            .replace("transform(", "list_transform(").replace("r -> ", "lambda r: "))


def deputy(*arguments, codes):
    done = subprocess.run([DEPUTY, "--demo", "replay", *arguments], env=dict(os.environ, DEPUTY_STATE_DIR=tempfile.mkdtemp()),
                          capture_output=True, text=True, timeout=300)
    assert done.returncode in codes, f"deputy replay {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


def figures(result):
    """Return what two results must share. What a row stands for has another first event where calls have the same time."""
    keys = ("newlyDenied", "newlyAllowed", "depends", "exempt")
    rows = {k: sorted((r.get("policy", ""), r["index"], r["account"], r["principal"], r["action"], r["count"], r["failed"], r["first"], r["last"],
                       r.get("condition", "")) for r in result[k]) for k in keys}
    skipped = {s["reason"]: s["count"] for s in result["skipped"] if s["reason"] != "the event is there twice"}
    return rows, skipped, result["judged"], result["unchanged"], result["alreadyDenied"], result["coverage"]["actionsSeen"]


def main():
    folder = tempfile.mkdtemp()
    path = lambda name: os.path.join(folder, name)
    draw = random.Random(17)
    events = [event(draw, n) for n in range(3000)]
    events += draw.sample(events, 100)  # delivered twice
    with open(path("raw.json"), "w") as f:
        json.dump({"Records": events}, f)
    with open(path("table.json"), "w") as f:
        f.writelines(json.dumps(lower(e)) + "\n" for e in events)
    with open(path("draft.json"), "w") as f:
        json.dump(DRAFT, f)
    change = ["--with", path("draft.json") + "@Workloads"]
    sql = deputy("--query", "athena", "--table", "cloudtrail_logs", *change, codes=(0,))
    base = duckdb.connect()
    base.execute(f"CREATE TABLE cloudtrail_logs ({COLUMNS})")
    types = ", ".join(f"'{row[1]}': '{row[2]}'" for row in base.execute("PRAGMA table_info('cloudtrail_logs')").fetchall())
    base.execute(f"INSERT INTO cloudtrail_logs SELECT * FROM read_json('{path('table.json')}', format='newline_delimited', columns={{{types}}})")
    rows = base.execute(dialect(sql)).fetchall()
    assert 0 < len(rows) < len(events), f"{len(events)} events come to {len(rows)} rows"
    base.execute(f"COPY ({dialect(sql)}) TO '{path('result.csv')}' (HEADER, FORCE_QUOTE *)")
    base.execute(f"COPY ({dialect(sql)}) TO '{path('result.json')}' (FORMAT JSON)")
    raw = json.loads(deputy(path("raw.json"), *change, "--json", codes=(3,)))
    assert raw["newlyDenied"] and raw["depends"] and raw["exempt"], "the events show too little"
    for name in ("result.csv", "result.json"):
        reduced = json.loads(deputy(path(name), *change, "--json", codes=(3,)))
        for a, b in zip(figures(raw), figures(reduced)):
            assert a == b, f"{name}:\n{a}\n{b}"
    print(f"{len(events)} events and their {len(rows)} rows come to the same")


main()
