"""Trees, proofs, notes, checkpoints and keys, held against a library that is not ours."""

import base64
import random
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from core.tlog import (
    EMPTY_ROOT,
    FINDINGS,
    PROBLEMS,
    Checkpoint,
    Frontier,
    KeyRing,
    Ledger,
    PublicKey,
    SignedBefore,
    SignedNote,
    SigningKey,
    TlogError,
    audit,
    find_signed_break,
    make_batch,
    make_consistency_proof,
    make_digest,
    make_inclusion_proof,
    make_key_file,
    make_root,
    make_salt,
    make_short_form,
    read_checkpoint,
    read_key_file,
    read_keys,
    read_note,
    roots_at,
    rotate_key_file,
    serialize,
    split_notes,
    verify_consistency,
    verify_inclusion,
)
from core.tlog.merkle import LARGEST

ENTRIES = st.lists(st.binary(max_size=40), max_size=70)
ORIGIN = "cchc/0123"
NOW = "2026-11-29T08:00:00Z"


def _tree(entries):
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    return tree


def _refused(kind, call, *args):
    with pytest.raises(TlogError) as caught:
        call(*args)
    assert caught.value.kind == kind
    assert caught.value.params.keys() == set(PROBLEMS[kind])


@given(ENTRIES)
def test_roots_are_those_of_another_library(entries):
    """At every size the root is what an independent library says, and what is kept to go on from leads on."""
    tree = _tree(entries)
    frontier = Frontier()
    for size, entry in enumerate(entries, 1):
        frontier.append(entry)
        assert frontier.root == tree.get_root(size)
        frontier = Frontier.parse(size, str(frontier))
    assert dict(roots_at(entries, range(len(entries) + 9))) == {
        size: make_root(entries[:size]) for size in range(len(entries) + 1)
    }
    assert make_root([]) == EMPTY_ROOT


@given(st.lists(ENTRIES, max_size=5))
def test_many_at_once_are_as_one_by_one(shares):
    """However entries come in, what is kept of a tree is the same, and leads on."""
    one_by_one, at_once = Frontier(), Frontier()
    for entries in shares:
        for entry in entries:
            one_by_one.append(entry)
        at_once.extend(entries)
        assert at_once == one_by_one
        at_once = Frontier.parse(at_once.size, str(at_once))
    assert at_once.root == _tree([entry for entries in shares for entry in entries]).get_root()


def test_an_empty_tree_and_the_published_vectors():
    """The roots of RFC 6962's well-known test vectors."""
    entries = [
        bytes.fromhex(text)
        for text in (
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        )
    ]
    assert make_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (
        make_root(entries).hex()
        == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )


@given(ENTRIES.filter(bool), st.data())
@example([b"a"], None)
def test_inclusion(entries, data):
    """Each entry is proven where it stands by the other library's hashes, and no other entry nor place is."""
    tree = _tree(entries)
    size, root = len(entries), tree.get_root(len(entries))
    for index, entry in enumerate(entries):
        proof = make_inclusion_proof(entries, index)
        theirs = tree.prove_inclusion(index + 1, size)
        assert sorted([*proof, tree.get_leaf(index + 1)]) == sorted(theirs.path)
        assert verify_inclusion(entry, index, size, proof, root)
        assert not verify_inclusion(entry + b"x", index, size, proof, root)
        if proof and data:
            place = data.draw(st.integers(0, len(proof) - 1))
            forged = [*proof[:place], bytes(32), *proof[place + 1 :]]
            assert not verify_inclusion(entry, index, size, forged, root)


@given(ENTRIES)
def test_consistency(entries):
    """Each earlier tree is shown to be the beginning of the later ones, and a changed one is not."""
    tree = _tree(entries)
    size = len(entries)
    root = tree.get_root(size) if size else EMPTY_ROOT
    for first in range(size + 1):
        old = tree.get_root(first) if first else EMPTY_ROOT
        proof = make_consistency_proof(entries, first)
        assert verify_consistency(first, size, proof, old, root)
        assert not verify_consistency(first, size, proof, bytes(32), root)
        if first < size and first:
            assert not verify_consistency(first, size, proof, old, bytes(32))
        for place in range(len(proof)):
            forged = [*proof[:place], bytes(32), *proof[place + 1 :]]
            assert not verify_consistency(first, size, forged, old, root)


