from . import cchc_common_figure
from . import cchc_figure_batch
from . import cchc_work
from . import cchc_figure
from . import cchc_assessment_line
from . import cchc_assessment
