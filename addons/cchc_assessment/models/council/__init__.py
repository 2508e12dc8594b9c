from . import cchc_unit
from . import cchc_criterion
from . import cchc_appraisal
from . import cchc_assessment_line
from . import cchc_assessment
from . import cchc_period
from . import cchc_assignment
from . import cchc_evidence
