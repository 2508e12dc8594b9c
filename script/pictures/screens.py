"""Each role's main screens in the demonstration."""

from dataclasses import dataclass

OFFICER = "canbo.demo"
LEADER = "lanhdao2.demo"
APPRAISER = "thamdinh.demo"
SECRETARY = "thuky.demo"

ADDON = "cchc_assessment"
DESKTOP = (1366, 800)
PHONE = (390, 844)


@dataclass(frozen=True)
class Screen:
    """One picture.

    :param login: whose screen it is.
    :param action: the action that it begins with.
    :param shown: what has to be visible in the end.
    :param clicks: what is clicked on the way, one after the other.
    """

    login: str
    action: str
    shown: str
    clicks: tuple[str, ...] = ()
    size: tuple[int, int] = DESKTOP

    @property
    def path(self):
        return f"/odoo/action-{ADDON}.{self.action}"


SCREENS = {
    "dashboard-officer": Screen(OFFICER, "cchc_dashboard_action", ".o_cchc_open_assessment"),
    "dashboard-leader": Screen(LEADER, "cchc_dashboard_action", "[data-section=leader]"),
    "dashboard-appraiser": Screen(APPRAISER, "cchc_dashboard_action", "[data-section=council]"),
    "dashboard-secretary": Screen(SECRETARY, "cchc_dashboard_action", "[data-chart] canvas"),
    "dashboard-phone": Screen(
        OFFICER, "cchc_dashboard_action", ".o_cchc_open_assessment", size=PHONE
    ),
    "sheet": Screen(
        OFFICER,
        "cchc_dashboard_action",
        ".o_cchc_panel",
        (".o_cchc_open_assessment", ".o_cchc_sheet .o_cchc_next"),
    ),
    "sheet-phone": Screen(
        LEADER,
        "cchc_dashboard_action",
        ".o_cchc_sheet .o_cchc_card",
        (".o_cchc_open_assessment",),
        PHONE,
    ),
    "approval": Screen(
        LEADER,
        "cchc_dashboard_action",
        ".modal button[name=action_approve]",
        (".o_cchc_open_waiting", ".o_statusbar_buttons button[name=action_approve]"),
    ),
    "library": Screen(OFFICER, "cchc_evidence_action", ".o_list_view .o_data_row"),
    "appraisal": Screen(
        APPRAISER,
        "cchc_dashboard_action",
        ".o_list_view .o_data_row",
        ("[data-section=council] tbody button", ".o_list_view .o_group_header .o_group_name"),
    ),
    "criterion": Screen(
        APPRAISER,
        "cchc_appraisal_action",
        ".o_list_view .o_data_row",
        (".o_list_view .o_group_header .o_group_name",),
    ),
    "results": Screen(SECRETARY, "cchc_result_action", ".o_list_view .o_data_row"),
    "board": Screen(SECRETARY, "cchc_board_action", ".o_list_view .o_data_row"),
    "rubric": Screen(
        SECRETARY,
        "cchc_rubric_action",
        ".o_form_view .o_field_widget[name=criterion_ids] .o_data_row",
        (".o_list_view .o_data_row:has(.text-bg-success) td[name=name]",),
    ),
}
