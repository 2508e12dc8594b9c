"""What makes a document unfit to be filed, or is remarked beside it, as sentences."""

from odoo.tools import LazyTranslate

from .wording import fill_in, join_or

_lt = LazyTranslate(__name__)

SENTENCES = {
    # Why a file cannot be filed.
    "empty": _lt("The file “%(name)s” is empty (0 bytes). Check the original and upload it again."),
    "executable": _lt("“%(name)s” is a program, not a document. Upload the document itself."),
    "html": _lt("“%(name)s” is a web page or an XML file. Print it to PDF and upload the PDF."),
    "svg": _lt(
        "“%(name)s” is an SVG image, which may hold program code. Export it to PNG or PDF and "
        "upload that."
    ),
    "unknown": _lt(
        "The content of the file “%(name)s” is not recognized. These may be filed: %(types)s."
    ),
    "not_allowed": _lt(
        "The file “%(name)s” is of a type that may not be filed (%(type)s). These may be filed: "
        "%(types)s."
    ),
    "wrong_ending": _lt(
        "The name of the file “%(name)s” doesn't fit its content (%(type)s). Give it the ending "
        "%(endings)s, or choose the right file."
    ),
    "polyglot": _lt(
        "The file “%(name)s” has something else attached before or behind the document. Print "
        "or scan the document into a new file and upload that."
    ),
    "truncated": _lt(
        "The end of the file “%(name)s” is missing; a copy or download may have broken off. "
        "Upload it again from the original."
    ),
    "damaged": _lt(
        "The file “%(name)s” is damaged and cannot be opened. Save or scan the document again "
        "and upload that."
    ),
    "too_complex": _lt(
        "The file “%(name)s” cannot be checked: it is built in a far more complicated way than "
        "any document. Print or scan it into a new PDF and upload that."
    ),
    "too_many_pages": _lt(
        "The file “%(name)s” says that it has more than %(limit)s pages. Split it."
    ),
    "password": _lt(
        "The file “%(name)s” opens only with a password, so the council could not read it. "
        "Remove the password and upload it again."
    ),
    "archive_empty": _lt("There is no file in the archive “%(name)s”."),
    "archive_entries": _lt(
        "The archive “%(name)s” holds too many files; %(limit)s is the most. Split it."
    ),
    "archive_size": _lt(
        "The archive “%(name)s” unpacks to %(size)s; %(limit)s is the most. Split it."
    ),
    "archive_ratio": _lt(
        "The file “%(entry)s” in “%(name)s” is packed to less than 1/%(limit)s of its size, as "
        "in a malicious archive. Upload it by itself, not packed."
    ),
    "archive_depth": _lt(
        "“%(entry)s” in the archive “%(name)s” lies more than %(limit)s folders deep. Pack it "
        "again with fewer folders."
    ),
    "archive_nested": _lt(
        "The archive “%(name)s” holds another archive, “%(entry)s”. Unpack that one first, then "
        "pack again."
    ),
    "archive_name": _lt(
        "The archive “%(name)s” holds a file with an unsafe name: “%(entry)s”. Rename it and "
        "pack again."
    ),
    "archive_duplicate": _lt(
        "The archive “%(name)s” holds two files of the same name, “%(entry)s”. Rename one and "
        "pack again."
    ),
    "archive_password": _lt(
        "The archive “%(name)s” is protected by a password, so the council could not read it. "
        "Pack it again without one."
    ),
    "archive_executable": _lt(
        "The archive “%(name)s” holds “%(entry)s”, which is a program or may hold program code. "
        "Leave it out and pack again."
    ),
    # What harm is inside.
    "macros": _lt(
        "The file “%(name)s” holds macros. Save it as a document without macros (.docx, .xlsx) "
        "or as PDF and upload that."
    ),
    "program": _lt(
        "A program is embedded in the file “%(name)s”. Remove it, or print the document to PDF "
        "and upload that."
    ),
    "starts_program": _lt(
        "The file “%(name)s” starts another program when it is opened (DDE or Launch). Print it "
        "to a new PDF and upload that."
    ),
    "calls_out": _lt(
        "The file “%(name)s” calls another server by itself when it is opened (a template, an "
        "object or an address on the internet). Print it to a new PDF and upload that."
    ),
    "pixels": _lt(
        "The picture “%(name)s” is too large (%(width)s × %(height)s pixels): many machines "
        "could not open it. Scan or save it at a lower resolution."
    ),
    # What is filed, and said.
    "pdf_script": _lt("The PDF holds JavaScript. It is downloaded, and not shown in the browser."),
    "pdf_form": _lt(
        "The PDF is a dynamic form (XFA), which browsers do not show. It is downloaded."
    ),
    "pdf_sends": _lt(
        "The PDF has a button that sends data elsewhere. It is downloaded; do not press that "
        "button."
    ),
    "pdf_opens": _lt(
        "The PDF has links that open other files on the reader's machine. It is downloaded."
    ),
    "pdf_media": _lt("The PDF holds sound, film or rich media. It is downloaded."),
    "pdf_attachment": _lt(
        "Other files are attached inside the PDF. The council looks at the PDF itself only."
    ),
    "object": _lt(
        "The document holds objects of other programs. Do not activate them without need."
    ),
    "control": _lt("The document holds controls (ActiveX) or an add-in. Do not enable them."),
    "template": _lt(
        "The document uses a Word template on its author's machine or network. It can be read "
        "all the same."
    ),
    "linked": _lt(
        "The document takes pictures or figures from elsewhere. Do not update its links when "
        "opening it."
    ),
    "unsearched": _lt(
        "The document is too large or too intricate to be looked through as a whole. It is "
        "downloaded."
    ),
}

# What people call a type.
TYPE_NAMES = {
    # a name, the same in every language
    "application/pdf": "PDF",
    "image/png": _lt("PNG image"),
    "image/jpeg": _lt("JPEG image"),
    "image/tiff": _lt("TIFF image"),
    "application/msword": _lt("Word 97-2003 document"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _lt("Word document"),
    "application/vnd.ms-excel": _lt("Excel 97-2003 workbook"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _lt("Excel workbook"),
    "application/zip": _lt("ZIP archive"),
    "image/gif": _lt("GIF image"),
    "image/webp": _lt("WebP image"),
    "image/bmp": _lt("BMP image"),
    "application/vnd.rar": _lt("RAR archive"),
    "application/x-7z-compressed": _lt("7-Zip archive"),
    "application/gzip": _lt("GZIP archive"),
    "application/rtf": _lt("RTF document"),
    "application/vnd.oasis.opendocument": _lt("OpenDocument file"),
    "application/vnd.openxmlformats-officedocument": _lt("Office file"),
    "application/x-ole-storage": _lt("Office 97-2003 file"),
    "video/mp4": _lt("video or HEIC image"),
}

_LONGEST = 120


def say_refusal(env, error):
    """Return what is wrong with a file and the way out, of a ``DocumentError``."""
    return _say(env, error.kind, error.params)


def say_kind(env, kind, name):
    """Return the sentence of one of ``KINDS``, found in the document ``name``, of which no more is known."""
    return _say(env, kind, {"name": name, "width": "…", "height": "…"})


def _say(env, kind, params):
    params = dict(params)
    if "type" in params:
        params["type"] = TYPE_NAMES.get(params["type"], params["type"])
    if "types" in params:
        params["types"] = [name for kind, name in TYPE_NAMES.items() if kind in params["types"]]
    if "endings" in params:
        params["endings"] = join_or(env, params["endings"])
    return fill_in(env, SENTENCES[kind], params, longest=_LONGEST)
