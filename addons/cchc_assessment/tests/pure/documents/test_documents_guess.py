"""What is guessed of a document: rather nothing than something wrong."""

import datetime
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.documents import DOCUMENT_TYPES, guess
from core.documents.guess_from_name import criterion_code, folder_codes, named_type, read_name
from core.documents.guess_from_number import type_of_number

DAY = datetime.date(2026, 12, 5)

# name: number, date, type, subject
NAMES = {
    "12-BC-SNV_bao-cao-cchc.pdf": ("12/BC-SNV", None, "BC", "Bao cao cchc"),
    "Báo cáo số 12-BC-SNV ngày 05.12.2026.pdf": ("12/BC-SNV", DAY, "BC", ""),
    "BC 12 SNV.pdf": ("12/BC-SNV", None, "BC", ""),
    "QD_1234_UBND_2026.pdf": ("1234/QĐ-UBND", None, "QĐ", ""),
    "12_BC_SNV.pdf": ("12/BC-SNV", None, "BC", ""),
    "12.BC-SNV (1).pdf": ("12/BC-SNV", None, "BC", ""),
    "12-bc-snv.pdf": ("12/BC-SNV", None, "BC", ""),
    "12-QĐ-UBND_signed.pdf": ("12/QĐ-UBND", None, "QĐ", ""),
    "10-2026-QĐ-UBND.pdf": ("10/2026/QĐ-UBND", None, "QĐ", ""),
    "15-TTr-SNV trình phê duyệt kế hoạch.pdf": (
        "15/TTr-SNV",
        None,
        "TTr",
        "Trình phê duyệt kế hoạch",
    ),
    "Số 12-KH-UBND ngày 5-12-2026.pdf": ("12/KH-UBND", DAY, "KH", ""),
    "05-NQ-TU.pdf": ("05-NQ/TU", None, "NQ", ""),
    "12-HĐ-SNV.pdf": ("12/HĐ-SNV", None, "HĐ", ""),
    "Hướng dẫn 12-HD-SNV.pdf": ("12/HD-SNV", None, "HD", ""),
    "Công văn số 123-SNV-CCHC ngày 5-12-2026 V-v triển khai.pdf": (
        "123/SNV-CCHC",
        DAY,
        "CV",
        "Triển khai",
    ),
    "CV 123-SNV-CCHC v-v báo cáo quý.pdf": ("123/SNV-CCHC", None, "CV", "Báo cáo quý"),
    "123-SNV-CCHC V-v đôn đốc báo cáo.pdf": (
        "123/SNV-CCHC",
        None,
        "CV",
        "Đôn đốc báo cáo",
    ),
    "01. Quyết định 1234-QĐ-UBND ngày 05-12-2026 về công bố TTHC (signed).pdf": (
        "1234/QĐ-UBND",
        DAY,
        "QĐ",
        "Quyết định về công bố TTHC",
    ),
    "TC 1.1.2 - Báo cáo số 12-BC-SNV.pdf": ("12/BC-SNV", None, "BC", ""),
    "1.2.3_12-BC-SNV.pdf": ("12/BC-SNV", None, "BC", ""),
    "Kế hoạch cải cách hành chính năm 2026.pdf": (
        "",
        None,
        "KH",
        "Kế hoạch cải cách hành chính năm 2026",
    ),
    "ke_hoach_cchc_2026.docx": ("", None, "KH", "Ke hoach cchc 2026"),
    "Báo cáo cuối năm ngày 05 tháng 12 năm 2026.pdf": ("", DAY, "BC", "Báo cáo cuối năm"),
    "Thông báo 7-TB-SNV ngay 05122026.pdf": ("7/TB-SNV", DAY, "TB", ""),
    "12-KH-UBND 2026-12-05.pdf": ("12/KH-UBND", DAY, "KH", ""),
    # What another document's number, an appointment or a list's number could be taken for.
    "Báo cáo thực hiện Kế hoạch 12-KH-UBND ngày 01-02-2026.pdf": (
        "",
        None,
        "BC",
        "Báo cáo thực hiện Kế hoạch 12-KH-UBND ngày 01-02-2026",
    ),
    "Phụ lục kèm theo Báo cáo số 12-BC-SNV.pdf": (
        "",
        None,
        "",
        "Phụ lục kèm theo Báo cáo số 12-BC-SNV",
    ),
    "Giấy mời họp ngày 05.12.2026.pdf": (
        "",
        None,
        "GM",
        "Giấy mời họp ngày 05.12.2026",
    ),
    "Báo cáo từ ngày 01.01.2026 đến ngày 05.12.2026.pdf": (
        "",
        None,
        "BC",
        "Báo cáo từ ngày 01.01.2026 đến ngày 05.12.2026",
    ),
    "Ảnh hội nghị ngày 05.12.2026.jpg": ("", None, "", "Ảnh hội nghị ngày 05.12.2026"),
    "BC 6 THANG DAU NAM.docx": ("", None, "BC", "BC 6 THANG DAU NAM"),
    "12-BC-CCHC.pdf": ("", None, "BC", "12 BC CCHC"),
    "12-BC-SNV-CCHC.pdf": ("", None, "BC", "12 BC SNV CCHC"),
    "12-HD-SNV.pdf": ("", None, "", "12 HD SNV"),
    "12-BC-SXYD.pdf": ("", None, "BC", "12 BC SXYD"),
    "12-BC-SNV ngày 35.12.2026.pdf": ("12/BC-SNV", None, "BC", "Ngày 35.12.2026"),
    "TC 1.1.2.pdf": ("", None, "", ""),
    "scan_20261205_0001.pdf": ("", None, "", ""),
    "IMG_20261205.jpg": ("", None, "", ""),
    "Scan 2026-12-05 10.30.pdf": ("", None, "", ""),
    "5.pdf": ("", None, "", ""),
    "": ("", None, "", ""),
    "Báo cáo 12-BC-SNV ngày 05.12.2026 và ngày 06.12.2026.pdf": (
        "12/BC-SNV",
        None,
        "BC",
        "Báo cáo ngày 05.12.2026 và ngày 06.12.2026",
    ),
    "12-BC-SNV về Quyết định ngày 05.12.2026.pdf": (
        "12/BC-SNV",
        None,
        "BC",
        "Về Quyết định ngày 05.12.2026",
    ),
    "12-BC-SNV và 13-KH-SNV ngày 05.12.2026.pdf": (
        "12/BC-SNV",
        None,
        "BC",
        "Và 13-KH-SNV ngày 05.12.2026",
    ),
    "12-BC-SNV 05.12.2026 ngày 05.12.2026.pdf": ("12/BC-SNV", DAY, "BC", ""),
    "CV-123-SNV-CCHC.pdf": ("123/SNV-CCHC", None, "CV", ""),
    "CV 123-SNV CCHC.pdf": ("", None, "CV", "CV 123-SNV CCHC"),
    "CV 123-ABOUT.pdf": ("", None, "CV", "CV 123-ABOUT"),
    "Công văn 123-UBND-TH.pdf": ("123/UBND-TH", None, "CV", ""),
    "123-SNV-CCHC.pdf": ("", None, "", "123 SNV CCHC"),
    "TC-12-SNV.pdf": ("", None, "", ""),
    "BC-số-12-SNV.pdf": ("12/BC-SNV", None, "BC", ""),
    "Báo cáo 12-KH-SNV.pdf": ("", None, "BC", "Báo cáo 12-KH-SNV"),
    "Quyết định 12-QD-SXD.pdf": ("12/QĐ-SXD", None, "QĐ", ""),
    "12-QD-SNDT.pdf": ("", None, "QĐ", "12 QD SNDT"),
    "12-bc-abc.pdf": ("", None, "", "12 bc abc"),
    "12-BC-SNV SNV.pdf": ("12/BC-SNV", None, "BC", ""),
    "a/b/12-BC-SNV.pdf": ("12/BC-SNV", None, "BC", ""),
    "a\\12-BC-SNV.pdf": ("12/BC-SNV", None, "BC", ""),
    "05-KL-TU.pdf": ("", None, "", "05 KL TU"),
    "05-HD-ĐU.pdf": ("05-HD/ĐU", None, "HD", ""),
    "2026.pdf": ("", None, "", ""),
    "KH cải cách quý IV.pdf": ("", None, "KH", "KH cải cách quý IV"),
    "GM họp giao ban.pdf": ("", None, "", "GM họp giao ban"),
}


