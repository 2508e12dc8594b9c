"""Odoo 19 from Debian's archive, unpacked into the cache without touching the system.

apt runs with a configuration of our own, so neither the machine's sources nor its package state change, and an
ordinary user can do it. The mirror is the one that the machine already uses.
"""

import hashlib
import os
import re
import shutil
from pathlib import Path

from . import console, debian, files, paths, process

SUITES = ("sid", "trixie")
PINNED = {
    "odoo-19": ("sid", "19.0.0+dfsg-1"),
    # The package's links into /usr/share lead to these. The two fonts are from trixie because the files that
    # Odoo links to are missing from the newer packages.
    "libjs-jquery": ("sid", "3.7.1+dfsg+~3.5.33-1"),
    "libjs-jquery-form": ("sid", "12-4"),
    "libjs-underscore": ("sid", "1.13.8~dfsg+~1.13.0-1"),
    "fonts-montserrat": ("sid", "9.000-6"),
    "fonts-roboto-unhinted": ("sid", "2:3.016-1"),
    "fonts-ocr-b": ("sid", "0.3.1~dfsg-2"),
    "fonts-font-awesome": ("trixie", "5.0.10+really4.7.0~dfsg-4.1"),
    "fonts-inconsolata": ("trixie", "001.010-6"),
}
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
# Debian leaves out this file (the webcam's background blur), and the web client logs an error without it.
MISSING_SCRIPT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
GIGABYTES = 2.5
OWN_ODOO = (
    "Or name an Odoo 19 that is on this machine, such as a checkout of its branch 19.0: "
    "ODOO_HOME=/path/to/odoo script/server"
)


def odoo_home():
    """The unpacked Odoo's Python folder, fetched first where it is missing."""
    recipe = hashlib.sha256(repr((PINNED, MISSING_SCRIPT)).encode()).hexdigest()[:8]
    target = paths.cache_root() / "odoo" / f"{PINNED['odoo-19'][1]}-{recipe}"
    if not target.exists():
        with files.setting_up():
            if not target.exists():
                files.require_space(target.parent, GIGABYTES)
                with files.whole(target) as work:
                    _build(work)
    return target / "usr/lib/python3/dist-packages"


def _build(work):
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise console.Failure(
            "Odoo is fetched with apt-get, which this machine does not have. Run this on Debian. "
            + OWN_ODOO
        )
    apt = _Apt(work / "apt")
    with console.step("Reading Debian's package lists"):
        apt.update()
    wanted = apt.choose()
    with console.step(f"Downloading Odoo {wanted['odoo-19']} (about 130 MB)") as step:
        apt.download(wanted, step)
    with console.step("Unpacking Odoo") as step:
        for package in sorted(apt.packages.glob("*.deb")):
            process.run(["dpkg-deb", "-x", package, work], step)
        shutil.rmtree(apt.folder)
        _mend(work)


def _mend(work):
    home = work / "usr/lib/python3/dist-packages"
    # The same modules again, as hard links: Odoo finds them below odoo/addons.
    shutil.rmtree(home / "addons", ignore_errors=True)
    script = home / "odoo/addons" / MISSING_SCRIPT
    if not script.exists():
        paths.make(script.parent)
        script.touch()
    dangling = [
        path
        for root, dirs, names in os.walk(work / "usr")
        for path in (os.path.join(root, name) for name in dirs + names)
        if os.path.islink(path) and not os.path.exists(path)
    ]
    if dangling:
        console.log("Dangling links:\n" + "\n".join(dangling))
        raise console.Failure(
            f"Debian's Odoo package links to {len(dangling)} files that are not there, such as {dangling[0]}: "
            "it has changed since it was tried. " + OWN_ODOO
        )