def test_claims_are_bounded():
    """Sizes claimed huge, places outside, proofs too long or too short and odd hashes are refused at once."""
    entries = [bytes([number]) for number in range(7)]
    root, proof = make_root(entries), make_inclusion_proof(entries, 3)
    assert verify_inclusion(entries[3], 3, 7, proof, root)
    _refused("index", verify_inclusion, bytes(32), 7, 7, proof, root)
    _refused("index", verify_inclusion, bytes(32), -1, 7, proof, root)
    _refused("index", verify_inclusion, bytes(32), 0, 0, [], root)
    _refused("size", verify_inclusion, bytes(32), 0, LARGEST + 1, proof, root)
    _refused("size", verify_inclusion, bytes(32), 0, True, proof, root)
    _refused("size", verify_inclusion, bytes(32), 0, "7", proof, root)
    _refused("proof_length", verify_inclusion, bytes(32), 3, 7, [*proof, root], root)
    _refused("proof_length", verify_inclusion, bytes(32), 3, 7, proof[1:], root)
    _refused("proof_length", verify_inclusion, bytes(32), 3, 7, [root] * 10**6, root)
    _refused("hash", verify_inclusion, bytes(32), 3, 7, [b"", *proof[1:]], root)
    _refused("hash", verify_inclusion, bytes(32), 3, 7, proof, root.hex())
    _refused("sizes", verify_consistency, 8, 7, [], root, root)
    _refused("size", verify_consistency, 1, 10**400, [], root, root)
    _refused("proof_length", verify_consistency, 3, 7, [], root, root)
    _refused("proof_length", verify_consistency, 7, 7, [root], root, root)
    _refused("index", make_inclusion_proof, entries, 7)
    _refused("sizes", make_consistency_proof, entries, 8)
    # as long as it may be
    assert not verify_inclusion(bytes(32), 0, LARGEST, [root] * 62, root)


@pytest.mark.parametrize(
    ("size", "text"),
    [(1, ""), (0, "00" * 32), (2, "x"), (3, "00" * 32), (1, "00" * 31), (1, "00" * 33), (3, None)],
)
def test_a_damaged_frontier_is_refused(size, text):
    """What does not fit the size is none."""
    _refused("frontier", Frontier.parse, size, text)


@pytest.mark.parametrize("size", [-1, LARGEST + 1, True, "1", None, 1.0])
def test_a_frontier_of_no_size_is_refused(size):
    """Also where the hashes beside it are as many as such a number has digits."""
    digits = size.bit_count() if isinstance(size, int) else 1
    _refused("size", Frontier.parse, size, " ".join(["00" * 32] * digits))


@settings(max_examples=8)
@given(st.integers(0, 300), st.binary(min_size=8, max_size=8))
@example(0, b"")
@example(300, b"x")
def test_a_batch_tells_nothing_of_the_others(count, seed):
    """Proofs are alike in length however many heads there are; each is proven, in an order that chance made."""
    digests = [
        make_digest("00" * 15 + f"{number % 256:02x}", {"n": number}) for number in range(count)
    ]
    batch = make_batch(digests, seed)
    assert len(batch.entries) == 1024
    assert batch == make_batch(reversed(digests), seed)
    assert count == 0 or batch.root != make_batch(digests[1:], seed).root
    for digest in digests[:2]:
        index, proof = batch.prove(digest)
        assert len(proof) == 10
        assert verify_inclusion(digest, index, 1024, proof, batch.root)
    _index, proof = make_batch([bytes([1]) * 32] * 1025, seed).prove(bytes([1]) * 32)
    assert len(proof) == 14


