"""What is wrong with a signature, as sentences in the language of whoever reads them."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

PROBLEMS = {
    "altered": _lt("What was signed has been changed since."),
    "extended": _lt("Something was added to the file after it was signed."),
    "untrusted": _lt("The certificate was not issued by a trusted authority."),
    "expired": _lt("The certificate has expired or is not valid yet."),
    "revoked": _lt("The certificate has been revoked."),
    "weak": _lt(
        "It was signed by a digest that is not safe any more, such as SHA-1: sign the document again."
    ),
    "unreadable": _lt("The signature cannot be read."),
    "too_many": _lt("Not every signature was checked: there are too many, or it took too long."),
}

# Of a document that has a number, or is said to be signed.
UNSIGNED = _lt("It is neither signed digitally nor a scan of a signed document.")

# Of a document whose signers are all of another agency than the one that is said to have issued it.
OTHER_SIGNER = _lt("It is said to be issued by “%(issuer)s”, and is signed by “%(signers)s”.")
