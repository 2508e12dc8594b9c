from . import cchc_assessment_approve
from . import cchc_assessment_return
from . import cchc_rubric_import
from . import cchc_rubric_import_line
from . import cchc_criterion_trial
from . import cchc_rubric_comparison
from . import cchc_rubric_finding
from . import cchc_rubric_publish
