"""Vietnamese as fonts wrote it before Unicode: TCVN3 (ABC, .VnTime) and VNI, told by its syllables and read.

Such a text holds Latin letters and signs that a font draws as Vietnamese ones. Nothing in it says so; that
its words are syllables when read by a font's table, and are none as they stand, is the proof.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

#: The fonts, by what a sentence calls them.
OLD_FONTS = {"tcvn3": "TCVN3 (ABC, .VnTime)", "vni": "VNI"}

_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢£¤¥¦§",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_TO_TCVN3 = str.maketrans(_TCVN3)


def _make_vni() -> dict[str, str]:
    """Return what each letter with its mark, or lone letter, of VNI is."""
    tones = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
    hats = {"á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323", "â": ""}
    breves = {"é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323", "ê": ""}
    table = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    for written, letter in (*zip("aeouy", "aeouy", strict=True), ("ô", "ơ"), ("ö", "ư")):
        table |= {written + mark: letter + tone for mark, tone in tones.items()}
    for letter in "aeo":
        table |= {letter + mark: letter + "\u0302" + tone for mark, tone in hats.items()}
    table |= {"a" + mark: "a\u0306" + tone for mark, tone in breves.items()}
    table |= {key.upper(): value.upper() for key, value in table.items()}
    return {key: unicodedata.normalize("NFC", value) for key, value in table.items()}


_VNI = _make_vni()
_VNI_PLACES = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# Letters that Vietnamese has and Latin-1 has not: a text with one of them is Unicode.
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_LATIN = re.compile("[\x80-\xff]")
_RUN = re.compile(r"[A-Za-z\xa1-\xff]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?"
    "(?:uye|uya|uyê|uyu|oai|oay|oeo|iêu|yêu|ươi|ươu|uôi|uây|oao|uêu|ia|ai|ao|au|ay|âu|ây|eo|êu|iê|iu|oa|oă|oe|oi"
    "|oo|ôi|ơi|ua|uâ|uă|ue|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])"
    "(?:ch|ng|nh|[cmnpt])?"
)
_LETTERS = {letter.lower() for letter in _TCVN3.values()}
_TONED = {char for char in _LETTERS if _TONES.search(unicodedata.normalize("NFD", char))}
_MOST_WORDS = 400
_FEWEST_WORDS = 2


def find_old_font(texts: Iterable[str]) -> str | None:
    """Return the font, a key of OLD_FONTS, by whose table the words of ``texts`` are Vietnamese; else ``None``."""
    runs: list[str] = []
    unicode_texts = 0
    for text in texts:
        if text.isascii():
            continue
        if _VIETNAMESE.search(text):
            unicode_texts += 1
        elif _LATIN.search(text):
            runs += (run for run in _RUN.findall(text[:2_000]) if not run.isascii())
            if len(runs) >= _MOST_WORDS:
                break
    if len(runs) < max(_FEWEST_WORDS, unicode_texts) or _share_of_syllables(runs, str) > 0.4:
        return None
    shares = {font: _share_of_syllables(runs, read) for font, read in _READERS.items()}
    font = max(shares, key=shares.get)
    return font if shares[font] >= 0.85 else None


def read_old_font(text: str, font: str) -> str:
    """Return ``text`` as the font shows it; one that has Vietnamese letters already stays as it is."""
    if text.isascii() or _VIETNAMESE.search(text):
        return text
    return _READERS[font](text)


def _read_tcvn3(text: str) -> str:
    return text.translate(_TO_TCVN3)


def _read_vni(text: str) -> str:
    return _VNI_PLACES.sub(lambda match: _VNI[match[0]], text)


_READERS: dict[str, Callable[[str], str]] = {"tcvn3": _read_tcvn3, "vni": _read_vni}


def _share_of_syllables(runs: list[str], read: Callable[[str], str]) -> float:
    return sum(_is_syllable(read(run)) for run in runs) / len(runs)


def _is_syllable(word: str) -> bool:
    word = word.lower()
    bare = unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", word)))
    # each letter has one tone at most, and no consonant has one
    toned = sum(char in _TONED for char in word)
    letters = all(char.isascii() or char in _LETTERS for char in word)
    return letters and toned <= 1 and bool(_SYLLABLE.fullmatch(bare))
