"""What a document says on paper of the seal and of the log, and the same as a QR code."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

#: How wide the code is printed, in millimetres: half a millimetre for each of its squares.
CODE_MILLIMETRES = 30
_PIXELS_PER_MODULE = 6
# ISO/IEC 18004: four squares of white around it.
_QUIET_MODULES = 4
_MILLIMETRES_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class SealMark:
    """The mark at the foot of a document.

    :ivar lines: what is printed beside the code, a paragraph each
    :ivar text: what the code says
    """

    lines: Sequence[str]
    text: str

    def write_out(self) -> str:
        """Return the mark for where there is no code: what stands in it follows below, to be kept."""
        *printed, _of_the_code = self.lines
        return "\n".join(
            [*printed, "Toàn văn điểm kiểm tra, đề nghị lưu lại để đối chiếu về sau:", self.text]
        )

    def make_code(self) -> bytes:
        """Return the code as a PNG that says how large it is to be printed."""
        code = QRCode(None, QRErrorCorrectLevel.M)
        code.addData(self.text)
        code.make()
        count = code.getModuleCount()
        size = count + 2 * _QUIET_MODULES
        image = Image.new("1", (size, size), 1)
        for row in range(count):
            for column in range(count):
                if code.isDark(row, column):
                    image.putpixel((column + _QUIET_MODULES, row + _QUIET_MODULES), 0)
        pixels = size * _PIXELS_PER_MODULE
        dots = pixels * _MILLIMETRES_PER_INCH / CODE_MILLIMETRES
        result = io.BytesIO()
        image.resize((pixels, pixels), Image.Resampling.NEAREST).save(
            result, "PNG", dpi=(dots, dots)
        )
        return result.getvalue()


def make_mark(checkpoint: str, seal: str = "", log: str = "nhật ký") -> SealMark | None:
    """Return the mark of a document; None where there is no checkpoint to be printed.

    :param checkpoint: the whole signed text, which the code holds; of the log before the document was sealed, or as
        it held the seal
    :param seal: its short form, where the document was made after it
    :param log: what the checkpoint is of
    """
    lines = checkpoint.split("\n")
    if len(lines) < 4:
        return None
    _origin, size, root = lines[:3]
    time = lines[3].removeprefix("time ")
    when = "" if seal else " trước khi niêm phong"
    return SealMark(
        [
            *([f"Niêm phong: {seal}"] if seal else []),
            f"Điểm kiểm tra {log}{when}: {root} · {size} · {time}",
            f"Mã QR chứa toàn văn điểm kiểm tra. Ai giữ điểm kiểm tra này thì biết được về sau có ai viết lại {log}.",
        ],
        checkpoint,
    )
