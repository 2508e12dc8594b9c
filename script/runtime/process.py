"""Running other programs: output to the log, no orphans, plain words when one fails."""

import collections
import contextlib
import ctypes
import os
import shlex
import signal
import subprocess

from . import console, paths

PR_SET_PDEATHSIG = 1
TAIL = 15
NETWORK_WORDS = (
    "Temporary failure",
    "Could not resolve",
    "Failed to establish",
    "Network is unreachable",
    "Connection refused",
    "Connection timed out",
    "Max retries exceeded",
    "NewConnectionError",
    "Cannot initiate the connection",
    "Failed to fetch",
)
DISK_WORDS = ("No space left on device", "Disk quota exceeded")


class CommandFailed(Exception):
    """A program ended with an error. ``tail`` holds the last lines that it printed."""

    def __init__(self, command, returncode, tail):
        super().__init__(f"{shlex.join(map(str, command))} ended with {returncode}")
        self.returncode = returncode
        self.tail = tail

    def explain(self, what, advice):
        """A Failure in plain words: the known causes first, else ``what`` and ``advice``."""
        text = "\n".join(self.tail)
        if any(word in text for word in DISK_WORDS):
            return console.Failure(f"{what}: the disk is full. Free some space and run again.")
        if any(word in text for word in NETWORK_WORDS):
            return console.Failure(
                f"{what}: the network or the server did not answer. Check the connection, then run again."
            )
        return console.Failure(f"{what}. {advice}")


def die_with_parent():
    """For ``preexec_fn``: the child is told to stop when this program dies, even by SIGKILL."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def become_foreground():
    """For ``preexec_fn`` of a child that has the terminal: as above, and Ctrl+C reaches it as usual."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    die_with_parent()


def keep_bytecode():
    """Let programs that are started from here keep what Python compiles, beside the runtime and not in the repository.

    Odoo and its addons are thousands of files: each start compiled them anew where nothing was kept.
    """
    os.environ["PYTHONPYCACHEPREFIX"] = str(paths.cache_root() / "bytecode")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def environment(**changes):
    """This process's environment with ``changes``; a value of None removes a variable."""
    env = {**os.environ, **changes}
    return {name: str(value) for name, value in env.items() if value is not None}


def run(command, step=None, transcript=None, **options):
    """Run ``command`` with its output in the log; ``step`` shows the latest line.

    :param transcript: a file to add the output to

    :return: the output's last lines
    :raise CommandFailed: when it ends with an error
    """
    command = [str(part) for part in command]
    console.log(f"$ {shlex.join(command)}")
    tail = collections.deque(maxlen=TAIL)
    with contextlib.ExitStack() as stack:
        copy = transcript and stack.enter_context(transcript.open("a", encoding="utf-8"))
        child = stack.enter_context(
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                preexec_fn=die_with_parent,
                **options,
            )
        )
        for line in map(str.rstrip, child.stdout):
            console.log(line)
            if copy:
                copy.write(f"{line}\n")
            if line:
                tail.append(line)
                if step:
                    step.note = line
    if child.returncode:
        raise CommandFailed(command, child.returncode, list(tail))
    return list(tail)


def output(command, **options):
    """What ``command`` prints.

    :raise CommandFailed: when it ends with an error
    """
    command = [str(part) for part in command]
    console.log(f"$ {shlex.join(command)}")
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        **options,
    )
    if done.stderr:
        console.log(done.stderr)
    if done.returncode:
        raise CommandFailed(command, done.returncode, done.stderr.splitlines()[-TAIL:])
    return done.stdout


def to_file(command, file, **options):
    """Run ``command`` with its output in ``file``, and copy that to the log.

    :raise CommandFailed: when it ends with an error
    """
    console.log(f"$ {shlex.join(command)}")
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=file,
        stderr=subprocess.STDOUT,
        check=False,
        **options,
    )
    file.seek(0)
    printed = file.read()
    console.log(printed)
    if done.returncode:
        raise CommandFailed(command, done.returncode, printed.splitlines()[-TAIL:])
