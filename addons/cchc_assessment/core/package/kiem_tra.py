# pylint: disable=print-used
"""Kiểm tra niêm phong của một gói hồ sơ CCHC, không cần phần mềm đã tạo ra gói.

Cách dùng:  python3 kiem_tra.py [THƯ MỤC GÓI] [--khoa TỆP] [--giu TỆP]

    --khoa TỆP   khóa công khai do tỉnh công bố (mỗi dòng một khóa); không có thì dùng khóa ghi trong gói
    --giu TỆP    các điểm kiểm tra mà anh/chị đã giữ từ trước, của bất kỳ ngày nào

Chỉ cần Python 3.10 trở lên; gói cryptography cần để kiểm chữ ký. Mã thoát: 0 đúng, 1 sai, 2 không kiểm được hết.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None

Wrong = type("Wrong", (Exception,), {"__doc__": "Điều không đúng, thành câu."})
Unknown = type("Unknown", (Exception,), {"__doc__": "Điều không kiểm được, thành câu."})


def sha256(content):
    return hashlib.sha256(content).digest()


def canonical(data):
    """JSON với khóa xếp theo thứ tự, không khoảng trắng, UTF-8."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def unhex(texts):
    return [bytes.fromhex(text) for text in texts]


def leaf(entry):
    return sha256(b"\x00" + entry)


def node(left, right):
    return sha256(b"\x01" + left + right)


def root_of(entries):
    """Gốc của cây Merkle (RFC 6962) trên các mục này."""
    level = [leaf(entry) for entry in entries]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [node(*pair) for pair in pairs] + (level[-1:] if len(level) & 1 else [])
    return level[0] if level else sha256(b"")


def check_size(*sizes):
    if any(type(size) is not int or not 0 <= size <= 2**62 for size in sizes):
        raise Wrong("bằng chứng ghi một số lượng không thể có")


