"""What the tests of every addon that builds on this one have in common: hygiene, rights and methods, as of our own."""

from odoo.tests import new_test_user

from .whole import test_hygiene, test_rights_matrix, test_text_lengths

_OF_ALL = test_hygiene.TestHygiene
_RIGHTS = test_rights_matrix.TestRightsMatrix
_METHODS = test_rights_matrix.TestPublicMethods


class AddonHygiene:
    """What every view and string of an addon has to have. For a class that inherits ``CchcCase``.

    :cvar MODULE: the addon's name.
    """

    MODULE = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        _OF_ALL._find_own.__func__(cls)
        cls.roles |= new_test_user(cls.env, "cchc_addon_admin", groups="base.group_system")

    _own = _OF_ALL._own
    _get_fields_of_other_apps = _OF_ALL._get_fields_of_other_apps
    _places = _OF_ALL._places
    _find_other_moments = _OF_ALL._find_other_moments
    test_views_load_as_each_role = _OF_ALL.test_views_load_as_each_role
    test_vietnamese_is_complete = _OF_ALL.test_vietnamese_is_complete


class ModelHygiene(AddonHygiene):
    """What every model, view, menu and string has to have, where an addon has models of its own."""

    _texts = test_text_lengths.TestTextLengths._texts
    test_every_model_has_access_rows_and_rules = _OF_ALL.test_every_model_has_access_rows_and_rules
    test_buttons_have_their_methods = _OF_ALL.test_buttons_have_their_methods
    test_what_is_new_has_no_odd_title = _OF_ALL.test_what_is_new_has_no_odd_title
    test_confirmations_name_what_is_done = _OF_ALL.test_confirmations_name_what_is_done
    test_moments_are_written_alike = _OF_ALL.test_moments_are_written_alike
    test_years_have_no_thousands = _OF_ALL.test_years_have_no_thousands
    test_lists_have_cards = _OF_ALL.test_lists_have_cards
    test_names_are_read_while_they_are_edited = _OF_ALL.test_names_are_read_while_they_are_edited
    test_no_heading_of_a_group_adds_up_points = _OF_ALL.test_no_heading_of_a_group_adds_up_points


class AddonRights:
    """Each role, model and operation, as declared in ``MATRIX``. For a ``TransactionCase`` with ``RightsCase``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_province()
        cls._make_rights()

    _assert_reach = _RIGHTS._assert_reach
    test_every_model_is_declared = _RIGHTS.test_every_model_is_declared
    test_operations = _RIGHTS.test_operations
    test_reach_while_it_is_scored = _RIGHTS.test_reach_while_it_is_scored
    test_reach_after_submission = _RIGHTS.test_reach_after_submission


class AddonMethods:
    """Over the network, by no method, a stranger gets a word or changes a thing. For a ``MethodsCase``."""

    test_another_units_officer = _METHODS.test_another_units_officer
    test_a_user_of_no_group = _METHODS.test_a_user_of_no_group
    test_a_portal_user = _METHODS.test_a_portal_user