def test_a_digest_is_of_salt_and_content():
    """Another salt or another content is another digest; a damaged salt is no salt."""
    salt = make_salt()
    content = {"b": "Điểm", "a": None}
    assert serialize(content) == '{"a":null,"b":"Điểm"}'
    assert make_digest(salt, content) == make_digest(salt, dict(reversed(content.items())))
    others = {make_digest(make_salt(), content), make_digest(salt, {**content, "a": ""})}
    assert make_digest(salt, content) not in others and len(others) == 2
    for damaged in (None, "", "x", salt[:-2], salt + "00", 7):
        assert make_digest(damaged, content) == make_digest("", {})
    assert make_digest(salt, {"a": "\ud800"}) != make_digest(salt, content)


def test_a_short_form_is_the_beginning_of_a_digest():
    """26 letters and digits, in groups, that stand for the first 130 bits."""
    short = make_short_form("ff" * 31 + "00")
    assert short == "77777-77777-77777-77777-77777-7"
    assert make_short_form("00" * 32) == "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A"
    assert make_short_form("1aa9f463" + "00" * 28).startswith("DKU7I-Y")


def test_a_known_key_and_a_known_signature():
    """The example of the definition of signed notes is read, verified and written as it is there."""
    key = PublicKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    note = read_note(text)
    assert note.verify([key]) == key
    assert str(note) == text
    assert str(key) == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    _refused("signature", read_note(text.replace("answer", "question")).verify, [key])
    _refused("unknown_key", note.verify, [])
    _refused("unknown_key", note.verify, [SigningKey.generate("PeterNeumann").public])


@given(st.text(alphabet="ab\n—  +é", max_size=60))
def test_any_text_that_is_signed_is_read_again(text):
    """Signing and reading are each other's inverse, dashes and empty lines in the text included."""
    key = SigningKey.generate("example.org/log")
    note = key.sign(f"{text.strip(chr(10)) or 'x'}\n")
    again = read_note(str(note))
    assert again == note
    assert again.verify([key.public]) == key.public


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "x\n\n— k\n",
        "x\n\n— k AAAA\n",
        "x\n\n— k AAAAAAAA",
        "x\n\n— k+ AAAAAAAA\n",
        "x\n\n— k AAAAAAA\n",
        "x\n\n— k AAAAAAAB\n— \n",
        "x\n\n" + "— k AAAAAAAA\n" * 17,
        "x\n— k AAAAAAAA\n",
    ],
)
def test_what_is_no_note_is_refused(text):
    """Anything that is not written as a note has to be."""
    _refused("not_a_note", read_note, text)


def test_checkpoints():
    """A checkpoint is read as it was written, and in no second way."""
    key = SigningKey.generate("tinh-mau.example")
    checkpoint = Checkpoint(ORIGIN, 5, EMPTY_ROOT, NOW)
    text = str(checkpoint.sign(key))
    assert read_checkpoint(text)[0] == checkpoint
    assert read_checkpoint(text)[1].verify([key.public]) == key.public
    assert read_checkpoint(str(checkpoint.sign(None)))[1].signatures == []
    root = base64.b64encode(EMPTY_ROOT).decode()
    assert str(checkpoint) == f"{ORIGIN}\n5\n{root}\ntime {NOW}\n"
    for old, new in (
        ("\n5\n", "\n05\n"),
        ("\n5\n", "\n-5\n"),
        ("\n5\n", "\n٥\n"),
        ("\n5\n", f"\n{LARGEST + 1}\n"),
        ("\n5\n", "\n" + "9" * 400 + "\n"),
        (root, root[:-1]),
        (root, root[:-2] + "V="),
        (root, "AAAA"),
        (f"time {NOW}", "time now"),
        (f"time {NOW}\n", ""),
        (f"time {NOW}\n", f"time {NOW}\nmore\n"),
        (ORIGIN, " x"),
        (ORIGIN, "x" * 201),
    ):
        assert old in str(checkpoint)
        _refused("not_a_checkpoint", read_checkpoint, str(checkpoint).replace(old, new))
    _refused("too_long", read_checkpoint, "x" * 20_001)


