"""Texts that make a regular expression work as long as it can, found from how it is built."""

import re
from itertools import islice
from re import _constants as code
from re import _parser as parser

_END = "\x00"  # what no expression of ours takes: each match that got this far has to be tried anew
_SINGLE = " aAđ01-.,(:;/_\n\t<{%\"'=±½x"
_PAIRS = (
    " a",
    "a ",
    "1 ",
    "1.",
    "1,",
    "- ",
    " -",
    "1-",
    "a-",
    "a.",
    " :",
    "( ",
    "1/",
    "\n ",
    "_ ",
    "A.",
    "«»",
    "0\n",
)
_LONG = 8  # a repetition of at most so many is no loop
_MOST = 400


def pumps(pattern, flags=0):
    """Yield (prefix, loop, suffix): what to put before, how to repeat, and what to end with."""
    tree = parser.parse(pattern, flags)
    seen = set()
    for prefix, loop in [
        *_loops(tree, ""),
        *(("", char) for char in _SINGLE),
        *(("", pair) for pair in _PAIRS),
    ]:
        if loop and (prefix, loop) not in seen:
            seen.add((prefix, loop))
            yield prefix, loop, _END


def fill(pump, length):
    """Return a text of ``length`` characters made as ``pump`` says."""
    prefix, loop, suffix = pump
    room = max(length - len(prefix) - len(suffix), 0)
    return prefix + (loop * (room // len(loop) + 1))[:room] + suffix


def _loops(tree, prefix):
    """Return (what leads to it, what goes round in it) for each loop of the expression, those within others too."""
    found = []
    for operator, argument in tree:
        if operator in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            _least, most, body = argument
            if most == code.MAXREPEAT or most > _LONG:
                found += [(prefix, sample) for sample in islice(_samples(body), 6)]
            found += _loops(body, prefix)
        elif operator is code.SUBPATTERN:
            found += _loops(argument[-1], prefix)
        elif operator is code.BRANCH:
            for branch in argument[1]:
                found += _loops(branch, prefix)
        elif operator in (code.ASSERT, code.ASSERT_NOT):
            found += _loops(argument[1], prefix)
        elif operator is code.ATOMIC_GROUP:
            found += _loops(argument, prefix)
        prefix += next(_samples([(operator, argument)]), "")
    return found[:_MOST]


def _samples(tree):
    """Yield some texts that a part of an expression takes."""
    parts = list(tree)
    if not parts:
        yield ""
        return
    first, rest = parts[0], parts[1:]
    for start in islice(_sample_one(*first), 6):
        for end in islice(_samples(rest), 6):
            yield start + end


def _sample_one(operator, argument):
    if operator is code.LITERAL:
        yield chr(argument)
    elif operator is code.NOT_LITERAL:
        yield "b" if argument != ord("b") else "c"
    elif operator is code.ANY:
        yield "a"
    elif operator is code.IN:
        yield from _sample_class(argument)
    elif operator in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        least, most, body = argument
        for sample in islice(_samples(body), 4):
            yield sample * max(least, min(1, most))
    elif operator is code.SUBPATTERN:
        yield from _samples(argument[-1])
    elif operator is code.ATOMIC_GROUP:
        yield from _samples(argument)
    elif operator is code.BRANCH:
        for branch in argument[1]:
            yield from islice(_samples(branch), 3)
    else:  # places, and what looks ahead or back
        yield ""


def _sample_class(items):
    negated = items[0][0] is code.NEGATE
    if negated:
        taken = re.compile("[" + "".join(map(_class_text, items[1:])) + "]")
        yield from (char for char in "a 1-.\n" if not taken.match(char))
        return
    for operator, argument in items:
        if operator is code.LITERAL:
            yield chr(argument)
        elif operator is code.RANGE:
            yield chr(argument[0])
        elif operator is code.CATEGORY:
            yield from _CATEGORIES[argument]


def _class_text(item):
    operator, argument = item
    if operator is code.LITERAL:
        return re.escape(chr(argument))
    if operator is code.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    return _CATEGORY_TEXTS[argument]


_CATEGORIES = {
    code.CATEGORY_DIGIT: "0",
    code.CATEGORY_NOT_DIGIT: "a ",
    code.CATEGORY_SPACE: " \n",
    code.CATEGORY_NOT_SPACE: "a-",
    code.CATEGORY_WORD: "a_0",
    code.CATEGORY_NOT_WORD: " -",
}
_CATEGORY_TEXTS = {
    code.CATEGORY_DIGIT: r"\d",
    code.CATEGORY_NOT_DIGIT: r"\D",
    code.CATEGORY_SPACE: r"\s",
    code.CATEGORY_NOT_SPACE: r"\S",
    code.CATEGORY_WORD: r"\w",
    code.CATEGORY_NOT_WORD: r"\W",
}
