"""A rubric as it was read, as plain values and as lines."""

from decimal import Decimal

from core.scoring import Option, Rule, check_rule
from core.workbook.rubric.data import FINDINGS
from core.workbook.rubric.rule_guess import (
    guess_caps,
    guess_rule,
    guess_scorers,
    guess_sections,
)


def describe(sheet):
    """Return everything that is known of a sheet, numbers as the text of their decimals."""
    sections, scorers = guess_sections(sheet.nodes), guess_scorers(sheet.nodes)
    caps = {"bonus": sheet.bonus_cap, "penalty": sheet.penalty_cap}
    if not sheet.is_form:
        caps |= guess_caps(sheet.nodes, sections)
    return {
        "sheet": sheet.sheet_name,
        "sheets": list(sheet.sheet_names),
        "rubric_sheets": list(sheet.rubric_sheet_names),
        "title": sheet.title,
        "appendix_label": sheet.appendix_label,
        "legal_basis": sheet.legal_basis,
        "year": sheet.year,
        "columns": sheet.columns,
        "total": _plain(sheet.total),
        "declared_total": _plain(sheet.declared_total),
        "caps": {name: _plain(cap) for name, cap in caps.items()},
        "nodes": [
            _node(node, sheet, node.section or sections[node.index], scorers[node.index])
            for node in sheet.nodes
        ],
        "findings": [
            {
                "severity": found.severity,
                "kind": found.kind,
                "meaning": FINDINGS[found.kind].meaning,
                **{name: _plain(value) for name, value in found.params.items()},
            }
            for found in sheet.findings
        ],
        "cells": [
            {"cell": cell.name, "part": cell.part, "node": cell.node} for cell in sheet.cells
        ],
    }


def tell(sheet):
    """Yield the lines that people read."""
    found = describe(sheet)
    yield f"{found['sheet']}: {found['title']}"
    yield f"{len(sheet.nodes)} criteria, {len(sheet.leaves)} to score, {found['total']} points"
    yield ""
    for node in found["nodes"]:
        indent = "  " * (node["level"] - 1)
        yield f"{indent}{node['code']} {node['name']} [{node['max_score']}]{_rule_words(node)}"
        for option in node["options"]:
            share = f" ({option['share']} %)" if option["share"] is not None else ""
            yield f"{indent}    - {option['name']}: {option['score']}{share}"
    yield ""
    for finding in found["findings"]:
        params = {
            name: value
            for name, value in finding.items()
            if name not in ("severity", "kind", "meaning") and value not in (None, "")
        }
        words = ", ".join(f"{name} {value}" for name, value in params.items())
        yield f"{finding['severity']} {finding['kind']}: {finding['meaning']} ({words})"
    for node in found["nodes"]:
        for kind in node.get("checks", ()):
            yield f"check {node['code']}: {kind}"


def _rule_words(node):
    rule = node.get("rule")
    if not rule:
        return ""
    scorer = ", by the council" if node["scored_by"] == "council" else ""
    return f" {rule['type']}, {rule['confidence']} ({rule['reason']}){scorer}"


def _node(node, sheet, section, scorer):
    values = {
        "index": node.index,
        "row": node.row,
        "code": node.code,
        "name": node.name,
        "level": node.level,
        "parent": node.parent,
        "max_score": _plain(node.max_score),
        "section": section,
        "scored_by": node.scored_by or scorer,
        "evidence": node.evidence,
        "requirements": list(node.requirements),
        "guidance": node.guidance,
        "note": node.note,
        "options": [
            {
                "cell": option.cell,
                "name": option.name,
                "text": option.text,
                "score": _plain(option.score),
                "share": _plain(option.share),
            }
            for option in node.options
        ],
        "left_over": list(node.left_over),
        "bonus": _plain(node.bonus),
        "penalty": _plain(node.penalty),
        "either": node.either,
    }
    if node.index in sheet.leaf_indexes:
        guess = guess_rule(node, section)
        values["rule"] = {
            "type": guess.type,
            "confidence": guess.confidence,
            "reason": guess.reason,
            "basis": guess.basis,
            "levels": [
                {"threshold": _plain(level.threshold), "strict": level.strict}
                for level in guess.levels
            ],
            "points_per_item": _plain(guess.points_per_item),
            "ratio_floor": _plain(guess.ratio_floor),
            "ratio_target": _plain(guess.ratio_target),
        }
        values["checks"] = [found.kind for found in check_rule(_rule(node, guess))]
    return values


def _rule(node, guess):
    """Return what the import makes of a leaf that nobody corrects, to be checked as a publication does."""
    is_band = guess.type == "band"
    levels = guess.levels if is_band else ()
    options = [
        Option(
            place,
            option.name,
            option.score or Decimal(0),
            levels[place].threshold if levels else None,
            bool(levels) and levels[place].strict,
        )
        for place, option in enumerate(node.options)
    ]
    return Rule(
        guess.type,
        node.max_score or Decimal(0),
        tuple(options) if guess.type in ("choice", "band") else (),
        guess.basis,
        guess.ratio_floor,
        guess.ratio_target,
        guess.points_per_item,
    )


def _plain(value):
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return list(map(_plain, value))
    return value