def test_a_file_of_many_notes():
    """Notes one after the other are taken apart, whatever ends the lines."""
    key = SigningKey.generate("k")
    notes = [str(Checkpoint(ORIGIN, size, EMPTY_ROOT, NOW).sign(key)) for size in range(4)]
    for text in ("\n".join(notes), "\n\n\n".join(notes), "\n".join(notes).replace("\n", "\r\n")):
        assert split_notes(text) == notes
    assert split_notes("") == split_notes("\n\n") == []
    # made while there was no key
    unsigned = [note.partition("\n\n")[0] + "\n" for note in notes]
    for mixed in (unsigned, [*unsigned, *notes], [*notes, *unsigned]):
        assert split_notes("\n".join(mixed)) == mixed
    assert split_notes("x\n\n" + notes[0]) != [notes[0]]


def test_another_agency_signs_the_same_text():
    """The text and the first signature stay; the added line is of that key and of no other text."""
    ours, theirs, stranger = (SigningKey.generate(name) for name in ("tinh.a", "tinh.b", "tinh.c"))
    note = Checkpoint("cchc/0", 3, bytes(32), "2026-12-05T03:10:00Z").sign(ours)
    both = read_note(str(note.countersign(theirs)))
    assert both.text == note.text and both.signatures[:1] == note.signatures
    assert both.verify([ours.public]) == ours.public and both.verify([theirs.public])
    assert both.countersign(theirs) == both
    [line] = both.write_signatures([theirs.public])
    assert str(both) == f"{note}{line}\n"
    assert both.write_signatures([stranger.public]) == []
    forged = SignedNote(note.text.replace("\n3\n", "\n4\n"), both.signatures)
    _refused("signature", forged.write_signatures, [theirs.public])
    assert split_notes(f"{both}\n{both}") == [str(both)] * 2


def test_keys_are_made_kept_and_rotated(tmp_path):
    """A new key signs from now on, the old one's signatures are still known, and no key is ever lost."""
    path = tmp_path / "seal.key"
    first = make_key_file(path, "tinh-mau.example")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key_file(path) == first
    assert "seed" not in repr(first) and first.since
    note = Checkpoint(ORIGIN, 0, EMPTY_ROOT, NOW).sign(first.signer)
    with pytest.raises(FileExistsError):
        make_key_file(path, "tinh-mau.example")
    assert read_key_file(path) == first
    second = rotate_key_file(path)
    third = rotate_key_file(path, "tinh-moi.example")
    assert read_key_file(path) == third
    assert third.since == first.since
    assert third.retired == [second.signer.public, first.signer.public]
    assert len({key.id for key in third.public_keys}) == 3
    assert note.verify(third.public_keys) == first.signer.public
    assert (
        first.signer.dump() not in path.read_text() and second.signer.dump() not in path.read_text()
    )
    assert [one.name for one in tmp_path.iterdir()] == ["seal.key"]
    path.chmod(0o640)
    assert rotate_key_file(path).signer
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.chmod(0o644)
    _refused("key_open", read_key_file, path)


def test_what_is_no_key_is_refused(tmp_path):
    """Damaged keys, two that would sign, names with blanks, a file of anything."""
    key = SigningKey.generate("k")
    public, private = str(key.public), key.dump()
    assert read_keys(f"# x\n{public} # y\n\n") == KeyRing(None, [key.public])
    for text in (
        "x",
        public[:-4],
        private[:-4],
        public.replace("k+", "l+"),
        private.replace("+k+", "+l+"),
        "PRIVATE+KEY",
        "\x00" * 100,
        public.replace("+A", "+B"),
    ):
        with pytest.raises(TlogError):
            read_keys(text)
    _refused("key_twice", read_keys, f"{private}\n{SigningKey.generate('l').dump()}")
    _refused("too_long", read_keys, "#" * 100_001)
    for name in ("", "a b", "a+b", "a\nb", "x" * 201):
        _refused("key_name", SigningKey.generate, name)
    path = tmp_path / "public"
    path.write_text(f"{public}\n")
    assert read_key_file(path).signer is None
    path.chmod(0o600)
    _refused("no_key", rotate_key_file, path)


