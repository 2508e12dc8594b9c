from . import cchc_unit
from . import cchc_evidence
from . import cchc_work
