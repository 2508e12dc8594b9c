from . import test_appraisal
from . import test_council_attacks
from . import test_council_mail
from . import test_council_queries
from . import test_council_rights
from . import test_council_tour
from . import test_minute
from . import test_survey
