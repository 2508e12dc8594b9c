from . import cchc_assessment_line
from . import cchc_evidence
from . import ir_attachment
