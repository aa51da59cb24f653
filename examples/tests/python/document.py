"""Holds a running demo against its OpenAPI document.

    python document.py PORT

First the document itself is checked (openapi-spec-validator), then the service by requests that the document allows and
requests that it forbids (schemathesis, all of its checks).
"""

import os
import subprocess
import sys
from pathlib import Path

import requests
from openapi_spec_validator import validate

HERE = Path(__file__).parent


def main():
    address = f"http://127.0.0.1:{sys.argv[1]}/openapi.json"
    validate(requests.get(address, timeout=10).json())
    print("the document is valid", flush=True)
    tool = Path(sys.executable).parent / "schemathesis"
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "document_hooks", "PYTHONPATH": str(HERE)}
    options = ["--config-file", str(HERE / "schemathesis.toml")]
    sys.exit(subprocess.run([tool, *options, "run", address, "--no-color"], env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
