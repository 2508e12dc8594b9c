from . import cchc_publication
from . import cchc_result
from . import cchc_result_domain
from . import cchc_score_report
from . import cchc_seal_review
from . import cchc_submission
from . import cchc_work
