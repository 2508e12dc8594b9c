from . import cchc_assessment
from . import cchc_dashboard
from . import cchc_work
from . import cchc_reminder
from . import secretary_section
from . import team_section
