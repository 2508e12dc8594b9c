"""BagIt (RFC 8493), the layout in which archives take packages over: what people read lies below ``data/``."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..plain.digests import sha256_of_bytes

PAYLOAD = "data/"
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_AGENT = "CCHC Assessment"


class Packed(NamedTuple):
    """One file of the payload; ``path`` is below ``data/``."""

    path: str
    sha256: str
    size: int


def write_tags(files: Iterable[Packed], day: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the files that make a bag of what lies below ``data/``.

    :param day: when it is made, as ISO 8601 writes it
    """
    files = list(files)
    octets = sum(one.size for one in files)
    info = (
        f"Bag-Software-Agent: {_AGENT}\nBagging-Date: {day}\nPayload-Oxum: {octets}.{len(files)}\n"
    )
    manifest = "".join(f"{one.sha256}  {_encode(PAYLOAD + one.path)}\n" for one in files)
    tags = [
        ("bagit.txt", _DECLARATION.encode()),
        ("bag-info.txt", info.encode()),
        ("manifest-sha256.txt", manifest.encode()),
    ]
    yield from tags
    sums = "".join(f"{sha256_of_bytes(content)}  {name}\n" for name, content in tags)
    yield "tagmanifest-sha256.txt", sums.encode()


def _encode(path: str) -> str:
    """Return a path as manifests write it: a percent sign and what would end the line are encoded."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
