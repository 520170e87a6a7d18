"""deputy against moto's server, an independent implementation of AWS, with boto3 as the second witness."""

import json
import os
import socket
import subprocess
import tempfile
import time

import boto3

DEPUTY, MOTO = os.environ["DEPUTY"], os.environ["MOTO"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def deputy(url, *arguments, codes=(0,)):
    environment = dict(os.environ, AWS_ENDPOINT_URL=url, AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing",
                       AWS_REGION="us-east-1", DEPUTY_PACE="100", DEPUTY_STATE_DIR=tempfile.mkdtemp())
    done = subprocess.run([DEPUTY, *arguments], env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode in codes, f"deputy {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


def build(organizations):
    """Make an organization: units, accounts, a policy that denies."""
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    unit = organizations.create_organizational_unit(ParentId=root, Name="Workloads")["OrganizationalUnit"]["Id"]
    accounts = []
    for i in range(25):
        account = organizations.create_account(AccountName=f"account-{i:02}", Email=f"account-{i:02}@example.com")
        accounts.append(account["CreateAccountStatus"]["AccountId"])
    organizations.move_account(AccountId=accounts[0], SourceParentId=root, DestinationParentId=unit)
    content = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Sid": "Stay", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}]})
    policy = organizations.create_policy(Name="DenyLeave", Description="", Type="SERVICE_CONTROL_POLICY", Content=content)
    organizations.attach_policy(PolicyId=policy["Policy"]["PolicySummary"]["Id"], TargetId=unit)
    return accounts


def check(url):
    organizations = boto3.client("organizations", endpoint_url=url, region_name="us-east-1",
                                 aws_access_key_id="testing", aws_secret_access_key="testing")
    accounts = build(organizations)
    bound, free = accounts[0], accounts[1]

    # moto knows few principals, and does not tie a registration to trusted access.
    organizations.enable_aws_service_access(ServicePrincipal="access-analyzer.amazonaws.com")

    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "reading.json")
        deputy(url, "snapshot", file, codes=(0, 5))
        with open(file, encoding="utf-8") as f:
            reading = json.load(f)
    assert len(reading["accounts"]) == 26, f"{len(reading['accounts'])} accounts were read"
    assert any(u["Name"] == "Workloads" for u in reading["units"])
    assert any(p["PolicySummary"]["Name"] == "DenyLeave" for p in reading["policies"])

    assert json.loads(deputy(url, "can", bound, "organizations:LeaveOrganization", "--resource", "*", "--json", codes=(3,)))["verdict"] == "ExplicitlyDenied"
    assert json.loads(deputy(url, "can", free, "organizations:LeaveOrganization", "--resource", "*", "--json"))["verdict"] == "Allowed"

    def held():
        return [a["Id"] for a in organizations.list_delegated_administrators(ServicePrincipal="access-analyzer.amazonaws.com")["DelegatedAdministrators"]]

    for verb, expected in (("register", [free]), ("remove", [])):
        plan = deputy(url, verb, "access-analyzer.amazonaws.com", free)
        digest = plan.splitlines()[-1].removeprefix("plan ")
        deputy(url, verb, "access-analyzer.amazonaws.com", free, "--execute", "--plan", digest, "--confirm", free)
        assert held() == expected, f"after {verb}, boto3 sees {held()}"
    own(url, organizations, free)
    print("deputy against moto: as expected")


def change(url, verb, service, account, *more, codes=(0,)):
    """Plan with deputy, carry the plan out, and give what it says."""
    plan = deputy(url, verb, service, account, *more, codes=(0, 5))
    digest = plan.splitlines()[-1].removeprefix("plan ")
    loss = ("--confirm-loss", service) if "\nLost" in plan else ()
    return deputy(url, verb, service, account, *more, "--execute", "--plan", digest, "--confirm", account, *loss, codes=codes)


def own(url, organizations, account):
    """The services' own APIs, as far as moto has them: it lists no Regions, ties nothing to AWS Organizations and
    removes nobody of GuardDuty's or Macie's."""
    def client(name):
        return boto3.client(name, endpoint_url=url, region_name="eu-west-1", aws_access_key_id="testing", aws_secret_access_key="testing")

    guardduty, macie, inspector = client("guardduty"), client("macie2"), client("inspector2")
    region = ("--region", "eu-west-1")
    for principal in ("guardduty.amazonaws.com", "inspector2.amazonaws.com"):
        organizations.enable_aws_service_access(ServicePrincipal=principal)
    witnesses = {
        "guardduty": lambda: [a["AdminAccountId"] for a in guardduty.list_organization_admin_accounts()["AdminAccounts"]],
        "macie": lambda: [a["accountId"] for a in macie.list_organization_admin_accounts()["adminAccounts"]],
    }
    for service, held in witnesses.items():
        assert held() == [], f"{service} begins with {held()}"
        said = change(url, "register", service, account, *region)
        assert held() == [account] and "1/1 done" in said, f"after registering for {service}, boto3 sees {held()}: {said}"
        # What boto3 sees, deputy lists.
        plan = deputy(url, "remove", service, account, *region, codes=(0, 5))
        assert "1  remove in eu-west-1" in plan, f"deputy does not list what boto3 sees of {service}: {plan}"

    # moto does not have the operation and answers with a web page: no answer of AWS's, so the outcome is unknown.
    said = change(url, "remove", "guardduty", account, *region, codes=(7,))
    assert witnesses["guardduty"]() == [account] and "1/1 unknown" in said, f"moto removes nobody, and deputy says: {said}"

    # moto knows no such principals, so who holds them is not known, and nothing is sent.
    for service in ("inspector", "security-hub"):
        change(url, "register", service, account, *region, codes=(1,))
    assert inspector.list_delegated_admin_accounts()["delegatedAdminAccounts"] == []


def main():
    port = free_port()
    server = subprocess.Popen([MOTO, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(150):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        check(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(10)


main()
