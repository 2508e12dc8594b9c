from . import cchc_unit
from . import cchc_evidence
