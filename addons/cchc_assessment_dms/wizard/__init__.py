from . import cchc_evidence_take
