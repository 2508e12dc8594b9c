"""The report of a yearly renewal, for the archive: what was read again, what differs, what was signed anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..plain.text import one_line
from .texts import for_people


@dataclass(frozen=True)
class SealedThing:
    """One sealed submission or publication, as it was found.

    :ivar seal: the SHA-256 of what was sealed; empty of before there were seals
    :ivar files: how many of its files were read again
    """

    name: str
    seal: str
    files: int
    is_as_sealed: bool


@dataclass(frozen=True)
class Renewal:
    """What the report says.

    :ivar begun: when, as people write it; so ``ended``
    :ivar key: the public key that signed; empty where there is none
    :ivar ledgers: how many logs and registers there are, of which ``stamped`` were signed anew
    :ivar stamps_sha256: the sum of the file that holds what was signed anew
    :ivar findings: each difference as a sentence
    """

    province: str
    year: int
    begun: str
    ended: str
    key: str
    things: Sequence[SealedThing]
    ledgers: int
    stamped: int
    stamps_sha256: str
    findings: Sequence[str]


def write_renewal(renewal: Renewal) -> bytes:
    """Return the report as a text file."""
    files = sum(thing.files for thing in renewal.things)
    differing = sum(not thing.is_as_sealed for thing in renewal.things)
    lines = [
        f"BIÊN BẢN GIA HẠN NIÊM PHONG NĂM {renewal.year}",
        one_line(renewal.province),
        "",
        f"Bắt đầu: {renewal.begun}",
        f"Kết thúc: {renewal.ended}",
        f"Đã đọc lại {len(renewal.things)} hồ sơ đã niêm phong, {files} tệp.",
        "Từng tệp và từng giá trị được so với khi niêm phong.",
        f"Hồ sơ khác với khi niêm phong: {differing}.",
        *_describe_stamps(renewal),
        "",
        "ĐIỀU KHÁC VỚI KHI NIÊM PHONG",
        *(f"- {one_line(sentence)}" for sentence in renewal.findings or ["Không có."]),
        "",
        "DANH MỤC",
    ]
    for number, thing in enumerate(renewal.things, 1):
        lines.append(f"{number}. {one_line(thing.name)}")
        found = "như khi niêm phong" if thing.is_as_sealed else "KHÁC VỚI KHI NIÊM PHONG"
        lines.append(f"   {thing.files} tệp, {found}. Niêm phong: {thing.seal or 'không có'}")
    return for_people(lines)


def _describe_stamps(renewal):
    if not renewal.key:
        return ["Không ký lại được gốc nào: máy chủ không có khóa ký."]
    return [
        f"Gốc của nhật ký và sổ được ký lại: {renewal.stamped} trên {renewal.ledgers}.",
        f"Khóa ký: {renewal.key}",
        f"SHA-256 của tệp các gốc ký lại: {renewal.stamps_sha256}",
        "Chữ ký trên biên bản này đứng đầu một tệp riêng: gốc ghi ở đó là SHA-256 của biên bản, viết bằng Base64.",
    ]
