"""Documents that are made up."""


def make_pdf(dice, size):
    """Return a PDF of one page and about ``size`` bytes, which differ from file to file."""
    filling = dice.randbytes(max(size - 400, 16))
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(filling), filling),
    )
    content, table = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, each in enumerate(objects, start=1):
        table += b"%010d 00000 n \n" % len(content)
        content += b"%d 0 obj%b endobj\n" % (number, each)
    return b"%bxref\n0 5\n%btrailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        content,
        table,
        len(content),
    )