@pytest.mark.parametrize("name", NAMES)
def test_names(name):
    """What a file's name says is taken, what it may say is not."""
    for form in ("NFC", "NFD"):
        found = guess(unicodedata.normalize(form, name))
        got = (found.number, found.date, found.type_code, found.subject)
        assert got == NAMES[name]
        assert found.sure == frozenset()


STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
REPORT = (
    "BÁO CÁO",
    "Kết quả công tác cải cách hành chính",
    "năm 2026 của Sở Nội vụ",
    "Thực hiện Kế hoạch số 1/KH-UBND ngày 05 tháng 01 năm 2026 của UBND tỉnh,",
    "Sở Nội vụ báo cáo như sau:",
)
REPORT_SUBJECT = "Kết quả công tác cải cách hành chính năm 2026 của Sở Nội vụ"
REPORT_GUESS = ("12/BC-SNV", DAY, "BC", REPORT_SUBJECT, "Sở Nội vụ")


def _after(number="Số: 12/BC-SNV", day="Mẫu, ngày 05 tháng 12 năm 2026", body=REPORT, left=None):
    """The left column, then the right one."""
    left = left or ("UBND TỈNH MẪU", "SỞ NỘI VỤ")
    return "\n".join((*left, number, STATE, MOTTO, day, *body))


