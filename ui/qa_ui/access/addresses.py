"""Who can reach the server, by its address and its host names.

Every rule about what is safe to expose is here; who makes a request is up to
`qa_ui.access.auth`.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Final

from qa.errors import SettingsError

if TYPE_CHECKING:
    from qa.settings import Settings

_OWN_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_NETWORK_BITS: Final = 64


def check_address(settings: Settings) -> None:
    """Refuse an address that would let everybody in by accident.

    Raises:
        SettingsError: If the address is public, and neither a log-in nor `public` is set.
    """
    if not (is_loopback(settings.host) or settings.auth or settings.public):
        raise SettingsError("setting.exposed", host=settings.host)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address; of names only `localhost` counts."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def anybody_may_change(settings: Settings) -> bool:
    """Whether articles may be changed without a log-in: only if no other machine has access."""
    alone = is_loopback(settings.host) and not settings.allowed_hosts
    return alone and not (settings.auth or settings.public)


def callers_are_known(settings: Settings) -> bool:
    """Whether something may be kept or done at length for whoever asks.

    Not for unknown readers of a public server, who could fill its disk or take its time.
    """
    return settings.auth or anybody_may_change(settings)


def known_hosts(settings: Settings) -> frozenset[str] | None:
    """The host names that requests may use; None: any.

    Any other name comes from a page whose own name was pointed at this machine (DNS rebinding).
    Behind a log-in that gains nothing, since the browser sends the cookie to the right name only,
    and on a public address only the owner knows all names.
    """
    if settings.auth and not is_loopback(settings.host) and not settings.allowed_hosts:
        return None
    own = socket.gethostname().casefold()
    named = {own, f"{own}.local"} | {name.casefold() for name in settings.allowed_hosts}
    return _OWN_NAMES | named | {settings.host.casefold()}


def is_address(host: str) -> bool:
    """Whether a host is named by an address in numbers, which needs no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def host_name(header: str) -> str:
    """The name in a `Host` header, without port and brackets."""
    name = header.strip().casefold()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0]


def network_of(address: str) -> str:
    """What counts as one visitor: an IPv4 address, or the network that one gets with IPv6."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, _NETWORK_BITS), strict=False))