class History:
    """A ledger as a database holds it, and everything that somebody who rules it can do."""

    def __init__(self, count, key, dice):
        self.key, self.dice = key, dice
        self.rows = [self._make_row(f"{number}") for number in range(count)]
        self.sizes = sorted({count, dice.randint(1, count)})
        self.rebuild()

    def _make_row(self, text):
        salt = "".join(self.dice.choices("0123456789abcdef", k=32))
        return {"salt": salt, "text": text}

    def rebuild(self):
        """Write everything that follows from the rows anew: digests, head, checkpoints with the key."""
        self.digests = [make_digest(row["salt"], {"text": row["text"]}) for row in self.rows]
        self.head = Frontier()
        for digest in self.digests:
            self.head.append(digest)
        self.sizes = sorted(
            {size for size in self.sizes if size <= len(self.rows)} | {len(self.rows)}
        )
        self.notes = [
            (size, str(Checkpoint(ORIGIN, size, root, NOW).sign(self.key)))
            for size, root in roots_at(self.digests, self.sizes)
        ]

    def find(self, held=(), keys=True, signed=None):
        rows = [
            (number, kept, make_digest(row["salt"], {"text": row["text"]}))
            for number, (row, kept) in enumerate(zip(self.rows, self.digests, strict=True), 1)
        ]
        ledger = Ledger(ORIGIN, self.head.size, str(self.head), rows, self.notes, held, signed)
        ring = keys and KeyRing(self.key, since=NOW)
        return [finding.kind for finding in audit(ledger, ring)]

    def forge(self, last):
        """Do something to the first ``last`` rows."""
        place = self.dice.randrange(last)
        kind = self.dice.choice(["change", "salt", "cut", "insert", "swap", "cut_end", "empty"])
        if kind == "change":
            self.rows[place] = {**self.rows[place], "text": "khác"}
        elif kind == "salt":
            self.rows[place] = self._make_row(self.rows[place]["text"])
        elif kind == "cut":
            del self.rows[place]
        elif kind == "insert":
            self.rows.insert(place, self._make_row("thêm"))
        elif kind == "swap" and last > 1:
            other = (place + 1) % last
            self.rows[place], self.rows[other] = self.rows[other], self.rows[place]
        elif kind == "cut_end":
            del self.rows[place:]
        else:
            self.rows = [self._make_row(row["text"]) for row in self.rows]
        return kind


def test_a_thousand_forged_histories_are_found_by_one_old_checkpoint():
    """Rows changed, salted anew, cut, inserted and re-ordered, then all rebuilt with the key itself."""
    dice = random.Random(16)
    key = SigningKey.generate("tinh-mau.example")
    kinds, silent = set(), 0
    for _each in range(1000):
        history = History(dice.randint(1, 24), key, dice)
        held_size = dice.choice(history.sizes)
        held = [dict(history.notes)[held_size]]
        assert history.find(held, keys=None) == []
        # it has grown since, honestly
        history.rows += [history._make_row("sau") for _row in range(dice.randint(0, 9))]
        history.rebuild()
        kinds.add(history.forge(held_size))
        history.rebuild()
        silent += history.find() == []
        assert set(history.find(held, keys=None)) & {"held", "held_longer"}
    assert len(kinds) == 7
    # without the old checkpoint nothing at all is found of any of them
    assert silent == 1000


def test_each_contradiction_is_told():
    """What somebody does who has the database and no key, each by its name."""
    dice = random.Random(7)
    key = SigningKey.generate("k")

    def found(damage):
        history = History(12, key, dice)
        assert history.find() == []
        damage(history)
        return set(history.find())

    def cut(history):
        del history.rows[-1], history.digests[-1]

    def add(history):
        history.rows.append(history._make_row("thêm"))
        history.digests.append(make_digest(history.rows[-1]["salt"], {"text": "thêm"}))

    def change(history):
        history.rows[3]["text"] = "khác"

    def foreign(history):
        history.key = SigningKey.generate("l")
        history.rebuild()
        history.key = key

    def unsign(history):
        history.notes = [(size, note + "x") for size, note in history.notes]

    def lose(history):
        history.notes = history.notes[:-1]

    def strip(history):
        history.notes = [(size, note.partition("\n\n")[0] + "\n") for size, note in history.notes]

    def fold(history):
        history.head.hashes[0] = bytes(32)

    assert found(cut) == {"row_missing", "head", "checkpoint"}
    assert found(add) == {"row_added"}
    assert found(change) == {"row_changed", "head", "checkpoint"}
    assert found(foreign) == {"checkpoint_signature"}
    assert found(unsign) == {"checkpoint_damaged"}
    assert found(strip) == {"checkpoint_signature"}
    assert found(lose) == {"checkpoint_missing"}
    assert found(fold) == {"head"}


