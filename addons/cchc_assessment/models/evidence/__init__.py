from . import cchc_document_type
from . import cchc_evidence
