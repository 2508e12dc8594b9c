"""What only the whole table can tell of a criterion: whether rows are its options, whether its code slipped."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from .option_text import ScoredText, read_option
from .rows import Draft, Line


def children_by_parent(drafts: Iterable[Draft]) -> dict[Draft | None, list[Draft]]:
    """Return the children of each draft that has any, in their order."""
    children: dict[Draft | None, list[Draft]] = {}
    for draft in drafts:
        children.setdefault(draft.parent, []).append(draft)
    return children


def find_coded_options(drafts: Sequence[Draft]) -> Iterator[tuple[Draft, list[Draft]]]:
    """Yield each criterion whose children are its options: each ends in a score, and the best reaches its maximum.

    "5.4.1 Từ 80% trở lên: 0,5" and "5.4.2 Dưới 80%: 0" under 5.4 with 0,5 points. Where the scores of such
    rows add up to the maximum, and none reaches it, they are criteria.
    """
    by_parent = children_by_parent(drafts)
    for parent, children in by_parent.items():
        if parent is None or len(children) < 2 or any(child in by_parent for child in children):
            continue
        scores = [_option_score(child, parent.max_score) for child in children]
        if None in scores or any(child.lines for child in children):
            continue
        best, total = max(scores), sum(scores)
        reaches = parent.max_score is None or best == parent.max_score
        if reaches and (total != parent.max_score or Decimal(0) in scores):
            yield parent, children


def _option_score(draft: Draft, maximum: Decimal | None) -> Decimal | None:
    """Return the score that a coded row ends in, unless its own maximum says another one."""
    option = read_option(draft.row.name_lines)
    if not option.has_tail or option.problem:
        return None
    score = option.score_of(maximum)
    return score if draft.max_score in (None, score) else None


def as_lines(drafts: Iterable[Draft]) -> list[Line]:
    """Return coded rows as the options that they are."""
    return [
        Line(
            draft.row.number,
            draft.row.cell("name"),
            _without_code(read_option(draft.row.name_lines), draft),
            "name",
        )
        for draft in drafts
    ]


def _without_code(option: ScoredText, draft: Draft) -> ScoredText:
    name = read_option(draft.name).name if draft.name else option.name
    return ScoredText(
        name, option.text, option.score, option.problem, share=option.share, off=option.off
    )


def find_uncoded_criteria(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield each criterion below which the scores of rows without codes add up to its maximum, and none reaches it."""
    for draft in drafts:
        lines = draft.lines
        if draft.has_children or draft.max_score is None or len(lines) < 2:
            continue
        if any(line.row is None for line in lines):
            continue
        scores = [line.option.score for line in lines]
        if None in scores or min(scores) <= 0:
            continue
        if sum(scores) == draft.max_score and max(scores) < draft.max_score:
            yield draft


def find_slips(drafts: Sequence[Draft]) -> Iterator[tuple[Draft, str, bool]]:
    """Yield each code that would go on with a point elsewhere, what it may mean, and whether sums agree.

    7.11 behind 7.1 is neither 7.2 nor 7.1.1, and has the digits of the second. Sums agree where the criterion
    above comes to its maximum without it, and the one that it would stand under has the same.
    """
    by_parent = children_by_parent(drafts)
    parts_before: tuple[str, ...] = ()
    before: Draft | None = None
    for draft in drafts:
        code = draft.parsed
        if code is None or code.kind != "digits" or not all(map(str.isdigit, code.parts)):
            continue
        parts = code.parts
        expected = list(_next_codes(parts_before))
        meant = next(
            (
                each
                for each in expected
                if "".join(each) == "".join(parts) and each != parts and len(each) != len(parts)
            ),
            None,
        )
        if meant and parts not in expected:
            fits = before is not None and _fits(draft, before, meant, by_parent)
            yield draft, ".".join(meant), fits
            parts = meant
        parts_before, before = parts, draft


def _next_codes(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the codes that may stand below one: its first child, its next sibling, and the next of those above it."""
    if not parts:
        return
    yield (*parts, "1")
    for depth in range(len(parts), 0, -1):
        yield (*parts[: depth - 1], str(int(parts[depth - 1]) + 1))


def _fits(draft: Draft, before: Draft, meant: tuple[str, ...], by_parent: dict) -> bool:
    """Whether the maxima of the criteria above add up when the code is taken as what it is meant as."""
    parent = draft.parent
    if parent is None or parent.max_score is None or draft.max_score is None:
        return False
    scores = [child.max_score for child in by_parent[parent]]
    if None in scores or sum(scores) - draft.max_score != parent.max_score:
        return False
    return len(meant) <= len(before.parsed.parts) or before.max_score == draft.max_score