def test_what_this_server_signed_is_held_against_the_log():
    """A log that was rewritten, cut or unsigned with times before the key's birth is not the one that was signed."""
    dice, key = random.Random(4), SigningKey.generate("k")

    def judge(damage, signed=None):
        history = History(12, key, dice)
        text = dict(history.notes)[12] if signed is None else signed
        damage(history)
        history.rebuild()
        finding = find_signed_break(ORIGIN, history.digests, text)
        assert set(history.find(signed=text)) == ({finding.kind} if finding else set())
        return finding and finding.kind

    def grow(history):
        history.rows.append(history._make_row("sau"))

    def change(history):
        history.rows[3] = history._make_row("khác")

    def cut(history):
        del history.rows[5:]

    assert judge(grow) is None
    assert judge(change) == "signed"
    assert judge(cut) == "signed_longer"
    assert judge(grow, "") == "signed_damaged"
    other = str(Checkpoint("cchc/other", 1, bytes(32), NOW).sign(key))
    assert judge(grow, other) == "signed_damaged"
    assert find_signed_break(ORIGIN, [], None) is None

    history = History(12, key, dice)
    signed = dict(history.notes)[12]
    change(history)
    history.rebuild()
    history.notes = [
        (size, str(Checkpoint(ORIGIN, size, root, "2020-01-01T00:00:00Z").sign(None)))
        for size, root in roots_at(history.digests, history.sizes)
    ]
    assert history.find() == []
    assert history.find(signed=signed) == ["signed"]


def test_what_was_signed_last_is_kept_beside_the_key(tmp_path):
    """A file for each log, the one with more rows; it is begun anew without losing what there was."""
    before = SignedBefore(tmp_path / "seal.key")
    assert before.read(ORIGIN) is None
    key = SigningKey.generate("k")
    small, large, other = (
        str(Checkpoint(origin, size, bytes(32), NOW).sign(key))
        for origin, size in ((ORIGIN, 3), (ORIGIN, 5), ("cchc/4567", 2))
    )
    before.keep([small, other])
    assert (before.read(ORIGIN), before.read("cchc/4567")) == (small, other)
    before.keep([large])
    before.keep([small])
    assert before.read(ORIGIN) == large
    assert stat.S_IMODE(before.folder.stat().st_mode) == 0o700
    assert len(list(before.folder.iterdir())) == 2
    # one that was damaged is written over by what is signed next
    before._get_path(ORIGIN).write_text("x")
    before.keep([small])
    assert before.read(ORIGIN) == small
    assert before.put_aside("2026") and before.read(ORIGIN) is None
    assert not before.put_aside("2027")
    assert len(list((tmp_path / "seal.key.signed.2026").iterdir())) == 2


def test_findings_are_bounded():
    """A ledger that is said to be endless, or that has lost all its rows, is told of in a hundred sentences."""
    ledger = Ledger(ORIGIN, LARGEST, "", [(LARGEST, bytes(32), bytes(32))])
    found = audit(ledger, None)
    assert len(found) == 100
    assert all(set(FINDINGS[one.kind]) == one.params.keys() for one in found)


def test_the_recipe_gives_what_it_says():
    """Whoever types the commands of the page that explains the check gets the lines that stand below them."""
    page = Path(__file__).resolve().parents[5] / "docs" / "kiem-tra.md"
    parts = page.read_text(encoding="utf-8").split("```")[1::2]
    commands = "".join(part.removeprefix("sh\n") for part in parts if part.startswith("sh\n"))
    expected = "".join(part.removeprefix("text\n") for part in parts if part.startswith("text\n"))
    assert len(expected.splitlines()) == 6
    done = subprocess.run(["bash", "-ec", commands], capture_output=True, text=True, check=True)
    assert done.stdout == expected
