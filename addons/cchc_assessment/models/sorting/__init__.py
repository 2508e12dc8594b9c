from . import cchc_rubric
from . import cchc_assessment
from . import cchc_assessment_line
from . import cchc_evidence
