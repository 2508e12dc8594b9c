from . import cchc_division
from . import cchc_task
from . import cchc_mark
from . import cchc_assessment
from . import cchc_assessment_line
from . import cchc_evidence
from . import cchc_note
from . import cchc_unit
