from .common import WebCase


class MenusCase(WebCase):
    """What each role's menus lead to."""

    # whose menus they are
    addon = "cchc_assessment"

    def _screens(self, user):
        """Yield (action, view type, record) for what this user's menus lead to."""
        for action in self._visible_actions(user):
            if action._name == "ir.actions.server":
                # it opens a list, filtered by what there is
                action = self._open_menu(action, user)
            if not action or action.target == "new":
                continue
            if action._name == "ir.actions.client":
                continue  # no view of a model: it has tests of its own
            record = self.env[action.res_model].with_user(user).search([], limit=1)
            for view_type in action.view_mode.split(","):
                if view_type == "form" and not record and not record.has_access("create"):
                    continue  # no form to open: there is no record, and nobody makes one by hand
                yield action.xml_id, view_type, record.id if view_type == "form" else False

    def _visible_actions(self, user):
        """Return the actions of all menus of the addon that this user sees."""
        menus = self.env["ir.ui.menu"].with_user(user)
        data = self.env["ir.model.data"].search(
            [("module", "=", self.addon), ("model", "=", "ir.ui.menu")]
        )
        visible = menus.browse(menus._visible_menu_ids()) & menus.browse(data.mapped("res_id"))
        return list(filter(None, visible.sudo().mapped("action")))

    def _open_menu(self, action, user):
        """Return the window that a menu's server action opens."""
        opened = self.env[action._name].browse(action.id).with_user(user).run()
        self.assertEqual(opened["type"], "ir.actions.act_window")
        return self.env["ir.actions.act_window"].browse(opened["id"]).sudo()
