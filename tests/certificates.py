"""Certificates for servers of tests, from an authority of their own."""

from __future__ import annotations

import ssl
from pathlib import Path

from trustme import CA


def certify(name: str, folder: Path) -> ssl.SSLContext:
    """Write `key`, `certificate` and `authority` of a host into a folder; returns who trusts it."""
    authority = CA()
    made = authority.issue_cert(name)
    made.private_key_pem.write_to_path(folder / "key")
    for pem in made.cert_chain_pems:
        pem.write_to_path(folder / "certificate", append=True)
    authority.cert_pem.write_to_path(folder / "authority")
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    return trust
