from . import cchc_criterion
from . import cchc_rubric
from . import cchc_evidence
from . import cchc_assessment_line
from . import cchc_appraisal
from . import cchc_assessment
