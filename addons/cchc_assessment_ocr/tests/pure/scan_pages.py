"""Pages of our own making as scanners and telephones bring them: forty, of ten documents in eight states.

Every document is a sample and says so. What a page states is known, so that what is read of it can be counted.
"""

import datetime
import io
import random
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

_FOLDER = Path("/usr/share/fonts/truetype/dejavu")
# Debian's fonts-dejavu-core, which comes with Chromium: it has all Vietnamese letters, and is wider than Times.
_FACES = {
    "regular": "DejaVuSerif.ttf",
    "bold": "DejaVuSerif-Bold.ttf",
    "italic": "DejaVuSerif-Italic.ttf",
}
_WIDER = 0.8
_DPI = 200
WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dots per inch
_INK, _RED = (25, 25, 30), (214, 40, 48)


@dataclass(frozen=True)
class Sample:
    """What a page states; ``superior`` and ``issuer`` are the two lines of its left column."""

    number: str
    date: datetime.date
    type_code: str
    subject: str
    superior: str
    issuer: str
    place: str = "Mẫu Giang"


@dataclass(frozen=True)
class Page:
    """A page as a scanner brings it: in which ``state``, and the ``sample`` that is on it."""

    state: str
    sample: Sample
    image: Image.Image


_TITLES = {
    "BC": "BÁO CÁO",
    "KH": "KẾ HOẠCH",
    "QĐ": "QUYẾT ĐỊNH",
    "TB": "THÔNG BÁO",
    "TTr": "TỜ TRÌNH",
}
_UNITS = (
    ("UBND TỈNH MẪU GIANG", "SỞ NỘI VỤ"),
    ("UBND TỈNH MẪU GIANG", "SỞ TƯ PHÁP"),
    ("UBND TỈNH MẪU GIANG", "SỞ TÀI CHÍNH"),
    ("SỞ NỘI VỤ", "TRUNG TÂM LƯU TRỮ MẪU"),
)
_DOCUMENTS = (
    (
        "12/BC-SNV",
        (2025, 3, 14),
        "BC",
        "Kết quả công tác cải cách hành chính quý I năm 2025 (văn bản mẫu)",
        0,
    ),
    (
        "47/KH-STP",
        (2025, 1, 9),
        "KH",
        "Kiểm tra công tác cải cách hành chính năm 2025 (văn bản mẫu)",
        1,
    ),
    ("356/QĐ-STC", (2024, 12, 27), "QĐ", "Về việc ban hành Quy chế làm việc mẫu của cơ quan", 2),
    (
        "1089/SNV-CCHC",
        (2025, 6, 20),
        "CV",
        "Đôn đốc thực hiện nhiệm vụ cải cách hành chính tháng 6 (mẫu)",
        0,
    ),
    ("8/TB-TTLT", (2025, 2, 5), "TB", "Kết luận cuộc họp giao ban tuần mẫu của Trung tâm", 3),
    (
        "215/TTr-STP",
        (2025, 10, 30),
        "TTr",
        "Về việc phê duyệt kế hoạch mẫu rà soát văn bản quy phạm pháp luật",
        1,
    ),
    (
        "640/STC-VP",
        (2025, 8, 11),
        "CV",
        "Báo cáo tình hình ứng dụng công nghệ thông tin (văn bản mẫu)",
        2,
    ),
    (
        "73/BC-TTLT",
        (2025, 11, 28),
        "BC",
        "Tình hình giải quyết thủ tục hành chính năm 2025 (văn bản mẫu)",
        3,
    ),
    ("5/KH-SNV", (2025, 1, 2), "KH", "Tuyên truyền cải cách hành chính năm 2025 (văn bản mẫu)", 0),
    ("1427/QĐ-STP", (2025, 7, 17), "QĐ", "Về việc công bố danh mục thủ tục hành chính mẫu", 1),
)
SAMPLES = tuple(
    Sample(number, datetime.date(*day), code, subject, *_UNITS[unit])
    for number, day, code, subject, unit in _DOCUMENTS
)
_BODY = """Đây là văn bản mẫu, không của cơ quan nào, được viết ra để thử việc đọc bản quét.
Thực hiện nhiệm vụ được giao, đơn vị đã xây dựng kế hoạch, phân công từng phòng phụ trách và kiểm tra hằng quý; tỷ lệ
 hồ sơ giải quyết đúng hạn đạt 98,5 %, tăng 1,2 % so với cùng kỳ năm trước.
Một số tồn tại, hạn chế: việc số hóa hồ sơ còn chậm; trang thông tin điện tử chưa cập nhật kịp thời. Thời gian tới, đề
 nghị các phòng tiếp tục rà soát, đơn giản hóa thủ tục và công khai kết quả theo quy định.""".replace(
    "\n ", " "
)


