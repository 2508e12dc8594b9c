"""A workbook that is sent with its documents leads to them."""

import io
import zipfile
from dataclasses import replace

from appendix_fixtures import LEAF, write
from openpyxl import load_workbook

from core.package.relink import find_addresses, relink
from core.workbook.appendix.writer import Document

PATH = "TLKC/01. 1.1.1 Kế hoạch & [mới]/báo cáo {1}.pdf"


def test_links_lead_into_the_package_and_nothing_else_changes():
    """Links to packed documents become relative, others stay, and each cell is as it was."""
    documents = [
        Document("Báo cáo", "https://cchc.example.vn/cchc/evidence/7"),
        Document("Kế hoạch", "https://cchc.example.vn/cchc/evidence/8"),
        Document("Khác", "https://example.vn/evidence/7"),
    ]
    before = write(rows=[replace(LEAF, evidence=documents)]).content
    after = relink(before, {7: PATH})
    assert _links(after) == [
        "TLKC/01.%201.1.1%20Kế%20hoạch%20&%20%5Bmới%5D/báo%20cáo%20%7B1%7D.pdf",
        *(document.url for document in documents[1:]),
    ]
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert old.namelist() == new.namelist()
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert changed == ["xl/worksheets/_rels/sheet1.xml.rels"]


def test_links_lead_to_another_address():
    """What has no path leads to the address that is given, with its number; what is not ours stays."""
    documents = [
        Document("Báo cáo", "http://localhost:8069/cchc/evidence/7"),
        Document("Kế hoạch", "https://cu.example.vn/odoo/cchc/evidence/8"),
        Document("Khác", "https://example.vn/evidence/7"),
        Document("Nữa", "https://cu.example.vn/cchc/evidence/9?a=1"),
    ]
    before = write(rows=[replace(LEAF, evidence=documents)]).content
    assert find_addresses(before) == {"http://localhost:8069", "https://cu.example.vn/odoo"}
    after = relink(before, {7: "TLKC/7.pdf"}, "https://moi.example.vn")
    assert _links(after) == [
        "TLKC/7.pdf",
        "https://moi.example.vn/cchc/evidence/8",
        *(document.url for document in documents[2:]),
    ]
    assert find_addresses(after) == {"https://moi.example.vn"}
    assert find_addresses(relink(before, {7: "7.pdf", 8: "8.pdf"})) == set()


def _links(workbook):
    return [
        cell.hyperlink.target
        for row in load_workbook(io.BytesIO(workbook)).active.iter_rows()
        for cell in row
        if cell.hyperlink
    ]


def test_entities_of_a_relation_are_not_followed(tmp_path):
    """A part that names a file of the server, or a text that grows, is passed on as it is."""
    secret = tmp_path / "secret"
    secret.write_text("mật khẩu", encoding="utf-8")
    part = "xl/worksheets/_rels/sheet1.xml.rels"
    declared = (
        f'<!DOCTYPE r [<!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY text "grown">]>'
        "<Relationships><Relationship>&file;&text;</Relationship></Relationships>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(part, declared)
    with zipfile.ZipFile(io.BytesIO(relink(stream.getvalue(), {}))) as archive:
        written = archive.read(part).decode()
    assert "<Relationship>&file;&text;</Relationship>" in written
    assert "mật khẩu" not in written