def walk(place, last, start, proof):
    """Đi từ một nút lên gốc: gốc của phần bên trái, và gốc của cả cây; không đi tới gốc thì là None."""
    old = new = start
    for other in proof:
        if last == 0:
            return None, None
        if place & 1 or place == last:
            old, new = node(other, old), node(other, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node(new, other)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else (None, None)


def included(entry, index, size, proof, root):
    """Mục đứng ở vị trí này trong cây có kích thước và gốc này hay không (RFC 9162, 2.1.3.2)."""
    check_size(index, size)
    return index < size and walk(index, size - 1, leaf(entry), proof)[1] == root


def consistent(first, second, proof, first_root, second_root):
    """Cây sau có bắt đầu bằng đúng cây trước hay không (RFC 9162, 2.1.4.2)."""
    check_size(first, second)
    if first in (0, second):
        return first_root == (second_root if first == second else sha256(b""))
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    start, *rest = proof if place else [first_root, *proof]
    return first < second and walk(place, last, start, rest) == (first_root, second_root)


class Checkpoint:
    """Điểm kiểm tra: tên sổ, số dòng, gốc, thời điểm, rồi chữ ký (C2SP tlog-checkpoint)."""

    def __init__(self, text):
        body, _empty, tail = text.replace("\r\n", "\n").partition("\n\n")
        body = body.strip("\n")
        try:
            self.origin, size, root, self.time = body.split("\n")
            self.size, self.root = int(size), base64.b64decode(root, validate=True)
        except ValueError as error:
            raise Wrong("một điểm kiểm tra không đọc được") from error
        check_size(self.size)
        self.text = f"{body}\n"
        self.signatures = [line for line in tail.split("\n") if line.startswith("\u2014 ")]

    def __str__(self):
        return f"{self.time.removeprefix('time ')}, {self.size} dòng"

    def signed_by(self, keys):
        """Tên của khóa đã ký."""
        if not self.signatures:
            raise Unknown(f"chữ ký của điểm kiểm tra {self}, vì máy chủ khi ấy chưa có khóa")
        for line in self.signatures:
            name, _blank, encoded = line[2:].partition(" ")
            content = base64.b64decode(encoded)
            key = keys.get((name, content[:4]))
            try:
                if key:
                    Ed25519PublicKey.from_public_bytes(key).verify(content[4:], self.text.encode())
                    return name
            except InvalidSignature as error:
                raise Wrong(f"chữ ký của “{name}” không phải của điểm kiểm tra {self}") from error
        raise Wrong(f"điểm kiểm tra {self} không do khóa nào đã biết ký")


def read_keys(lines):
    """Khóa công khai: tên+mã+Base64 (C2SP signed-note)."""
    keys = {}
    for line in lines:
        name, _plus, rest = line.strip().partition("+")
        key_id, _plus, encoded = rest.partition("+")
        if not encoded or line.startswith("#"):
            continue
        content = base64.b64decode(encoded)
        own = sha256(name.encode() + b"\n" + content)[:4]
        if own.hex() != key_id or content[:1] != b"\x01" or len(content) != 33:
            raise Wrong(f"khóa công khai “{name}” bị sửa")
        keys[name, own] = content[1:]
    return keys


def read_held(path):
    """Các điểm kiểm tra đã giữ: mỗi điểm là bốn dòng, một dòng trống, rồi các dòng chữ ký."""
    text, found = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n"), []
    for block in filter(None, (block.strip("\n") for block in text.split("\n\n"))):
        if block.startswith("\u2014 ") and found:
            found[-1] += f"\n\n{block}"
        else:
            found.append(block)
    return [Checkpoint(text) for text in found]


class Check:
    """Các bước kiểm tra; mỗi bước in ra một dòng."""

    def __init__(self, folder, key_file, held_file):
        self.folder, self.sealed = Path(folder), Path(folder) / "Niêm phong"
        self.key_file, self.held_file = key_file, held_file
        self.wrong = self.unknown = 0

    def run(self):
        try:
            self.text = (self.sealed / "niem-phong.json").read_bytes()
            self.manifest = json.loads(self.text)
            self.proof = json.loads((self.sealed / "bang-chung.json").read_bytes())
        except (OSError, ValueError) as error:
            sys.exit(f"KHÔNG KIỂM ĐƯỢC: “{self.sealed}” thiếu tệp hoặc tệp hỏng ({error}).")
        steps = (self.seal, self.files, self.row, self.inclusion, self.signature)
        for step in (*steps, self.earlier, self.register, self.held):
            self.step(step)
        if self.wrong:
            print(f"KẾT QUẢ: SAI ở {self.wrong} bước. Đây không phải là điều đã được phê duyệt.")
        elif self.unknown:
            print(f"KẾT QUẢ: những gì kiểm được đều đúng; {self.unknown} bước không kiểm được.")
        else:
            print("KẾT QUẢ: ĐÚNG. Mọi thứ như khi niêm phong.")
        return 1 if self.wrong else 2 if self.unknown else 0

    def step(self, step):
        try:
            said = f"ĐÚNG: {step()}"
        except Unknown as error:
            self.unknown += 1
            said = f"KHÔNG KIỂM ĐƯỢC: {error}"
        except Wrong as error:
            self.wrong += 1
            said = f"SAI: {error}"
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            self.wrong += 1
            said = f"SAI: bằng chứng không đọc được ({error!r})"
        print(f"{said}.")

    def seal(self):
        found = sha256(self.text).hex()
        if found != self.proof["seal"]:
            raise Wrong(f"niêm phong tính lại là {found}, bằng chứng ghi {self.proof['seal']}")
        if canonical(self.manifest) != self.text:
            raise Wrong("niem-phong.json không viết theo đúng một cách")
        return f"niêm phong tính lại là {found}"

    def files(self):
        paths = filter(Path.is_file, self.folder.rglob("*"))
        there = {sha256(path.read_bytes()).hex() for path in paths}
        wanted = [*self.manifest["evidence"], *self.manifest["files"]]
        lost = [one.get("file") or one["name"] for one in wanted if one["sha256"] not in there]
        if lost:
            raise Wrong(f"không có trong gói, hoặc khác khi niêm phong: {'; '.join(lost)}")
        return f"{len(wanted)} tệp như khi niêm phong"

    def row(self):
        row, submission = self.proof["row"], self.manifest["submission"][0]
        said = f"{submission['number']}: {self.proof['seal']}"
        found = row["action"], row["new_value"], row["assessment_id"]
        if found != ("seal", said, submission["assessment_id"]):
            raise Wrong("dòng nhật ký không ghi niêm phong này")
        return f"nhật ký ghi niêm phong này ngày {row['date']} (UTC)"

    def inclusion(self):
        proof, path = self.proof, unhex(self.proof["proof"])
        entry = sha256(bytes.fromhex(proof["salt"]) + canonical(proof["row"]))
        self.now = Checkpoint(proof["checkpoint"])
        if not included(entry, proof["index"], self.now.size, path, self.now.root):
            raise Wrong(f"dòng ấy không có trong nhật ký của điểm kiểm tra {self.now}")
        return f"dòng ấy đứng thứ {proof['index'] + 1} trong nhật ký ({self.now})"

    def keys(self):
        if Ed25519PublicKey is None:
            raise Unknown("chữ ký, vì máy này thiếu gói cryptography (pip install cryptography)")
        if not self.key_file:
            return read_keys(self.proof["keys"])
        return read_keys(Path(self.key_file).read_text(encoding="utf-8-sig").splitlines())

    def signature(self):
        whose = "do tỉnh công bố" if self.key_file else "ghi trong gói: hãy so với khóa công bố"
        return f"điểm kiểm tra {self.now} do “{self.now.signed_by(self.keys())}” ký (khóa {whose})"

    def earlier(self):
        self.proven = {self.now.size: self.now.root}
        for each in self.proof["earlier"]:
            old, path = Checkpoint(each["checkpoint"]), unhex(each["proof"])
            same = old.origin == self.now.origin
            if not same or not consistent(old.size, self.now.size, path, old.root, self.now.root):
                raise Wrong(f"nhật ký không bắt đầu bằng nhật ký của điểm kiểm tra {old}")
            self.proven[old.size] = old.root
        return f"nhật ký chỉ được viết thêm sau {len(self.proof['earlier'])} điểm kiểm tra trước"

    def register(self):
        register = self.proof["register"]
        if not register:
            raise Unknown("sổ của tỉnh, vì gói được tải về trước khi ngày ấy vào sổ")
        log = Checkpoint(register["log"])
        if self.proven.get(log.size) != log.root or log.size <= self.proof["index"]:
            raise Wrong("điểm kiểm tra đã vào sổ không phải của nhật ký này sau khi niêm phong")
        digest = sha256(
            bytes.fromhex(register["salt"]) + canonical({"checkpoint": register["log"]})
        )
        days, book = unhex(register["days"]), Checkpoint(register["checkpoint"])
        day = days[register["number"] - 1]
        if not included(digest, register["index"], register["size"], unhex(register["proof"]), day):
            raise Wrong("điểm kiểm tra của nhật ký không có trong ngày ấy của sổ")
        if len(days) != book.size or root_of(days) != book.root:
            raise Wrong(f"các ngày không phải là sổ của điểm kiểm tra {book}")
        book.signed_by(self.keys())
        return f"ngày thứ {register['number']} của sổ ({book}) có điểm kiểm tra ấy"

    def held(self):
        if not self.held_file:
            raise Unknown("việc viết lại toàn bộ, vì không có điểm kiểm tra đã giữ (--giu)")
        register, count = self.proof["register"], 0
        days = unhex(register["days"]) if register else []
        book = Checkpoint(register["checkpoint"]).origin if register else None
        for old in read_held(Path(self.held_file)):
            if old.origin == book and old.size <= len(days):
                good = root_of(days[: old.size]) == old.root
            elif old.origin == self.now.origin and old.size <= self.now.size:
                good = self.proven.get(old.size) == old.root
            else:
                continue
            if not good:
                raise Wrong(f"khác với điểm kiểm tra đã giữ ({old}): đã có người viết lại")
            count += 1
        if not count:
            raise Unknown("việc viết lại toàn bộ, vì không điểm kiểm tra nào đã giữ là của gói này")
        return f"khớp với {count} điểm kiểm tra đã giữ"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(epilog=__doc__)
    parser.add_argument("folder", nargs="?", default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--khoa")
    parser.add_argument("--giu")
    options = parser.parse_args()
    sys.exit(Check(options.folder, options.khoa, options.giu).run())
