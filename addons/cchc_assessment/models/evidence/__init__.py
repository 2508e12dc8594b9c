from . import cchc_document_type
from . import cchc_evidence
from . import cchc_evidence_filing
from . import cchc_evidence_remark
from . import cchc_evidence_log
