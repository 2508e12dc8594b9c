ADDON = "cchc_assessment_ocr"


def post_init_hook(env):
    """Let scans wait that were filed before this addon was there."""
    env["cchc.evidence"]._await_earlier_scans()
