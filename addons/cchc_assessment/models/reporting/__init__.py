from . import cchc_assessment
from . import cchc_rubric
