from . import test_team_rights
from . import test_team
