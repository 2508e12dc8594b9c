import re
from decimal import Decimal

from odoo.tests import TransactionCase, tagged

from ..core.documents import KINDS, REFUSALS, DocumentError
from ..core.plain.sizes import Size
from ..messages import documents
from ..messages.wording import fill_in, format_number, format_size, join_or

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class VoiceCase(TransactionCase):
    """Sentences in both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.english = cls.env(context={"lang": "en_US"})
        cls.vietnamese = cls.env(context={"lang": "vi_VN"})

    def _assert_worded(self, sentences, kinds, *, always=(), alike=()):
        """Each kind has a sentence, and no other: whole in both languages, with all its params and no others.

        :param kinds: by kind, the names of its params.
        :param always: params that any of the sentences may mention.
        :param alike: kinds whose sentence is the same in both languages.
        """
        self.assertEqual(sentences.keys(), kinds.keys())
        for kind, sentence in sentences.items():
            english, vietnamese = self.english._(sentence), self.vietnamese._(sentence)
            with self.subTest(kind=kind):
                self.assertEqual(english == vietnamese, kind in alike)
                for text in (english, vietnamese):
                    self.assertEqual(set(PLACEHOLDER.findall(text)) - set(always), {*kinds[kind]})
                    self.assertTrue(text % dict.fromkeys([*kinds[kind], *always], "x"))


@tagged("post_install", "-at_install")
class TestDocumentsVoice(VoiceCase):
    """What is said of a file that is filed or refused."""

    def test_every_kind_has_its_sentence(self):
        """Each refusal names the file, each remark is beside it, and both are whole sentences."""
        remarks = {kind: what.params for kind, what in KINDS.items() if not what.refused}
        self._assert_worded(documents.SENTENCES, {**REFUSALS, **remarks}, always=["name"])
        for kind, sentence in documents.SENTENCES.items():
            for env in (self.english, self.vietnamese):
                text = env._(sentence)
                self.assertTrue(text.endswith("."), kind)
                self.assertEqual("%(name)s" in text, kind in REFUSALS, kind)

    def test_types_and_endings_are_called_as_people_call_them(self):
        """Types are listed in one order, endings are alternatives."""
        types = {"image/png", "application/pdf"}
        error = DocumentError("not_allowed", name="a.jpg", type="image/jpeg", types=types)
        self.assertEqual(
            documents.say_refusal(self.english, error),
            "The file “a.jpg” is of a type that may not be filed (JPEG image). "
            "These may be filed: PDF, PNG image.",
        )
        self.assertEqual(
            documents.say_refusal(self.vietnamese, error),
            "Tệp “a.jpg” thuộc loại không được nhận (ảnh JPEG). Các loại tệp được nhận: PDF, ảnh PNG.",
        )
        error = DocumentError(
            "wrong_ending", name="a.png", type="image/jpeg", endings=(".jpg", ".jpeg")
        )
        self.assertIn(".jpg or .jpeg,", documents.say_refusal(self.english, error))
        self.assertIn(".jpg hoặc .jpeg,", documents.say_refusal(self.vietnamese, error))
        error = DocumentError("not_allowed", name="a", type="x/unheard-of", types=types)
        self.assertIn("(x/unheard-of)", documents.say_refusal(self.vietnamese, error))

    def test_sizes_are_written_as_people_read_them(self):
        """A declared size of 10 GB is said as such, with the comma of Vietnamese."""
        size = Size(10 * 1024**3 + 2**29)
        error = DocumentError("archive_size", name="a.zip", size=size, limit=Size(500 * 1024**2))
        self.assertIn("to 10.5 GB; 500 MB is", documents.say_refusal(self.english, error))
        self.assertIn("ra 10,5 GB, tối đa 500 MB.", documents.say_refusal(self.vietnamese, error))

    def test_a_name_in_a_sentence_is_harmless(self):
        """A name with direction marks and newlines neither turns nor breaks the sentence, nor is a template."""
        error = DocumentError("empty", name="a\u202e\nb%(limit)s%d{x}" + "x" * 300)
        for env in (self.english, self.vietnamese):
            sentence = documents.say_refusal(env, error)
            self.assertIn("“a b%(limit)s%d{x}xx", sentence)
            self.assertLess(len(sentence), 300)

    def test_a_picture_that_is_filed_has_no_size_any_more(self):
        """What was filed before it would be refused is remarked without what is not known of it."""
        self.assertIn("… × …", documents.say_kind(self.vietnamese, "pixels", "a.png"))


@tagged("post_install", "-at_install")
class TestWording(VoiceCase):
    """Numbers, sizes and lists, as each language writes them."""

    def test_numbers(self):
        """The decimal mark is that of the language."""
        for value, digits, english, vietnamese in (
            (Decimal("1234.50"), None, "1234.5", "1234,5"),
            (0.125, 2, "0.13", "0,13"),
            (2, 2, "2.00", "2,00"),
        ):
            self.assertEqual(format_number(self.english, value, digits), english)
            self.assertEqual(format_number(self.vietnamese, value, digits), vietnamese)

    def test_sizes(self):
        """Below one kilobyte they are counted, above rounded to a tenth."""
        for size, english, vietnamese in (
            (0, "0 bytes", "0 byte"),
            (1023, "1023 bytes", "1023 byte"),
            (1024, "1 KB", "1 KB"),
            (1536, "1.5 KB", "1,5 KB"),
            (5 * 1024**4, "5120 GB", "5120 GB"),
        ):
            self.assertEqual(format_size(self.english, size), english)
            self.assertEqual(format_size(self.vietnamese, size), vietnamese)

    def test_alternatives(self):
        """One needs no word between, three have it twice."""
        self.assertEqual(join_or(self.vietnamese, (".pdf",)), ".pdf")
        self.assertEqual(join_or(self.english, ("a", "b", "c")), "a or b or c")

    def test_params(self):
        """What is mentioned is written by its type; nothing is empty, not None."""
        params = {"name": ["a", Decimal("1.5")], "limit": None}
        sentence = documents.SENTENCES["archive_entries"]
        self.assertIn("“a, 1,5”", fill_in(self.vietnamese, sentence, params))
        self.assertNotIn("None", fill_in(self.vietnamese, sentence, params))
