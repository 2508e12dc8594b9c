from . import cchc_scored_mixin
from . import cchc_revised_mixin
from . import cchc_totals_mixin
from . import cchc_assessment
from . import cchc_assessment_save
from . import cchc_assessment_line
from . import cchc_submission
from . import cchc_submission_check
