from . import cchc_evidence
