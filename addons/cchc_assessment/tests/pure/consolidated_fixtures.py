"""A period's results as the writer of the consolidated workbook takes them; all figures are made up."""

import random

from core.workbook.appendix.data import Signer
from core.workbook.consolidated.data import (
    Consolidated,
    Decision,
    DomainScore,
    Group,
    Heading,
    Node,
    Unit,
)

HEADING = Heading(
    organisation="HỘI ĐỒNG THẨM ĐỊNH CẢI CÁCH HÀNH CHÍNH",
    year=2026,
    superior="ỦY BAN NHÂN DÂN TỈNH MẪU",
    place_and_date="Mẫu, ngày 15 tháng 01 năm 2027",
    basis=("(Kèm theo Quyết định số 12/QĐ-UBND ngày 15 tháng 01 năm 2027)",),
    signer=Signer(titles=("TM. HỘI ĐỒNG THẨM ĐỊNH", "CHỦ TỊCH")),
    preparer=Signer(titles=("THƯ KÝ HỘI ĐỒNG",), note="(Ký, ghi rõ họ tên)"),
)
RATINGS = ("Xuất sắc", "Tốt", "Khá", "Trung bình", "Yếu")
_SENTENCE = "Mức độ hoàn thành nhiệm vụ được giao trong kế hoạch cải cách hành chính năm"


def make_nodes(domains=3, criteria=2, leaves=3):
    """A rubric of three levels; each leaf is worth a point."""
    nodes = []
    for domain in range(1, domains + 1):
        nodes.append(Node(str(domain), f"Lĩnh vực số {domain}", 1, False, criteria * leaves))
        for criterion in range(1, criteria + 1):
            code = f"{domain}.{criterion}"
            nodes.append(Node(code, f"Tiêu chí {code}", 2, False, leaves))
            nodes += [
                Node(f"{code}.{leaf}", f"{_SENTENCE} ({code}.{leaf})", 3, True, 1)
                for leaf in range(1, leaves + 1)
            ]
    return nodes


def make_unit(nodes, name, rank, seed=0, **values):
    """A unit with scores by chance; what it says of its branches is what its leaves add up to."""
    dice = random.Random(seed + rank)
    own, scores, lost = ([None] * len(nodes) for _kind in range(3))
    for place, node in enumerate(nodes):
        if node.is_leaf:
            own[place] = dice.choice((1.0, 1.0, 0.5))
            scores[place] = dice.choice((own[place], own[place], own[place], 0.25))
            lost[place] = node.max_score - scores[place]
    branch_of = {1: [], 2: []}
    for place in reversed(range(len(nodes))):
        level = nodes[place].level
        if nodes[place].is_leaf:
            for below in branch_of.values():
                below.append(place)
            continue
        for numbers in (own, scores, lost):
            numbers[place] = sum(numbers[leaf] for leaf in branch_of[level])
        branch_of[level] = []
    domains = [place for place, node in enumerate(nodes) if node.level == 1]
    score, maximum = (
        sum(scores[place] for place in domains),
        sum(nodes[place].max_score for place in domains),
    )
    leaves = [place for place, node in enumerate(nodes) if node.is_leaf]
    return Unit(
        **{
            "name": name,
            "rank": rank,
            "rank_overall": rank,
            "self_score": sum(own[place] for place in domains),
            "score": score,
            "maximum": maximum,
            "percent": 100 * score / maximum,
            "rating": dice.choice(RATINGS),
            "previous_percent": dice.choice((None, 71.25, 88.5)),
            "previous_rank": rank + 1,
            "domains": [
                DomainScore(scores[place], 100 * scores[place] / nodes[place].max_score)
                for place in domains
            ],
            "self_scores": own,
            "scores": scores,
            "lost": lost,
            "remarks": {leaves[0]: "Văn bản ban hành chậm so với thời hạn của kế hoạch."},
            "decisions": [
                Decision(
                    leaves[0],
                    1,
                    own[leaves[0]],
                    scores[leaves[0]],
                    computed=1.0,
                    reason="Thiếu phụ lục kèm theo.",
                    request="Văn bản nào chứng minh?",
                    explanation="Đơn vị đã gửi bổ sung quyết định ban hành. " * 4,
                    remark="Chấp nhận một phần.",
                )
            ],
            **values,
        }
    )


def make_consolidated(units=(3, 2), nodes=None, heading=HEADING):
    """Groups of so many units each."""
    nodes = nodes or make_nodes()
    names = ("Sở, ban, ngành", "Xã, phường, đặc khu", "Đơn vị ngành dọc")
    prefixes = ("Sở số", "Ủy ban nhân dân phường số", "Đơn vị số")
    groups = []
    for place, count in enumerate(units):
        members = [
            make_unit(nodes, f"{prefixes[place]} {number}", number, seed=1000 * place)
            for number in range(1, count + 1)
        ]
        domains = sum(node.level == 1 for node in nodes)
        groups.append(Group(names[place], nodes, members, [75.0] * domains, count))
    return Consolidated(heading, groups, RATINGS)
