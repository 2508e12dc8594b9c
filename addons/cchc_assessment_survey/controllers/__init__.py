from . import forms, survey
