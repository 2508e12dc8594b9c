from . import blank_form
