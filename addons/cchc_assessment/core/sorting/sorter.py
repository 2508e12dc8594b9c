"""Lays each document beside all criteria at once, by what their words weigh."""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..plain.text import fold, shorten
from .data import Criterion, Paper, Proposal, Reason
from .words import in_common, terms

#: What likeness to each kind of text is worth.
_WORTH = {"name": 1.0, "above": 0.95, "required": 1.1, "filed": 1.1, "guidance": 0.7}
#: Less has no more in common than "ban hành văn bản".
_LEAST = 0.2
#: From here on words speak against a code: the file may be named by last year's.
_PLAIN, _FOREIGN = 0.6, 0.15
#: A subject has to say as much as this to be told from others by it alone.
_TELLING_WORDS = 4
_LONGEST = 500
_CODES = ("code", "folder")


@dataclass(frozen=True)
class _Text:
    """A text of a criterion, its terms weighed: the square root of the sum of their squares is ``length``."""

    criterion: Criterion
    kind: str
    text: str
    terms: frozenset[str]


class Sorter:
    """The criteria of one form, indexed once, for any number of documents.

    What a document costs follows the texts that share a word with it. Of a text 500 characters count.
    """

    def __init__(self, criteria: Iterable[Criterion]):
        criteria = list(criteria)
        self._texts = [text for criterion in criteria for text in _read(criterion)]
        self._weights = _weigh(self._texts)
        self._lengths = [self._measure(text.terms) for text in self._texts]
        self._places = defaultdict(list)
        for place, text in enumerate(self._texts):
            for term in text.terms:
                self._places[term].append(place)
        self._codes, self._files, self._subjects = (defaultdict(list) for _ in range(3))
        for criterion in criteria:
            self._codes[_comparable_code(criterion.code)].append(criterion)
            for filed in criterion.filed:
                self._files[filed.sha256].append((criterion, filed))
                self._subjects[fold(filed.subject)].append((criterion, filed))

    def propose(self, paper: Paper, most: int = 3) -> list[Proposal]:
        """Return what ``paper`` may prove, the likeliest first.

        :param most: how many at the most.
        """
        found = {proposal.key: proposal for proposal in self._propose_by_words(paper)}
        best = max((one.likeness for one in found.values()), default=0)
        is_disputed = self._is_disputed(paper)
        for reason, criteria, text in self._find_stated(paper):
            for criterion in criteria:
                known = found.get(criterion.key)
                own = known.likeness if known else 0
                is_code = reason in _CODES
                contradicted = is_code and best >= _PLAIN and own < _FOREIGN
                found[criterion.key] = Proposal(
                    criterion.key,
                    max(own, 0.5 if contradicted else 1.0),
                    reason,
                    text,
                    is_sure=len(criteria) == 1
                    and not contradicted
                    and not (is_code and is_disputed),
                )
        return heapq.nlargest(most, found.values(), key=lambda one: (one.likeness, one.is_sure))

    def match(
        self, papers: Iterable[Paper], keys: Iterable[int], most: int = 3
    ) -> dict[int, list[tuple[int, Proposal]]]:
        """Return which of ``papers`` fit each of these criteria, the likeliest first.

        A paper fits what it would be proposed for itself.

        :param keys: the criteria that are asked about.
        :param most: how many papers of each at the most.
        :return: for each criterion that any fits, the places of the papers, each with the proposal.
        """
        wanted, fitting = set(keys), defaultdict(list)
        for place, paper in enumerate(papers):
            for proposal in self.propose(paper):
                if proposal.key in wanted:
                    fitting[proposal.key].append((place, proposal))
        return {
            key: heapq.nlargest(most, found, key=lambda one: (one[1].is_sure, one[1].likeness))
            for key, found in fitting.items()
        }

    def _is_disputed(self, paper: Paper) -> bool:
        """Whether the file is named by one criterion, and its folder by another."""
        named, of_folder = self._find_coded(paper.code), self._find_folder(paper)[0]
        return bool(named and of_folder and named != of_folder)

    def _find_coded(self, code: str) -> list[Criterion]:
        return self._codes.get(_comparable_code(code), []) if code else []

    def _find_folder(self, paper: Paper) -> tuple[list[Criterion], str]:
        """Return the criteria of the innermost folder that is named by one of this form, and the code."""
        for code in paper.folder_codes:
            if criteria := self._find_coded(code):
                return criteria, code
        return [], ""

    def _find_stated(self, paper: Paper) -> Iterable[tuple[Reason, list[Criterion], str]]:
        """Yield the criteria that something else than words points to, what weighs most last."""
        subject = fold(paper.subject)
        if len(subject.split()) >= _TELLING_WORDS:
            yield "same_subject", *_unique(self._subjects.get(subject, ()))
        yield "folder", *self._find_folder(paper)
        yield "code", self._find_coded(paper.code), paper.code
        if paper.sha256:
            yield "same_file", *_unique(self._files.get(paper.sha256, ()))

    def _propose_by_words(self, paper: Paper) -> Iterable[Proposal]:
        own = terms(paper.subject[:_LONGEST])
        if paper.type_name and not fold(paper.subject).startswith(fold(paper.type_name)):
            own |= terms(paper.type_name)
        shared = defaultdict(float)
        with_a_word = set()
        for term in own & self._places.keys():
            for place in self._places[term]:
                shared[place] += self._weights[term] ** 2
            if " " in term:
                with_a_word.update(self._places[term])
        length = self._measure(own & self._places.keys())
        best = {}
        # a syllable alone is part of any word
        for place in with_a_word:
            text = self._texts[place]
            likeness = shared[place] / (length * self._lengths[place]) * _WORTH[text.kind]
            key = text.criterion.key
            if likeness >= _LEAST and likeness > best.get(key, (0,))[0]:
                best[key] = likeness, text
        # the likeliest first: what is as good as the same is told apart by its worth alone
        for key, (likeness, text) in sorted(best.items(), key=lambda one: -one[1][0]):
            yield Proposal(key, min(likeness, 0.99), *_explain(paper, text))

    def _measure(self, of_terms: Iterable[str]) -> float:
        return math.sqrt(sum(self._weights[term] ** 2 for term in of_terms))


