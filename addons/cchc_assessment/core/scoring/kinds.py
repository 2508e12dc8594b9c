"""What the room says, by kind, with the names of the params that come with each.

The sentences are made elsewhere, in the language of whoever reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: How a score came about; "missing_…": what is still to be filled in.
NOTES: dict[str, tuple[str, ...]] = {
    "not_applicable": (),
    "choice": ("option", "score"),
    "band_direct": ("option", "score"),
    "band_percent": ("numerator", "denominator", "percent", "option", "score"),
    "band_percent_none": ("numerator", "denominator", "percent"),
    "band_quantity": ("quantity", "option", "score"),
    "band_quantity_none": ("quantity",),
    "ratio": ("numerator", "denominator", "percent", "ratio", "maximum", "score"),
    "ratio_below_floor": ("numerator", "denominator", "percent", "floor"),
    "ratio_full": ("numerator", "denominator", "percent", "target", "maximum"),
    "per_item": ("quantity", "points", "product"),
    "per_item_capped": ("quantity", "points", "product", "maximum"),
    "deduction": ("maximum", "quantity", "points", "remainder"),
    "deduction_floored": ("maximum", "quantity", "points", "remainder"),
    "manual": ("score",),
    "met": ("option",),
    "unmet": ("option",),
    "declared_percent": ("numerator", "denominator", "percent"),
    "declared_quantity": ("quantity",),
    "relative_percent": ("numerator", "denominator", "percent", "best", "maximum", "score"),
    "relative_quantity": ("quantity", "best", "maximum", "score"),
    "relative_none": (),
    "missing_option": (),
    "missing_numerator": (),
    "missing_denominator": (),
    "missing_numerator_denominator": (),
    "missing_quantity": (),
    "missing_manual_score": (),
}

#: What cannot be scored, parsed or added up. ``field``, the name of an input or parameter, may come with any.
ERRORS: dict[str, tuple[str, ...]] = {
    "not_a_number": ("value",),
    "too_large": ("digits", "limit"),
    "too_many_decimals": ("digits", "limit"),
    "ambiguous_number": ("value", "whole", "decimal"),
    "negative": ("value",),
    "over_maximum": ("value", "maximum"),
    "denominator_zero": ("numerator",),
    "unknown_option": (),
    "option_out_of_bounds": ("option", "score", "maximum"),
    "unknown_type": ("type",),
    "unknown_basis": ("basis",),
    "no_points": (),
    "duplicate_key": ("key",),
    "cycle": ("key",),
    "orphan": ("parent", "key"),
    "unknown_section": ("key", "section"),
    "unknown_scorer": ("scorer",),
    "score_out_of_bounds": ("score", "key", "maximum"),
}

#: What is wrong, or odd, about a rule.
FINDINGS: dict[str, tuple[str, ...]] = {
    "unknown_type": ("type",),
    "unknown_basis": ("basis",),
    "negative_maximum": ("maximum",),
    "zero_maximum": (),
    "met_with_points": ("maximum",),
    "one_option": ("option",),
    "no_options": (),
    "no_points": (),
    "points_not_positive": ("points",),
    "option_over_maximum": ("option", "score", "maximum"),
    "negative_option": ("option", "score"),
    "negative_threshold": ("option", "threshold"),
    "overlap": ("first", "second", "bound"),
    "overlap_strict": ("first", "second", "bound"),
    "gap": ("bound",),
    "gap_strict": ("bound",),
    "not_monotone": (),
    "threshold_as_fraction": ("threshold", "percent"),
    "floor_not_below_target": ("floor", "target"),
    "target_out_of_range": ("target",),
    "floor_out_of_range": ("floor",),
    "maximum_out_of_reach": ("maximum", "score"),
    "text_says_other": ("option", "stated", "score"),
    "same_text": ("option",),
}

#: What keeps a result out of a class that its percentage reaches.
HOLDS: dict[str, tuple[str, ...]] = {
    "unmet": ("criterion",),
    "domain_below": ("domain", "percent", "least"),
    "damaged": ("text",),
}


@dataclass(frozen=True)
class Note:
    """How a score came about; ``kind`` is a key of :data:`NOTES`."""

    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)