def draw(sample: Sample, *, decomposed=False, pages_of_text=1) -> Image.Image:
    """Return the clean page of ``sample``, laid out in two columns as Decree 30/2020/NĐ-CP asks.

    :param decomposed: whether letters and their marks are drawn one by one, as some programs write them (NFD).
    """
    page = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = _Pen(page, decomposed)
    left, right = 460, 1130
    pen.centred(left, 150, sample.superior, "regular", 12)
    pen.centred(left, 195, sample.issuer, "bold", 12)
    pen.rule(left, 242, 150)
    pen.centred(left, 275, f"Số: {sample.number}", "regular", 13)
    pen.centred(right, 150, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "bold", 12)
    pen.centred(right, 195, "Độc lập - Tự do - Hạnh phúc", "bold", 13)
    pen.rule(right, 242, 320)
    day = sample.date
    pen.centred(
        right, 275, f"{sample.place}, ngày {day:%d} tháng {day:%m} năm {day.year}", "italic", 13
    )
    if sample.type_code == "CV":
        top = 325
        for line in pen.wrapped(
            f"V/v {sample.subject[0].lower()}{sample.subject[1:]}", "regular", 12, 520
        ):
            pen.centred(left, top, line, "regular", 12)
            top += 42
        pen.centred(WIDTH // 2, top + 50, "Kính gửi: Các đơn vị trực thuộc (mẫu)", "regular", 14)
        top += 130
    else:
        pen.centred(WIDTH // 2, 400, _TITLES[sample.type_code], "bold", 14)
        top = 455
        for line in pen.wrapped(sample.subject, "bold", 14, 1100):
            pen.centred(WIDTH // 2, top, line, "bold", 14)
            top += 50
        pen.rule(WIDTH // 2, top + 15, 200)
        top += 60
    for paragraph in _BODY.splitlines():
        for line in pen.wrapped(f"      {paragraph}", "regular", 14, 1240):
            pen.at(236, top, line, "regular", 14)
            top += 52
        top += 16
    pen.at(236, top + 60, "Nơi nhận:", "italic", 12)
    pen.at(236, top + 105, "- Như trên (mẫu);", "regular", 11)
    pen.centred(1200, top + 60, "NGƯỜI KÝ MẪU", "bold", 14)
    return page


class _Pen:
    def __init__(self, page: Image.Image, decomposed: bool):
        self._draw = ImageDraw.Draw(page)
        self._form = "NFD" if decomposed else "NFC"

    def at(self, x, y, text, face, size):
        self._draw.text((x, y), unicodedata.normalize(self._form, text), _INK, _font(face, size))

    def centred(self, x, y, text, face, size):
        text = unicodedata.normalize(self._form, text)
        width = self._draw.textlength(text, _font(face, size))
        self._draw.text((x - width / 2, y), text, _INK, _font(face, size))

    def rule(self, x, y, width):
        self._draw.line((x - width / 2, y, x + width / 2, y), _INK, 2)

    def wrapped(self, text, face, size, width):
        """Yield the lines of ``text`` that fit into ``width``; blanks at its beginning stay."""
        indent, words = text[: len(text) - len(text.lstrip())], text.split()
        line = indent + words[0]
        for word in words[1:]:
            if self._draw.textlength(f"{line} {word}", _font(face, size)) > width:
                yield line
                line = word
            else:
                line = f"{line} {word}"
        yield line


def _font(face: str, points: float) -> ImageFont.FreeTypeFont:
    path = _FOLDER / _FACES[face]
    if not path.exists():
        path = _FOLDER / _FACES["regular"]
    return ImageFont.truetype(str(path), round(points * _WIDER * _DPI / 72))


def as_clean(sample, chance):
    return draw(sample)


def as_skewed(sample, chance):
    angle = chance.choice((-1, 1)) * chance.uniform(1.5, 4)
    return draw(sample).rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")


def as_noisy(sample, chance):
    """A copy of a copy: grey, grainy, a little out of focus, with specks and the shadow of the fold."""
    page = draw(sample).convert("L").filter(ImageFilter.GaussianBlur(1.1))
    page = Image.blend(page, Image.effect_noise(page.size, 90), 0.28)
    pen = ImageDraw.Draw(page)
    for _speck in range(900):
        x, y, size = chance.randrange(WIDTH), chance.randrange(HEIGHT), chance.randrange(1, 4)
        pen.ellipse((x, y, x + size, y + size), fill=chance.randrange(40, 140))
    pen.rectangle((0, 0, 18, HEIGHT), fill=60)
    return _packed(page, 40)


def as_stamped(sample, chance):
    """With the red stamps of arrival and of the agency over number and day."""
    page = draw(sample)
    ink = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(ink)
    for x, y in ((430, 285), (1180, 290)):
        x, y = x + chance.randrange(-60, 60), y + chance.randrange(-20, 20)
        for radius, width in ((150, 7), (118, 4)):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=_RED, width=width)
        pen.text((x - 95, y - 60), "VĂN BẢN MẪU", _RED, _font("bold", 9.5))
        pen.text((x - 110, y + 20), "ĐẾN Số: 0000", _RED, _font("bold", 11))
        pen.regular_polygon((x, y, 34), 5, rotation=chance.randrange(70), fill=_RED)
    return _packed(ImageChops.multiply(page, ink.filter(ImageFilter.GaussianBlur(0.8))), 70)


def as_photographed(sample, chance):
    """From a telephone: the desk around it, seen aslant, darker to one side, packed as telephones do."""
    page = draw(sample).filter(ImageFilter.GaussianBlur(0.7))
    desk = Image.new("RGB", (WIDTH + 300, HEIGHT + 300), (96, 78, 60))
    desk.paste(page, (150, 150))
    width, height = desk.size
    shift = [chance.uniform(10, 75) for _corner in range(8)]
    corners = (
        (shift[0], shift[1]),
        (shift[2], height - shift[3]),
        (width - shift[4], height - shift[5]),
        (width - shift[6], shift[7]),
    )
    quad = tuple(value for corner in corners for value in corner)
    desk = desk.transform(desk.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    light = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270)))
    light = light.point(lambda value: 110 + value * 145 // 255).resize(desk.size)
    shadow = Image.new("L", desk.size, 255)
    ImageDraw.Draw(shadow).polygon([(0, 300), (width, 150), (width, 700), (0, 1000)], fill=170)
    light = ImageChops.multiply(light, shadow.filter(ImageFilter.GaussianBlur(60)))
    desk = ImageChops.multiply(desk, Image.merge("RGB", (light, light, light)))
    return _packed(desk, 60)


def as_decomposed(sample, chance):
    return draw(sample, decomposed=True)


def as_turned(sample, chance):
    return draw(sample).transpose(
        chance.choice(
            (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
        )
    )


def as_faxed(sample, chance):
    """Of two tones and 150 dots per inch."""
    page = draw(sample).convert("L")
    page = page.resize((WIDTH * 3 // 4, HEIGHT * 3 // 4), Image.Resampling.BILINEAR)
    return page.point(lambda value: 255 if value > 150 else 0).convert("1")


STATES = {
    "clean": as_clean,
    "skewed": as_skewed,
    "noisy": as_noisy,
    "stamped": as_stamped,
    "photographed": as_photographed,
    "decomposed": as_decomposed,
    "turned": as_turned,
    "faxed": as_faxed,
}


def make_page(state: str, sample: Sample, seed: int = 0) -> Page:
    """Return ``sample`` in ``state``, always the same for one ``seed``."""
    chance = random.Random(f"{state} {sample.number} {seed}")
    return Page(state, sample, STATES[state](sample, chance))


def make_pages(each: int = 5):
    """Yield ``each`` pages of every state, of documents that follow each other."""
    for turn, state in enumerate(STATES):
        for index in range(each):
            yield make_page(state, SAMPLES[(turn * each + index) % len(SAMPLES)])


def as_pdf(*images: Image.Image) -> bytes:
    """Return a PDF of pictures, a page each, without any text."""
    stream = io.BytesIO()
    # a picture remembers how it was saved, and with which other ones
    first, *others = (image.copy() for image in images)
    first.save(stream, "PDF", save_all=True, append_images=others, resolution=_DPI)
    return stream.getvalue()


def as_file(image: Image.Image, kind: str, **options) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _packed(image: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    packed = Image.open(io.BytesIO(stream.getvalue()))
    packed.load()
    return packed