class _Apt:
    """apt-get with lists, cache and sources of its own below ``folder``."""

    def __init__(self, folder):
        self.folder = folder
        self.packages = folder / "packages"
        self.sources = folder / "sources.list"
        self.options = [
            f"-oDir::Etc::SourceList={self.sources}",
            "-oDir::Etc::SourceParts=-",
            "-oDir::Etc::Preferences=/dev/null",
            "-oDir::Etc::PreferencesParts=-",
            f"-oDir::State::Lists={folder / 'lists'}",
            f"-oDir::Cache={folder / 'cache'}",
            "-oAPT::Sandbox::User=root",
            "-oAPT::Update::Post-Invoke=",
            "-oAPT::Update::Post-Invoke-Success=",
            "-oAcquire::Languages=none",
            "-oAcquire::Retries=2",
        ]
        for name in ("lists/partial", "cache/archives/partial", "packages"):
            paths.make(folder / name)

    def update(self):
        """Read the lists of our suites from the first of the machine's mirrors that has them."""
        keyring = next((path for path in KEYRINGS if Path(path).exists()), None)
        mirrors = _mirrors() or self._learn_mirrors()
        if not mirrors:
            raise console.Failure(
                "Odoo is fetched from a Debian mirror, and this machine's apt knows none (Ubuntu's archives have no "
                "Odoo 19). Run this on Debian. " + OWN_ODOO
            )
        if not keyring:
            raise console.Failure(
                "The package debian-archive-keyring is missing, by which apt judges Debian's archive. Run: "
                f"{debian.by_hand('debian-archive-keyring')}, then run again. {OWN_ODOO}"
            )
        for last, mirror in [(mirror == mirrors[-1], mirror) for mirror in mirrors]:
            lines = [f"deb [signed-by={keyring}] {mirror} {suite} main\n" for suite in SUITES]
            self.sources.write_text("".join(lines))
            try:
                process.run(["apt-get", *self.options, "-q", "--error-on=any", "update"])
            except process.CommandFailed as error:
                if last:
                    # a clock that is wrong, a mirror that stands still: apt has the reason
                    said = [line.strip() for line in error.tail if line.startswith("E: ")]
                    raise error.explain(
                        "Debian's package lists could not be read",
                        " ".join(["apt says:", *said, OWN_ODOO] if said else [OWN_ODOO]),
                    ) from error
            else:
                return

    def _learn_mirrors(self):
        """The machine's mirrors where it has no lists of packages yet, as in a new container: by lists of our own."""
        options = [
            f"-oDir::State::Lists={paths.make(self.folder / 'machine' / 'partial').parent}",
            f"-oDir::Cache={self.folder / 'cache'}",
            "-oAPT::Sandbox::User=root",
            "-oAcquire::Languages=none",
        ]
        try:
            process.run(["apt-get", *options, "-q", "update"])
        except process.CommandFailed as error:
            raise error.explain("Debian's package lists could not be read", OWN_ODOO) from error
        return _mirrors(options)

    def choose(self):
        """The version to take of each package: the pinned one, else what its suite has now."""
        offered = process.output(["apt-cache", *self.options, "madison", *PINNED])
        versions = {}
        for line in offered.splitlines():
            name, version, source = (part.strip() for part in line.split("|"))
            suite = next((suite for suite in SUITES if re.search(rf"\b{suite}/", source)), None)
            versions.setdefault((name, suite), []).append(version)
        chosen = {}
        for name, (suite, pinned) in PINNED.items():
            available = versions.get((name, suite))
            if not available:
                raise console.Failure(
                    f"Debian's suite {suite} no longer has the package {name}. " + OWN_ODOO
                )
            chosen[name] = pinned if pinned in available else available[0]
            if chosen[name] != pinned:
                console.say(
                    f"Note: {name} {pinned} was tried; Debian now has {chosen[name]}, which is taken."
                )
        return chosen

    def download(self, versions, step):
        command = ["apt-get", *self.options, "-q", "download"]
        command += [f"{name}={version}" for name, version in versions.items()]
        try:
            process.run(command, step, cwd=self.packages)
        except process.CommandFailed as error:
            raise error.explain("Odoo could not be downloaded", "Run again. " + OWN_ODOO) from error


def _mirrors(options=()):
    """The archives in the machine's own sources that may carry all of Debian's suites."""
    listed = process.output(
        [
            "apt-get",
            *options,
            "indextargets",
            "--format",
            "$(REPO_URI) $(RELEASE)",
            "Created-By: Packages",
        ]
    )
    mirrors = []
    for line in listed.splitlines():
        address, _, release = line.rpartition(" ")
        # Security and update suites lie on archives of their own or beside the main one.
        if re.fullmatch(r"[a-z]+", release) and address.rstrip("/").endswith("debian"):
            mirrors.append(address)
    return list(dict.fromkeys(mirrors))
