"""boto3, which knows nothing of deputy, against `deputy emulate`: what it reads, changes and is refused."""

import os
import subprocess
import tempfile

from botocore.exceptions import ClientError

from emulation import MANAGEMENT, client, emulator, pages

PAYMENTS, TOOLING = "444455556666", "222233334444"


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        found = error.response["Error"]["Code"]
        assert found == code, f"{found} instead of {code}"
        return error.response
    raise AssertionError(f"nothing was refused, {code} was expected")


def change(url, verb, account, *confirmed):
    """Plan with deputy, and carry the plan out."""
    with tempfile.TemporaryDirectory() as state:
        environment = dict(os.environ, AWS_ACCESS_KEY_ID=f"AKIA{MANAGEMENT}DEMO", AWS_SECRET_ACCESS_KEY="x", DEPUTY_PACE="100", DEPUTY_STATE_DIR=state)
        command = [os.environ["DEPUTY"], verb, "network-security-manager", account, "--region", "eu-central-1", "--endpoint-url", url]

        def deputy(*more):
            done = subprocess.run([*command, *more], env=environment, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, f"deputy {verb} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            return done.stdout

        digest = deputy().splitlines()[-1].removeprefix("plan ")
        deputy("--execute", "--plan", digest, "--confirm", account, *confirmed)


def check_network_security_manager(url):
    """What deputy calls without a client of AWS's Go SDK, through AWS's own for Python."""
    c = client("network-security-manager", url)
    refused("ValidationException", c.put_admin_account, accountId=TOOLING, priority=1)  # trusted access is off
    client("organizations", url).enable_aws_service_access(ServicePrincipal="network-security-manager.amazonaws.com")
    details = c.put_admin_account(accountId=TOOLING, priority=1)["adminAccountDetails"]
    assert details == {"adminAccount": TOOLING, "priority": 1, "status": "ONBOARDED"}, details
    refused("ConflictException", c.put_admin_account, accountId=PAYMENTS, priority=1)
    # deputy takes the next priority, and removes what the other client set.
    change(url, "register", PAYMENTS)
    change(url, "remove", TOOLING, "--confirm-loss", "network-security-manager")
    left = [(a["accountId"], a["priority"]) for a in pages(c, "list_admin_accounts", "adminAccounts")]
    assert left == [(PAYMENTS, 2)], left
    refused("ConflictException", c.put_admin_account, accountId=TOOLING, priority=1)  # removed a moment ago
    c.delete_admin_account(accountId=PAYMENTS)
    assert not c.list_admin_accounts()["adminAccounts"]


def check(url):
    organizations = client("organizations", url)
    assert client("sts", url).get_caller_identity()["Account"] == MANAGEMENT
    accounts = pages(organizations, "list_accounts", "Accounts")
    assert len(accounts) > 40 and all(a["Paths"] for a in accounts), "accounts come in pages, with their paths"
    root = organizations.list_roots()["Roots"][0]["Id"]
    units, at = [], [root]
    while at:
        below = pages(organizations, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=at.pop())
        units += below
        at += [u["Id"] for u in below]
    assert len(units) >= 15
    for policy in pages(organizations, "list_policies", "Policies", Filter="SERVICE_CONTROL_POLICY"):
        assert organizations.describe_policy(PolicyId=policy["Id"])["Policy"]["Content"]

    service = dict(AccountId=PAYMENTS, ServicePrincipal="account.amazonaws.com")
    organizations.register_delegated_administrator(**service)
    held = pages(organizations, "list_delegated_administrators", "DelegatedAdministrators", ServicePrincipal="account.amazonaws.com")
    assert [a["Id"] for a in held] == [PAYMENTS]
    refused("AccountAlreadyRegisteredException", organizations.register_delegated_administrator, **service)
    organizations.deregister_delegated_administrator(**service)
    refused("AccountNotRegisteredException", organizations.deregister_delegated_administrator, **service)
    master = refused("ConstraintViolationException", organizations.register_delegated_administrator,
                     AccountId=MANAGEMENT, ServicePrincipal="account.amazonaws.com")
    assert master["Reason"] == "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR", master
    refused("AccessDeniedException", client("organizations", url, PAYMENTS).list_accounts)
    client("organizations", url, TOOLING).list_accounts()
    refused("AccessDeniedException", client("organizations", url, TOOLING).register_delegated_administrator, **service)


def main():
    with emulator() as url:
        check(url)
        check_network_security_manager(url)
    elsewhere = subprocess.run([os.environ["DEPUTY"], "emulate", "--listen", "0.0.0.0:0"], capture_output=True, text=True, timeout=30)
    assert elsewhere.returncode == 2, "an address other than loopback is refused"
    print("boto3 against deputy emulate: as expected")


main()
