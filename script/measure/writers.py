"""``python -m measure.writers …``: started by ``script/bench writers``.

Each pair of writers that derive rows from each other's work is let loose at once, over HTTP, many times, on a real
Odoo with several workers; after each try the database is asked whether anything was lost, doubled or half done.
"""

import argparse
import random
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

import odoo.modules.module
from odoo.tools import config

from .prefork import LOG, Person, at_once, is_chosen, serve


def main():
    parser = argparse.ArgumentParser()
    for name in ("-c", "-d", "-D"):
        parser.add_argument(name)
    for name in ("--tries", "--workers", "--leaves", "--seed"):
        parser.add_argument(name, type=int)
    parser.add_argument("--only", default="")
    options, _others = parser.parse_known_args()
    options.units, options.evidence = max(options.tries, 10), 0
    config.parse_config(
        ["-c", options.c, "-d", options.d, "-D", options.D, "--log-level=error", "--no-http"],
        setup_logging=True,
    )
    warnings.simplefilter("ignore")
    odoo.modules.module.initialize_sys_path()
    from .pairs import PAIRS
    from .stage import PASSWORD, Stage, install

    chosen = [cls for cls in PAIRS if is_chosen(cls.title, options.only)]
    if not chosen:
        sys.exit(f"No pair has “{options.only}” in its title.")
    install(options.d, {cls.addon for cls in chosen} - {None})
    stage, dice = Stage(options), random.Random(options.seed)
    failures = 0
    with serve(options, options.workers) as (address, _server):
        people = {
            f"{role}{number}": Person(address, options.d, login, PASSWORD)
            for role, login in stage.people.items()
            for number in ("", "2")
        }
        # twelve of one unit, and of the council, each in a browser of their own, and one who does something else
        people |= {
            f"{role}{number}": Person(address, options.d, stage.people[role], PASSWORD)
            for role in ("officer", "appraiser")
            for number in range(3, 14)
        }
        print(f"{options.tries} tries of each pair, {options.workers} workers")
        for cls in chosen:
            before = _count_pauses(options)
            failures += _try(cls(stage, people), stage, options.tries, dice)
            paused = _count_pauses(options) - before
            print(f"    {paused} calls were begun anew after a pause", flush=True)
    return min(failures, 1)


def _count_pauses(options):
    """Return how often Odoo has begun something anew by itself, after a pause, since it was started."""
    return (Path(options.D) / LOG).read_bytes().count(b" tries left, try again in ")


def _try(pair, stage, tries, dice):
    """Try a pair, print what became of it, and return how often something was wrong."""
    with stage.transaction() as env:
        pair.prepare(env, tries)
    wrong, refused, spent, lag = [], Counter(), 0, 0.2
    for number in range(tries):
        with stage.transaction() as env:
            pair.before(env, number)
        works = pair.works(number)
        started = time.perf_counter()
        # one comes a little later than the other, so that they meet at each of their moments
        lags = [0, *(dice.uniform(0, lag) for _other in works[1:])]
        dice.shuffle(lags)
        answers = at_once(*works, lags=lags)
        once = time.perf_counter() - started
        spent += once
        # most of the tries lie where the work is short
        lag = min(0.3, max(0.02, once / 3))
        refused.update(str(answer)[:150] for answer in answers if isinstance(answer, Exception))
        with stage.transaction() as env:
            if problem := pair.check(env, number, answers):
                wrong.append(problem)
    print(
        f"{pair.title:<58} {len(wrong):>3} of {tries} wrong, {refused.total():>3} calls refused, "
        f"{spent / tries:.2f} s each",
        flush=True,
    )
    for problem in sorted(set(wrong))[:3]:
        print(f"    {problem[:300]}", flush=True)
    for sentence, times in refused.most_common(3):
        print(f"    refused, {times} times: {sentence}", flush=True)
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
