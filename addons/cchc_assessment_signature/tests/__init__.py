from . import test_evidence_signature
from . import test_handover
from . import test_hygiene
from . import test_signature_rights
from . import test_signed_file
from . import test_trusted_certificate
