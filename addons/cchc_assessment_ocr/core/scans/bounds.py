"""What a process may take, held by the system: it ends whoever takes more."""

import ctypes
import os
import resource
import signal
from collections.abc import Callable

_PARENT_DEATH_SIGNAL = 1
_OUTPUT = 16 * 1024 * 1024
_FILES = 64
_NICE = 10
_system = ctypes.CDLL(None, use_errno=True)


def held(seconds: int, memory: int) -> Callable[[], None]:
    """Return a function that holds the process that calls it to processor time, memory and output.

    It ends with its parent, whatever ended that, and lets everybody else's work go first.
    """

    def hold() -> None:
        for kind, most in (
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_FSIZE, _OUTPUT),
            (resource.RLIMIT_NOFILE, _FILES),
            (resource.RLIMIT_CORE, 0),
        ):
            hard = resource.getrlimit(kind)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most, most))
        if hasattr(_system, "prctl"):
            _system.prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        os.nice(_NICE)

    return hold
