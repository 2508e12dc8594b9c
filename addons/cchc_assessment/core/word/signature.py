"""Who signs, as Decree 30/2020/NĐ-CP (appendix I) writes it."""


def signature_titles(
    head_title: str, *, is_deputy: bool = False, collective: str = ""
) -> list[str]:
    """Return the lines above a signature: authority, then position, in capitals.

    :param head_title: the position of the head, such as "Giám đốc" or "Chủ tịch"
    :param is_deputy: whether a deputy signs for the head (ký thay)
    :param collective: the body that the head speaks for (thay mặt), such as "Ủy ban nhân dân";
        empty for an agency that its head leads alone

    >>> signature_titles("Chủ tịch", is_deputy=True, collective="Ủy ban nhân dân")
    ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH']
    """
    lines = [f"TM. {collective}"] if collective else []
    lines += [f"KT. {head_title}", f"Phó {head_title}"] if is_deputy else [head_title]
    return [line.upper() for line in lines]
