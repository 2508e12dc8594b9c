from . import cchc_criterion
from . import cchc_record_source
from . import cchc_record_figure
from . import cchc_assessment_line
from . import cchc_submission
