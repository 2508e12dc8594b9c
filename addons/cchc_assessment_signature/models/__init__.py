from . import cchc_trusted_certificate
from . import cchc_evidence_signature
from . import cchc_evidence
from . import cchc_submission
from . import cchc_signed_mixin
