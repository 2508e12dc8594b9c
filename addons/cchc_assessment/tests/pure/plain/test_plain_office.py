"""How far away a target lies, and what kind of field an instruction makes."""

import pytest

from core.plain.office import field_name, reach_of

HERE = [
    "Normal.dotm",
    "media/image1.png",
    "file:///C:\\Users\\an\\AppData\\Normal.dotm",
    "file:///C:/Users/an/Normal.dotm",
    "file://C:/a.dotm",
    "file:C:/a.dotm",
    "C:\\a.dotm",
    "/C:/a.dotm",
    "file:///home/an/a.dotm",
    "file:///D:%5CM%E1%BA%ABu%5Ca.dotm",
]
NEAR = [
    "\\\\srv\\mau\\a.dotm",
    "//srv/a.dotm",
    "file://srv/a.dotm",
    "file:///\\\\srv\\mau\\a.dotm",
    "file:////srv/a.dotm",
    "http://srv/a.dotm",
    "https://10.1.2.3/a",
    "\\\\192.168.1.5\\a",
    "http://[fd00::1]/a",
    "http://localhost/a",
]
FAR = [
    "http://example.vn/a",
    "HTTPS://example.vn",
    "https://an@example.vn/",
    "\\\\example.vn\\a",
    "\\\\example.vn@80\\a",
    "file://example.vn/a",
    "file:///\\\\example.vn\\a",
    "//8.8.8.8/a",
    "http://134744072/a",
    "http://0x08080808/a",
    "//./pipe/a",
    "mhtml:http://srv/a!x-usc:http://srv/a",
    "ms-word:ofe|u|http://srv/a",
    "javascript:1",
    "http://[::1",
    "http:///a",
    "%68ttp://example.vn",
]


@pytest.mark.parametrize(
    ("target", "reach"),
    [(t, "here") for t in HERE] + [(t, "near") for t in NEAR] + [(t, "far") for t in FAR],
)
def test_how_far_a_target_lies(target, reach):
    """On this machine, in the office's network, or anywhere in the world: however it is written."""
    assert reach_of(target) == reach
    assert reach_of(f"  {target}") == reach


@pytest.mark.parametrize(
    ("instruction", "name"),
    [
        (" PAGE \\* MERGEFORMAT", "PAGE"),
        ("ddeauto c:\\a", "DDEAUTO"),
        ('DDE"a"', "DDE"),
        ("=SUM(A1)", "="),
        ("", ""),
        ("\ufffc a", ""),
        ("INCL\ufffcUDE", ""),
    ],
)
def test_what_kind_of_field_an_instruction_makes(instruction, name):
    """Its first word; none where another field would say it."""
    assert field_name(instruction) == name
