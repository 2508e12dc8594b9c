"""Locks, free space and folders that are either whole or not there."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from . import console, paths

TEMPORARY = ".unfinished-"


@contextlib.contextmanager
def locked(path, waiting=None, refusal=None):
    """Hold ``path`` as a lock between processes. It goes with the process, however that ends.

    :param waiting: said when another process has it, and then it is waited for
    :param refusal: raised as a Failure instead of waiting
    """
    paths.make(path.parent)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if refusal:
                raise console.Failure(refusal) from None
            console.say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def setting_up():
    """One process at a time fetches and builds. Who finds its things ready needs no turn; look again inside."""
    with locked(paths.cache_root() / "setup.lock", "Waiting for another set-up to finish …"):
        yield


@contextlib.contextmanager
def whole(target):
    """A temporary folder that becomes ``target`` only when the body succeeds.

    What earlier, interrupted attempts left behind is removed. The caller holds a lock.
    """
    paths.make(target.parent)
    for leftover in target.parent.glob(f"{TEMPORARY}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=target.parent))
    work.chmod(0o755)
    try:
        yield work
        os.replace(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def require_space(folder, gigabytes):
    """Fail early, and in words, rather than late in the middle of a file."""
    free = shutil.disk_usage(paths.make(folder)).free / 1e9
    if free < gigabytes:
        raise console.Failure(
            f"The set-up needs {gigabytes} GB in {folder} and {free:.1f} GB are free. Free some space, or "
            "name another place with XDG_CACHE_HOME."
        )


def size(folder):
    """Bytes in the files of ``folder``, which may change while we look."""
    total = 0
    for root, _dirs, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(root, name)).st_size
    return total
