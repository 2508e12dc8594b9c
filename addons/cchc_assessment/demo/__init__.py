from . import cchc_demo, cchc_demo_council
