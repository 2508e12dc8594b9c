from . import test_evidence
from . import test_evidence_check
from . import test_evidence_guards
from . import test_evidence_rights
from . import test_evidence_tour
