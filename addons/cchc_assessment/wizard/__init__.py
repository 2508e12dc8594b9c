from . import cchc_assessment_approve
from . import cchc_assessment_return
from . import cchc_rubric_import
