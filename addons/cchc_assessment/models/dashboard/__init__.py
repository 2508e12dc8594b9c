from . import cchc_assessment
from . import cchc_dashboard
from . import cchc_dashboard_secretary
from . import cchc_reminder