def _read(criterion: Criterion) -> Iterable[_Text]:
    """Yield the texts that say what ``criterion`` is about."""
    texts = [("name", criterion.name)]
    if criterion.above:
        texts.append(("above", f"{criterion.name} {criterion.above}"))
    if criterion.guidance:
        texts.append(("guidance", criterion.guidance))
    texts += [("required", name) for name in criterion.required]
    texts += [("filed", one.subject) for one in criterion.filed]
    for kind, text in texts:
        # what is not compared is not said to be in common
        text = text[:_LONGEST]
        yield _Text(criterion, kind, text, terms(text))


def _weigh(texts: list[_Text]) -> dict[str, float]:
    """Return what each term tells: the fewer criteria have it, the more."""
    having = defaultdict(set)
    for text in texts:
        for term in text.terms:
            having[term].add(text.criterion.key)
    count = len({text.criterion.key for text in texts})
    return {term: math.log(1 + count / len(keys)) for term, keys in having.items()}


def _unique(known: Iterable) -> tuple[list[Criterion], str]:
    """Return the criteria of what was filed, each once, and the subject of the first."""
    criteria = {criterion.key: criterion for criterion, _filed in known}
    subject = next((filed.subject for _criterion, filed in known), "")
    return list(criteria.values()), shorten(subject)


def _explain(paper: Paper, text: _Text) -> tuple[Reason, str]:
    if text.kind in ("required", "filed"):
        return text.kind, shorten(text.text)
    return "words", shorten(in_common(paper.subject[:_LONGEST], text.text))


def _comparable_code(code: str) -> str:
    """Return a code as it is compared: "1.1.1." as "1.1.1", "iv.2" as "IV.2", "01.02" as "1.2"."""
    parts = code.strip(" .)").upper().replace(",", ".").split(".")
    return ".".join(part.strip().lstrip("0") or "0" for part in parts)
