from . import test_team
from . import test_team_guards
from . import test_team_rights
from . import test_team_tour
