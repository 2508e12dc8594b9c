from . import cchc_assessment
from . import cchc_common_figure
from . import cchc_publication
from . import cchc_rubric
