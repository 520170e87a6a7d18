"""What the checks of `deputy emulate` with boto3 share: the running emulator, and clients for it."""

import contextlib
import os
import re
import subprocess

import boto3
from botocore.config import Config

MANAGEMENT = "111122223333"


def client(name, url, account=MANAGEMENT, region="eu-central-1"):
    return boto3.client(
        name, endpoint_url=url, region_name=region, aws_access_key_id=f"AKIA{account}DEMO", aws_secret_access_key="x",
        config=Config(retries={"max_attempts": 1}),
    )


def pages(c, operation, key, **arguments):
    return [x for page in c.get_paginator(operation).paginate(**arguments) for x in page[key]]


@contextlib.contextmanager
def emulator():
    """Runs `deputy emulate` and yields its URL."""
    server = subprocess.Popen(
        [os.environ["DEPUTY"], "emulate", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        line = ""
        while not (found := re.search(r"127\.0\.0\.1:\d+", line)):
            line = server.stdout.readline()
            assert line, "deputy emulate ended before it said where it listens"
        yield f"http://{found[0]}"
    finally:
        server.terminate()
        server.wait(10)
