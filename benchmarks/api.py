"""Requests made up from the API's own description, right and wrong ones, against a real server.

    pip install schemathesis
    python -m benchmarks.api INDEX [--examples 30] [--seconds 300]

A server is started on the index, in an empty folder. Schemathesis then asks every endpoint for what
its description allows and for what it does not. An unexpected error, a status, a kind of content or
a body that is not described, or a wrong request that is taken, is a failure; it prints each with a
command that repeats it. `/api/status` is left out: Schemathesis cannot read the description of a
pair that may be null.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.servers import serving

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "use_after_free",
)


def main() -> None:
    """Start the server, ask it, and end with what Schemathesis says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--examples", type=int, default=30, help="at most, for each endpoint")
    parser.add_argument("--seconds", type=int, default=300, help="for all of it")
    given = parser.parse_args()
    index = given.index.resolve()
    os.chdir(tempfile.mkdtemp(prefix="qa-api-"))  # what it takes in and keeps goes there
    with serving(index) as (address, _):
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"),
            *("--phases", "examples,coverage,fuzzing,stateful", "--exclude-path", "/api/status"),
            *("--checks", ",".join(CHECKS), "--continue-on-failure", "--no-shrink"),
            *("--suppress-health-check", "all", "--warnings", "off"),
            *("--max-examples", str(given.examples), "--max-time", str(given.seconds)),
            *("--request-timeout", "60"),
        ]
        ended = subprocess.run(command, check=False).returncode
    sys.exit(ended)


if __name__ == "__main__":
    main()