TEXTS = {
    "one column after the other": (_after(), REPORT_GUESS),
    "line by line": (
        "\n".join(
            (
                f"UBND TỈNH MẪU {STATE}",
                f"SỞ NỘI VỤ {MOTTO}",
                "Số: 12/BC-SNV Thành phố Mẫu, ngày 05 tháng 12 năm 2026",
                *REPORT,
            )
        ),
        REPORT_GUESS,
    ),
    "right column first": (
        "\n".join(
            (
                STATE,
                MOTTO,
                "Mẫu, ngày 05 tháng 12 năm 2026",
                "UBND TỈNH MẪU",
                "SỞ NỘI VỤ",
                "Số: 12/BC-SNV",
                *REPORT,
            )
        ),
        REPORT_GUESS,
    ),
    "blank lines and rules": (
        _after(body=("BÁO CÁO", "Kết quả công tác", "____", "Sở Nội vụ báo cáo")).replace(
            "\n", "\n \n"
        ),
        ("12/BC-SNV", DAY, "BC", "Kết quả công tác", "Sở Nội vụ"),
    ),
    "narrow right column": (
        _after(day="Mẫu, ngày 05 tháng 12 năm\n2026")
        .replace("CHỦ NGHĨA", "CHỦ\nNGHĨA")
        .replace("Tự do -", "Tự do -\n"),
        REPORT_GUESS,
    ),
    "scanned, spaces astray": (
        _after("S ố : 12 / BC - SNV", "Mẫu , ngày  0 5  tháng 12 năm 20 26").replace(
            "BÁO CÁO", "B Á O  C Á O"
        ),
        REPORT_GUESS,
    ),
    "scanned, without diacritics": (
        (
            "UBND TINH MAU\nSO NOI VU\nSo: 12/QD-SNV\nCONG HOA XA HOI CHU NGHIA VIET NAM\n"
            "Doc lap - Tu do - Hanh phuc\nMau, ngay 05 thang 12 nam 2026\nQUYET DINH\n"
            "Ve viec ban hanh Ke hoach\nGIAM DOC SO NOI VU\nCan cu Luat"
        ),
        ("12/QĐ-SNV", DAY, "QĐ", "Ve viec ban hanh Ke hoach", "Sở Nội vụ"),
    ),
    "dispatch": (
        "\n".join(
            (
                f"UBND TỈNH MẪU {STATE}",
                f"SỞ NỘI VỤ {MOTTO}",
                "Số: 123/SNV-CCHC Hà Nội, ngày 05 tháng 12 năm 2026",
                "V/v triển khai nhiệm vụ",
                "cải cách hành chính năm 2026",
                "Kính gửi: Các sở, ban, ngành.",
                "Thực hiện Kế hoạch số 1/KH-UBND",
            )
        ),
        (
            "123/SNV-CCHC",
            DAY,
            "CV",
            "Triển khai nhiệm vụ cải cách hành chính năm 2026",
            "Sở Nội vụ",
        ),
    ),
    "dispatch, subject beside the day": (
        "\n".join(
            (
                "UBND TỈNH MẪU",
                "SỞ NỘI VỤ",
                "Số: 123/SNV-CCHC",
                "V/v triển khai nhiệm vụ",
                STATE,
                MOTTO,
                "Hà Nội, ngày 05 tháng 12 năm 2026",
                "Kính gửi: Các sở.",
            )
        ),
        ("123/SNV-CCHC", DAY, "CV", "Triển khai nhiệm vụ", "Sở Nội vụ"),
    ),
    "decision of a people's committee": (
        _after(
            "Số: 1234/QĐ-UBND",
            body=(
                "QUYẾT ĐỊNH",
                "Về việc ban hành Kế hoạch cải cách hành chính",
                "năm 2026",
                "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH",
                "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
                "QUYẾT ĐỊNH:",
            ),
            left=("ỦY BAN NHÂN DÂN", "TỈNH MẪU"),
        ),
        (
            "1234/QĐ-UBND",
            DAY,
            "QĐ",
            "Về việc ban hành Kế hoạch cải cách hành chính năm 2026",
            "Ủy ban nhân dân tỉnh Mẫu",
        ),
    ),
    "legal document with its year": (
        _after(
            "Số: 10/2026/QĐ-UBND",
            body=("QUYẾT ĐỊNH", "Ban hành quy định mẫu"),
            left=("UBND XÃ MẪU",),
        ),
        ("10/2026/QĐ-UBND", DAY, "QĐ", "Ban hành quy định mẫu", "UBND xã Mẫu"),
    ),
    "proposal with a salutation": (
        _after(
            "Số: 15/TTr-SNV", body=("TỜ TRÌNH", "Về việc phê duyệt đề án", "Kính gửi: UBND tỉnh.")
        ),
        ("15/TTr-SNV", DAY, "TTr", "Về việc phê duyệt đề án", "Sở Nội vụ"),
    ),
    "subject in capitals": (
        _after(body=("BÁO CÁO", "KẾT QUẢ CẢI CÁCH", "HÀNH CHÍNH", "Thực hiện nhiệm vụ được giao,")),
        ("12/BC-SNV", DAY, "BC", "KẾT QUẢ CẢI CÁCH HÀNH CHÍNH", "Sở Nội vụ"),
    ),
    "subject in the heading's line": (
        _after("Số: 12/KH-SNV", body=("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026", "I. MỤC ĐÍCH")),
        ("12/KH-SNV", DAY, "KH", "CẢI CÁCH HÀNH CHÍNH NĂM 2026", "Sở Nội vụ"),
    ),
    "number and day left blank": (
        _after("Số:      /BC-SNV", "Mẫu, ngày     tháng 12 năm 2026"),
        ("", None, "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "party's number": (
        _after("Số 05-NQ/TU", body=("NGHỊ QUYẾT", "Về cải cách hành chính"), left=("TỈNH ỦY MẪU",)),
        ("05-NQ/TU", DAY, "NQ", "Về cải cách hành chính", "TỈNH ỦY MẪU"),
    ),
    "office of a committee": (
        _after(
            "Số: 9/TB-VPUBND",
            body=("THÔNG BÁO", "Kết luận cuộc họp"),
            left=("UBND TỈNH MẪU", "VĂN PHÒNG"),
        ),
        ("9/TB-VPUBND", DAY, "TB", "Kết luận cuộc họp", "VĂN PHÒNG"),
    ),
    "type and number at odds": (
        _after("Số: 12/KH-SNV"),
        ("12/KH-SNV", DAY, "", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "no subject": (
        _after(body=("BÁO CÁO", "I. TÌNH HÌNH CHUNG", "1. Công tác chỉ đạo")),
        ("12/BC-SNV", DAY, "BC", "", "Sở Nội vụ"),
    ),
    "body at once": (
        _after(
            body=(
                "BÁO CÁO",
                "Thực hiện Kế hoạch số 1/KH-UBND ngày 05 tháng 01 năm 2026, Sở báo cáo.",
            )
        ),
        ("12/BC-SNV", DAY, "BC", "", "Sở Nội vụ"),
    ),
    "word run into the number": (
        _after("Số: 12/BC-SNVMẫu, ngày 05 tháng 12 năm 2026", day=""),
        ("", DAY, "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "two days at the top": (
        _after(day="Mẫu, ngày 05 tháng 12 năm 2026\nĐẾN ngày 06 tháng 12 năm 2026"),
        ("12/BC-SNV", None, "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "a day that is none": (
        _after(day="Mẫu, ngày 31 tháng 11 năm 2026"),
        ("12/BC-SNV", None, "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "second page of a report": (
        (
            "của Sở Nội vụ theo Kế hoạch số 1/KH-UBND ngày 05 tháng 01 năm 2026 của tỉnh.\n"
            "Số hồ sơ đã giải quyết: 12/15.\n2. Kết quả"
        ),
        ("", None, "", "", ""),
    ),
    "a letter": ("Kính gửi: Ông A\nCông văn số 12/SNV-CCHC ngày 5 tháng 1 năm 2026", ("",) * 5),
    "no text": ("", ("",) * 5),
}


LONG = "Kết quả công tác"
DISPATCH = ("Số: 12/SNV-CCHC", STATE, MOTTO)
TEXTS |= {
    "a subject of six lines": (
        _after(body=("BÁO CÁO", *["Về việc của"] * 6, "I. TÌNH HÌNH")),
        ("12/BC-SNV", DAY, "BC", " ".join(["Về việc của"] * 6), "Sở Nội vụ"),
    ),
    "a subject of seven lines": (
        _after(body=("BÁO CÁO", *["Về việc của"] * 7, "I. TÌNH HÌNH")),
        ("12/BC-SNV", DAY, "BC", "", "Sở Nội vụ"),
    ),
    "a dispatch's subject of six lines": (
        "\n".join((*DISPATCH, "V/v một", *["hai"] * 5, "Kính gửi: Sở A")),
        ("12/SNV-CCHC", None, "CV", "Một hai hai hai hai hai", ""),
    ),
    "a dispatch's subject of seven lines": (
        "\n".join((*DISPATCH, "V/v một", *["hai"] * 6, "Kính gửi: Sở A")),
        ("12/SNV-CCHC", None, "", "", ""),
    ),
    "a dispatch without anybody": (
        "\n".join((*DISPATCH, "V/v một", "hai")),
        ("12/SNV-CCHC", None, "", "", ""),
    ),
    "a subject's line as long as any": (
        _after(body=("BÁO CÁO", LONG.ljust(119, "x") + "y", "I. TÌNH HÌNH")),
        ("12/BC-SNV", DAY, "BC", LONG.ljust(119, "x") + "y", "Sở Nội vụ"),
    ),
    "a paragraph behind the heading": (
        _after(body=("BÁO CÁO", LONG.ljust(120, "x") + "y", "I. TÌNH HÌNH")),
        ("12/BC-SNV", DAY, "BC", "", "Sở Nội vụ"),
    ),
    "a sentence behind the heading": (
        _after(body=("BÁO CÁO", "Sở Nội vụ báo cáo.", "I. TÌNH HÌNH")),
        ("12/BC-SNV", DAY, "BC", "", "Sở Nội vụ"),
    ),
    "a subject that begins like a body": (
        _after(body=("BÁO CÁO", "Thực hiện nhiệm vụ năm 2026", "I. TÌNH HÌNH")),
        ("12/BC-SNV", DAY, "BC", "Thực hiện nhiệm vụ năm 2026", "Sở Nội vụ"),
    ),
    "a subject that names a document": (
        _after(body=("BÁO CÁO", "Kết quả thực hiện Kế hoạch số 1/KH-UBND", "I. TÌNH HÌNH")),
        ("12/BC-SNV", DAY, "BC", "Kết quả thực hiện Kế hoạch số 1/KH-UBND", "Sở Nội vụ"),
    ),
    "a body without a reference": (
        _after(body=("BÁO CÁO", "Kết quả", "Theo chỉ đạo của cấp trên")),
        ("12/BC-SNV", DAY, "BC", "Kết quả", "Sở Nội vụ"),
    ),
    "capitals behind a subject": (
        _after(body=("QUYẾT ĐỊNH", "Về việc mẫu của", "CHỦ TỊCH UBND", "xã Mẫu")),
        ("12/BC-SNV", DAY, "", "Về việc mẫu của", "Sở Nội vụ"),
    ),
    "other capitals behind a subject": (
        _after(body=("BÁO CÁO", "Kết quả của", "CCHC", "năm 2026")),
        ("12/BC-SNV", DAY, "BC", "Kết quả của", "Sở Nội vụ"),
    ),
    "a line that goes on with a name": (
        _after(body=("BÁO CÁO", "Kết quả công tác của", "Sở Nội vụ", "Tỉnh Mẫu")),
        ("12/BC-SNV", DAY, "BC", "Kết quả công tác của Sở Nội vụ", "Sở Nội vụ"),
    ),
    "the office's number with a letter": (
        _after("Số: 12A/BC-SNV"),
        ("12a/BC-SNV", DAY, "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "a number without its type": (
        _after("Số: 12/SNV", body=("BÁO CÁO", "Kết quả")),
        ("12/SNV", DAY, "BC", "Kết quả", "Sở Nội vụ"),
    ),
    "a symbol of two types": (
        "UBND TINH MAU\nSO NOI VU\nSo: 12/HD-SNV\nCONG HOA XA HOI CHU NGHIA VIET NAM\n",
        ("", None, "", "", "Sở Nội vụ"),
    ),
    "a symbol of one word, without diacritics": (
        "UBND TINH MAU\nSO NOI VU\nSo: 12/SNV\nCONG HOA XA HOI CHU NGHIA VIET NAM\n",
        ("", None, "", "", "Sở Nội vụ"),
    ),
    "a party's number that may be of two types": (
        "TINH UY MAU\nSo 05-HD/TU\nDANG CONG SAN VIET NAM\n",
        ("", None, "", "", ""),
    ),
    "a party's guideline": (
        _after("Số 05-HD/TU", body=("HƯỚNG DẪN", "Về mẫu"), left=("TỈNH ỦY MẪU",)),
        ("05-HD/TU", DAY, "HD", "Về mẫu", "TỈNH ỦY MẪU"),
    ),
    "another document's number beside the motto": (
        _after(number="Theo Số: 9/KH-UBND\nSố: 12/BC-SNV"),
        ("12/BC-SNV", DAY, "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "a number behind the letterhead": (
        _after(number="SỞ NỘI VỤ Số: 12/BC-SNV", left=("UBND TỈNH MẪU",)),
        ("12/BC-SNV", DAY, "BC", REPORT_SUBJECT, "UBND tỉnh Mẫu"),
    ),
    "a small s": (
        _after(number="số: 12/BC-SNV"),
        ("", DAY, "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "the first year": (
        _after(day="Mẫu, ngày 02 tháng 9 năm 1945"),
        ("12/BC-SNV", datetime.date(1945, 9, 2), "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "before the first year": (
        _after(day="Mẫu, ngày 02 tháng 9 năm 1944"),
        ("12/BC-SNV", None, "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "the last year": (
        _after(day="Mẫu, ngày 02 tháng 9 năm 2100"),
        ("12/BC-SNV", datetime.date(2100, 9, 2), "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "after the last year": (
        _after(day="Mẫu, ngày 02 tháng 9 năm 2101"),
        ("12/BC-SNV", None, "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "a day below the heading": (
        _after(day="", body=("BÁO CÁO", "Kết quả", "Mẫu, ngày 05 tháng 12 năm 2026")),
        ("12/BC-SNV", DAY, "BC", "Kết quả", "Sở Nội vụ"),
    ),
    "a day in a sentence below the heading": (
        _after(day="", body=("BÁO CÁO", "Kết quả", "Họp tại Mẫu, ngày 05 tháng 12 năm 2026 xong")),
        ("12/BC-SNV", None, "BC", "Kết quả", "Sở Nội vụ"),
    ),
    "a heading that introduces": (
        _after(body=("BÁO CÁO:", "Kết quả")),
        ("12/BC-SNV", DAY, "BC", "", "Sở Nội vụ"),
    ),
    "an issuer over two lines": (
        _after(left=("UBND TỈNH MẪU", "BAN CHỈ ĐẠO", "CẢI CÁCH HÀNH CHÍNH")),
        ("12/BC-SNV", DAY, "BC", REPORT_SUBJECT, "BAN CHỈ ĐẠO CẢI CÁCH HÀNH CHÍNH"),
    ),
    "an issuer that an organ's word goes on": (
        _after(left=("VĂN PHÒNG", "UBND TỈNH MẪU")),
        ("12/BC-SNV", DAY, "BC", REPORT_SUBJECT, "VĂN PHÒNG UBND TỈNH MẪU"),
    ),
    "small letters above the number": (
        _after(left=("Bản chính", "*SỞ NỘI VỤ*", "Dự thảo")),
        ("12/BC-SNV", DAY, "BC", REPORT_SUBJECT, "Sở Nội vụ"),
    ),
    "a council without diacritics": (
        "UBND TINH MAU\nSo: 12/QD-UBND\nCONG HOA XA HOI CHU NGHIA VIET NAM\n",
        ("12/QĐ-UBND", None, "QĐ", "", "UBND TINH MAU"),
    ),
    "a motto and no state": (
        f"SỞ NỘI VỤ\nSố: 12/BC-SNV\n{MOTTO}\nBÁO CÁO\nKết quả",
        ("12/BC-SNV", None, "BC", "Kết quả", ""),
    ),
    "a dispatch beside a city's day": (
        "\n".join(
            (
                f"SỞ NỘI VỤ {STATE}",
                "Số: 123/SNV-CCHC",
                "V/v triển khai TP. Mẫu, ngày 05 tháng 12 năm 2026",
                f"nhiệm vụ {MOTTO}",
                "Kính gửi: Các sở.",
            )
        ),
        ("123/SNV-CCHC", DAY, "CV", "Triển khai nhiệm vụ", "Sở Nội vụ"),
    ),
    "a salutation above the heading": (
        _after(body=("Kính gửi: Sở A", "BÁO CÁO", "Kết quả")),
        ("12/BC-SNV", DAY, "BC", "", "Sở Nội vụ"),
    ),
}
# So far down a letterhead reaches, and so far a heading is looked for.
for lines in (22, 23):
    TEXTS[f"{lines} lines above the number"] = (
        "\n".join((STATE, MOTTO, *["a"] * lines, "Số: 12/BC-SNV")),
        ("12/BC-SNV" if lines == 22 else "", None, "BC" if lines == 22 else "", "", ""),
    )
for lines in (57, 58):
    TEXTS[f"{lines} lines above the heading"] = (
        "\n".join((STATE, MOTTO, *["a"] * lines, "BÁO CÁO", "Kết quả")),
        ("", None, "BC" if lines == 57 else "", "", ""),
    )


@pytest.mark.parametrize("case", TEXTS)
def test_texts(case):
    """What stands in its place on the first page is taken, and nothing from the body."""
    text, expected = TEXTS[case]
    for form in ("NFC", "NFD"):
        found = guess("scan.pdf", unicodedata.normalize(form, text))
        got = (found.number, found.date, found.type_code, found.subject, found.issuer)
        assert got == tuple(
            value or (None if index == 1 else "") for index, value in enumerate(expected)
        )
        assert found.sure == {
            field
            for field in ("number", "date", "type_code", "subject", "issuer")
            if getattr(found, field)
        }


def test_name_fills_what_the_text_leaves_open():
    """A stamped number, which the text doesn't have, is taken from the name, as an offer."""
    text, _expected = TEXTS["number and day left blank"]
    found = guess("12-BC-SNV ngày 05.12.2026.pdf", text)
    assert (found.number, found.date) == ("12/BC-SNV", DAY)
    assert found.sure == {"type_code", "subject", "issuer"}


def test_text_goes_before_the_name():
    """Where name and text are at odds, the text is offered, but not as sure."""
    found = guess("99-KH-SNV ngày 01.02.2026.pdf", TEXTS["line by line"][0])
    assert (found.number, found.date, found.type_code) == ("12/BC-SNV", DAY, "BC")
    assert found.sure == {"subject", "issuer"}
    assert "number" in guess("012-BC-SNV.pdf", TEXTS["line by line"][0]).sure


def test_types_are_known_by_name():
    """Each type of the decree is recognized as a heading, and its abbreviation in a number."""
    for kind in DOCUMENT_TYPES:
        heading = guess("", _after("Số:", body=(kind.vietnamese.upper(), "Về việc mẫu")))
        assert heading.type_code == kind.code
        assert guess("", _after(f"Số: 12/{kind.code}-SNV", body=())).type_code == kind.code


@given(st.text(), st.text())
@example("", "")
@example("." * 300, "\n" * 300)
def test_nonsense_is_no_trouble(name, text):
    """Whatever a name or a text holds, something comes back."""
    assert guess(name, text).sure <= {"number", "date", "type_code", "subject", "issuer"}


@given(st.permutations([line for text, _expected in TEXTS.values() for line in text.splitlines()]))
def test_shuffled_lines_give_no_foreign_number(lines):
    """However the lines of documents are mixed, a number is one that a line has as its own."""
    text = "\n".join(lines[:40])
    number = guess("scan.pdf", text).number
    assert number != "1/KH-UBND"


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("2.1.4 Kế hoạch tuyên truyền.pdf", "2.1.4", ("", None, "KH", "Kế hoạch tuyên truyền")),
        ("3.2 Báo cáo số 7-BC-SNV ngày 05.11.2031.pdf", "3.2", ("7/BC-SNV", datetime.date(2031, 11, 5), "BC", "")),
        ("1.2.2 45-KH-SNV Kế hoạch năm.pdf", "1.2.2", ("45/KH-SNV", None, "KH", "Kế hoạch năm")),
        ("4.1.3 QĐ 88-QĐ-UBND.pdf", "4.1.3", ("88/QĐ-UBND", None, "QĐ", "")),
        ("20310520_77_QĐ-UBND.pdf", "", ("77/QĐ-UBND", datetime.date(2031, 5, 20), "QĐ", "")),
        ("BC 45 CCHC quy 2.signed.pdf", "", ("", None, "BC", "")),
        ("TC 5.2 Quyết định phân công.pdf", "5.2", ("", None, "QĐ", "Quyết định phân công")),
        ("5.12-KH-SNV.pdf", "", ("12/KH-SNV", None, "KH", "")),
    ],
)  # fmt: skip
def test_a_criterions_code_before_the_name_is_no_part_of_it(name, code, said):
    """The code says which criterion the file proves; type, number, day and subject are what follows it."""
    found = read_name(name)
    assert criterion_code(name) == code
    assert (found["number"], found["date"], found["type_code"], found["subject"]) == said


def test_names_and_texts_of_old_fonts_are_read():
    assert guess("B¸o c¸o kÕt qu¶ c«ng t¸c.pdf").subject == "Báo cáo kết quả công tác"
    assert guess("Baùo caùo keát quaû coâng taùc.pdf").type_code == "BC"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("316/KH-SNV", "KH"),
        ("12/2031/QĐ-UBND", "QĐ"),
        ("45-NQ/TU", "NQ"),
        ("7/TTr-SNV", "TTr"),
        ("99/SNV-CCHC", ""),
        ("3/TC-SNV", "TC"),
        ("12/HD-SNV", "HD"),
        ("", ""),
        ("12", ""),
        ("KH-SNV", ""),
    ],
)
def test_a_number_says_its_type(number, code):
    """As the decree writes numbers, the type stands behind the number; a dispatch has none."""
    assert type_of_number(number) == code


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("1.1.1 Kế hoạch cải cách", ["1.1.1"]),
        ("1.1.1", ["1.1.1"]),
        ("2.1. Thể chế", ["2.1"]),
        ("TC 3.2", ["3.2"]),
        ("TLKC 2026/1.1.1 Kế hoạch/bản quét", ["1.1.1"]),
        ("1.1 Chung/1.1.2 Riêng", ["1.1.2", "1.1"]),
        ("TLKC\\4.2 Hồ sơ", ["4.2"]),
        # folders by the day
        ("TLKC/01.02.2026", []),
        ("1.2.2026", []),
        ("1.1.1 Kế hoạch/05.11.2025", ["1.1.1"]),
        ("1.1.1 Kế hoạch/05-11-2025 họp", ["1.1.1"]),
        ("Báo cáo", []),
        ("2026", []),
        ("", []),
    ],
)
def test_the_codes_that_folders_are_named_by(path, codes):
    """The innermost folder that has one comes first; a day is none."""
    assert list(folder_codes(path)) == codes


def test_a_day_before_a_name_is_no_code():
    """A scanner names files by the day."""
    assert criterion_code("01.02.2026 Báo cáo.pdf") == criterion_code("1.2.2026.pdf") == ""
    assert criterion_code("1.2.20 Báo cáo.pdf") == "1.2.20"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kế hoạch CCHC của đơn vị", "KH"),
        ("báo cáo", "BC"),
        ("KẾ HOẠCH năm", "KH"),
        ("Báo cáo viên", "BC"),
        ("Bảng tổng hợp", ""),
        ("Kế hoạchh", ""),
        ("", ""),
    ],
)
def test_the_type_that_a_text_begins_with(text, code):
    assert named_type(text) == code
