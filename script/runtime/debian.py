"""Programs that Debian has and Python's packages don't."""

import os
import shutil

from . import console, process


def by_hand(*packages):
    """What a person types who wants ``packages``. A machine that is new knows none before its lists are read."""
    sudo = "sudo " if os.geteuid() else ""
    return f"{sudo}apt-get update && {sudo}apt-get install {' '.join(packages)}"


def install(what, packages, purpose):
    """Install Debian ``packages``, or say in words how a person does it.

    :param what: the program, as it is called in sentences
    :param purpose: what cannot be done without it
    """
    if os.geteuid() or not shutil.which("apt-get"):
        raise console.Failure(
            f"{purpose} {what}, and only root can install it. Run: {by_hand(*packages)}, then run again."
        )
    environment = process.environment(DEBIAN_FRONTEND="noninteractive")
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    with console.step(f"Installing {what}") as step:
        try:
            try:
                process.run(command, step, env=environment)
            except process.CommandFailed:
                # No package lists, or lists so old that they name what is gone.
                process.run(["apt-get", "update", "-q"], step, env=environment)
                process.run(command, step, env=environment)
        except process.CommandFailed as error:
            raise error.explain(
                f"{what} could not be installed", f"Install it by hand: {by_hand(*packages)}"
            ) from error
