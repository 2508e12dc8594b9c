from . import test_figure_guards
from . import test_figure_notices
from . import test_figures
