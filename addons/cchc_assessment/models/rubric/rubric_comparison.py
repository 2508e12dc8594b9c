"""What changed from one version of a rubric to the next."""

from bisect import bisect_left

from ...core.plain.rule_inputs import WITH_BASIS
from ...core.scoring import WITH_OPTIONS
from ...fields import choices_of, label_of

KINDS = ("added", "removed", "moved", "max_changed", "rule_changed", "text_changed")

_RULE_FIELDS = (
    "rule_type",
    "band_basis",
    "ratio_floor",
    "ratio_target",
    "points_per_item",
    "section",
    "scored_by",
    "counts_best",
)
_TEXT_FIELDS = ("code", "name", "guidance", "evidence_required", "deadlines")


_CAP_FIELDS = ("bonus_cap", "penalty_cap")


class RubricComparison:
    """Compares two versions by the origin of each criterion, never by the displayed code."""

    def __init__(self, new, old):
        self.env = new.env
        self.new, self.old = new, old
        self.old_criteria = old.criterion_ids.sorted(lambda c: (c.sequence, c.id))
        self.new_criteria = new.criterion_ids.sorted(lambda c: (c.sequence, c.id))
        self.none = self.new_criteria.browse()
        self.old_of = self._find_origins()
        self.format = self.env["cchc.scored.mixin"]._format_number

    def run(self):
        """Return the changes, by kind in the order of ``KINDS`` and then in printed order.

        :return: a list of dicts ``kind``, ``old`` and ``new`` (a criterion or an empty recordset)
            and ``changes``, a list of (field label, old text, new text).
        """
        new_of = {old: new for new, old in self.old_of.items()}
        changes = [
            self._change("added", self.none, new)
            for new in self.new_criteria
            if new not in self.old_of
        ]
        changes += [
            self._change("removed", old, self.none)
            for old in self.old_criteria
            if old not in new_of
        ]
        moved = self._find_moved()
        for new in self.new_criteria:
            if old := self.old_of.get(new):
                found = {
                    "moved": moved.get(new),
                    "max_changed": self._compare_fields(old, new, ["max_score"]),
                    "rule_changed": self._compare_rules(old, new),
                    "text_changed": self._compare_texts(old, new),
                }
                changes += [
                    self._change(kind, old, new, texts) for kind, texts in found.items() if texts
                ]
        return sorted(changes, key=lambda change: KINDS.index(change["kind"]))

    def _change(self, kind, old, new, changes=()):
        return {"kind": kind, "old": old, "new": new, "changes": list(changes)}

    def _find_origins(self):
        """Return the old criterion of each new one that has one, through versions in between."""
        wanted = set(self.old_criteria)
        origins = {}
        for criterion in self.new_criteria:
            origin = criterion.origin_id
            while origin and origin not in wanted:
                origin = origin.origin_id
            if origin:
                origins[criterion] = origin
        return origins

    def _find_moved(self):
        """Return the texts of each criterion that stands below another one or in another order.

        Among those that stayed below the same criterion, only the fewest that explain the new
        order have moved: all but a longest sequence which kept its order.
        """
        positions = {old: position for position, old in enumerate(self.old_criteria)}
        moved, stayed = {}, {}
        for new, old in self.old_of.items():
            parent = self.old_of.get(new.parent_id, new.parent_id)
            if parent == old.parent_id:
                stayed.setdefault(parent, []).append(new)
            else:
                label = self.env._("Stands under")
                moved[new] = [(label, self._name(old.parent_id), self._name(new.parent_id))]
        for siblings in stayed.values():
            order = [positions[self.old_of[new]] for new in siblings]
            kept = _longest_increasing(order)
            ranks = {position: rank for rank, position in enumerate(sorted(order), start=1)}
            for index, new in enumerate(siblings):
                if index not in kept:
                    label = self.env._("Position among its siblings")
                    moved[new] = [(label, str(ranks[order[index]]), str(index + 1))]
        return moved

    def _name(self, criterion):
        return criterion.display_name if criterion else self.env._("the top of the rubric")

    def _compare_rules(self, old, new):
        changes = self._compare_fields(old, new, self._rule_fields(old, new))
        return changes + self._compare_lists(old, new, "option_ids", self._option_texts)

    def _rule_fields(self, old, new):
        """Return the fields of method that at least one of the two criteria uses."""
        types = {self._rule_type(old), self._rule_type(new)}
        used = {"section", "scored_by", "counts_best"}
        if any(types):
            used |= {"rule_type"}
        if types & {*WITH_BASIS}:
            used |= {"band_basis"}
        if "ratio" in types:
            used |= {"ratio_floor", "ratio_target"}
        if types & {"per_item", "deduction"}:
            used |= {"points_per_item"}
        return [name for name in _RULE_FIELDS if name in used]

    def _rule_type(self, criterion):
        """Return the rule by which a criterion is scored; a branch is scored by none."""
        return criterion.is_leaf and criterion.rule_type

    def compare_rubrics(self):
        """Return what changed of the rubrics themselves, as (field label, old text, new text)."""
        changes = self._compare_fields(self.old, self.new, ["max_score", "direct_bands"])
        changes += [
            # a cap of 0 is none
            (label, old if self.old[name] else "", new if self.new[name] else "")
            for name in _CAP_FIELDS
            for label, old, new in self._compare_fields(self.old, self.new, [name])
        ]
        return changes + self._compare_lists(
            self.old, self.new, "group_ids", lambda rubric: rubric.group_ids.mapped("name")
        )

    def _compare_texts(self, old, new):
        changes = self._compare_fields(old, new, _TEXT_FIELDS)
        return changes + self._compare_lists(
            old, new, "requirement_ids", lambda criterion: criterion.requirement_ids.mapped("name")
        )

    def _compare_fields(self, old, new, names):
        return [
            (self._label(new, name), self._text(old, name), self._text(new, name))
            for name in names
            if (old[name] or False) != (new[name] or False)
        ]

    def _compare_lists(self, old, new, name, texts):
        """Compare what ``texts`` says of each of the two, a line for each record of a field."""
        before, after = ("\n".join(texts(record)) for record in (old, new))
        return [(self._label(new, name), before, after)] if before != after else []

    def _option_texts(self, criterion):
        """Return the options by which a criterion is scored; other rules leave theirs unused."""
        rule_type = self._rule_type(criterion)
        if rule_type not in WITH_OPTIONS:
            return []
        return [self._option_text(option, rule_type) for option in criterion.option_ids]

    def _option_text(self, option, rule_type):
        text = option.display_name
        if option.share is not False:
            share = self.format(option.share)
            text = self.env._("%(option)s, %(share)s %% of the maximum", option=text, share=share)
        if rule_type == "band" and (option.threshold or option.threshold_strict):
            # "≥ 70" reads the same in every language
            text = (
                f"{'>' if option.threshold_strict else '≥'} {self.format(option.threshold)}: {text}"
            )
        return text

    def _label(self, record, name):
        return label_of(record._fields[name], self.env)

    def _text(self, record, name):
        field, value = record._fields[name], record[name]
        if field.type == "float":
            return self.format(value)
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "selection":
            return dict(choices_of(field, self.env)).get(value, "")
        return value or ""


def _longest_increasing(numbers):
    """Return the indexes of a longest increasing subsequence of distinct numbers."""
    tails, tail_indexes, previous = [], [], [None] * len(numbers)
    for index, number in enumerate(numbers):
        length = bisect_left(tails, number)
        if length:
            previous[index] = tail_indexes[length - 1]
        # the best end so far of a sequence of this length
        tails[length : length + 1], tail_indexes[length : length + 1] = [number], [index]
    kept, index = set(), tail_indexes[-1] if tail_indexes else None
    while index is not None:
        kept.add(index)
        index = previous[index]
    return kept
