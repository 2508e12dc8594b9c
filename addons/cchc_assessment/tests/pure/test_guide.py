"""Wherever "Hướng dẫn" leads to is in the guide."""

import re
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2]
PAGE = (ADDON / "static/guide/index.html").read_text(encoding="utf-8")
CODE = (ADDON / "static/src/guide/guide.js").read_text(encoding="utf-8")


def test_every_screen_leads_to_a_chapter():
    anchors = re.findall(r'id="([\w-]+)"', PAGE)
    named = set(re.findall(r'"((?:cong-chuc|lanh-dao|thanh-vien|thu-ky|quan-tri)[\w-]*)"', CODE))
    assert len(named) > 10
    assert len(anchors) == len(set(anchors))
    assert named <= set(anchors)


def test_the_contents_name_every_chapter():
    assert re.findall(r'<h2 id="([\w-]+)"', PAGE) == re.findall(r'<a href="#([\w-]+)"', PAGE)


def test_pictures_are_there_and_told_to_who_does_not_see_them():
    pictures = re.findall(
        r'<img src="(images/[\w-]+\.png)" width="\d+" height="\d+" alt="(.+?)"', PAGE
    )
    assert len(pictures) == PAGE.count("<img ") > 3
    kept = {f"images/{path.name}" for path in (ADDON / "static/guide/images").iterdir()}
    assert {picture for picture, _alternative in pictures} == kept
