from . import cchc_publication
from . import cchc_result
from . import cchc_result_domain
from . import cchc_publication_documents
from . import cchc_result_round
from . import cchc_result_notice
from . import cchc_score_report
from . import cchc_publication_seal
