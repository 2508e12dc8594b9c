"""What the set-up says where something of the machine is missing."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from runtime import (
    archive,
    console,
    debian,
    files,
    instance,
    logcheck,
    paths,
    plainfiles,
    postgres,
    virtualenv,
)

PACKAGE = b"Package: nothing\nVersion: 1\nArchitecture: all\nFilename: nothing.deb\nSize: 1\n\n"


def test_without_useradd(monkeypatch, tmp_path):
    """On a machine that has neither useradd nor apt-get, one sentence holds every way out."""
    console.open_log("commands")
    monkeypatch.setattr(postgres, "SYSTEM_USER", "cchc-nobody-yet")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "PROGRAMS", "")
    with pytest.raises(console.Failure) as refusal:
        postgres._system_user()
    sentence = str(refusal.value)
    for way in ("apt-get install passwd", "useradd --system", "cchc-nobody-yet", "PGHOST"):
        assert way in sentence


def test_without_python(tmp_path):
    """A new machine has neither Python nor a list of packages: the sentence begins with reading that."""
    answer = subprocess.run(
        [paths.SCRIPT / "server"],
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(tmp_path / "python3")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "apt-get update && apt-get install python3 python3-venv" in answer.stderr


def test_without_ensurepip(monkeypatch, tmp_path):
    """Debian's Python lacks it until its package is installed; another Python is not mended by Debian."""
    console.open_log("commands")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(virtualenv.importlib.util, "find_spec", lambda name: None)
    for prefix, way in (("/usr", debian.by_hand("python3.")), ("/opt/python", "PYTHON=")):
        monkeypatch.setattr(sys, "base_prefix", prefix)
        with pytest.raises(console.Failure, match=way):
            virtualenv._require_ensurepip()


def test_what_is_there_waits_for_nobody(monkeypatch, tmp_path):
    """While another environment is being built, for minutes, whoever has an own one goes on."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    built = []

    def build(environment, *_what):
        built.append(environment.folder)
        for path in (environment.python, environment.folder / virtualenv.COMPLETE):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    monkeypatch.setattr(virtualenv, "_build", build)
    monkeypatch.setattr(archive, "_build", built.append)
    monkeypatch.delenv("ODOO_HOME", raising=False)
    makers = (virtualenv.ensure, instance.runtime)
    ready = [make() for make in makers]
    # Odoo, an environment with it and one without
    assert len(built) == 3
    with ThreadPoolExecutor() as pool, files.setting_up():
        again = [pool.submit(make) for make in makers]
        found = [each.result(timeout=60) for each in again]
    assert found[0].folder == ready[0].folder
    assert found[1].environment.folder == ready[1].environment.folder
    assert len(built) == 3


def test_mirrors_by_lists_of_our_own(tmp_path):
    """Where apt has read no lists yet, none of its archives is told; with lists of our own they are."""
    console.open_log("commands")
    empty = tmp_path / "lists" / "partial"
    empty.mkdir(parents=True)
    assert archive._mirrors([f"-oDir::State::Lists={empty.parent}"]) == []
    assert archive._mirrors()


def test_without_a_debian_mirror(monkeypatch, tmp_path):
    """On a machine that is not Debian, as Ubuntu: what to type is an Odoo of one's own."""
    console.open_log("commands")
    _let_apt_know_only(tmp_path / "archive", tmp_path, monkeypatch)
    with pytest.raises(console.Failure, match=r"knows none.*ODOO_HOME=/path/to/odoo script/server"):
        archive._Apt(tmp_path / "ours").update()


def test_what_apt_finds_wrong_is_said(monkeypatch, tmp_path):
    """A mirror without the suite, or one whose lists have expired by this machine's clock."""
    console.open_log("commands")
    _let_apt_know_only(tmp_path / "debian", tmp_path, monkeypatch)
    with pytest.raises(console.Failure, match=r"could not be read\. apt says: E: .*sid.*ODOO_HOME"):
        archive._Apt(tmp_path / "ours").update()


def test_without_debians_keys(monkeypatch, tmp_path):
    console.open_log("commands")
    _let_apt_know_only(tmp_path / "debian", tmp_path, monkeypatch)
    monkeypatch.setattr(archive, "KEYRINGS", ())
    with pytest.raises(console.Failure, match="apt-get install debian-archive-keyring"):
        archive._Apt(tmp_path / "ours").update()


def _let_apt_know_only(mirror, folder, monkeypatch):
    """Give apt a machine's sources that name one archive with one package, and nothing else."""
    suite = mirror / "dists" / "noble"
    index = suite / "main" / "binary-amd64" / "Packages"
    index.parent.mkdir(parents=True)
    index.write_bytes(PACKAGE)
    sums = f"{hashlib.sha256(PACKAGE).hexdigest()} {len(PACKAGE)} {index.relative_to(suite)}"
    (suite / "Release").write_text(f"Codename: noble\nComponents: main\nSHA256:\n {sums}\n")
    (folder / "sources.list").write_text(f"deb [trusted=yes arch=amd64] file:{mirror} noble main\n")
    (folder / "lists" / "partial").mkdir(parents=True)
    options = [
        f'Dir::Etc::SourceList "{folder}/sources.list";',
        'Dir::Etc::SourceParts "-";',
        f'Dir::State::Lists "{folder}/lists";',
        f'Dir::Cache "{folder}/cache";',
        'APT::Sandbox::User "root";',
    ]
    (folder / "apt.conf").write_text("\n".join(options))
    monkeypatch.setenv("APT_CONFIG", str(folder / "apt.conf"))


@pytest.mark.parametrize(
    ("place", "ours"),
    [
        ("{clone}/script/launcher/odoo", False),
        ("{home}/odoo/odoo/http.py", False),
        ("{clone}/addons/cchc_assessment/models/unit.py", True),
    ],
)
def test_whose_a_warning_is(monkeypatch, tmp_path, place, ours):
    """A clone or a home that is called after the addon is in every traceback, and makes none of them ours."""
    monkeypatch.setattr(paths, "REPOSITORY", tmp_path / "cchc")
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "cchc"))
    file = place.format(clone=tmp_path / "cchc", home=tmp_path / "home" / "cchc")
    log = tmp_path / "odoo.log"
    log.write_text(
        f'2026-01-01 00:00:00,000 1 WARNING ? py.warnings: old\n  File "{file}", line 1\n'
    )
    findings = logcheck.check(log)
    assert (len(findings.ours), len(findings.others)) == ((1, 0) if ours else (0, 1))


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"a\r\n", "Windows"),
        (b"a \nb\n", "white space"),
        (b"a", "one line feed"),
        (b"a\n\n", "one line feed"),
        (b"<<<<<<< HEAD\n", "undecided"),
    ],
)
def test_what_is_said_of_files(content, finding):
    assert any(finding in said for said in plainfiles._read(content))
    assert not [*plainfiles._read(b"a\nb\n0000000000 65535 f \n")]
