from odoo.tests import HttpCase, no_retry, tagged


@tagged("post_install", "-at_install")
class TestUploadQueue(HttpCase):
    """The unit tests of the client code, in the browser that it is written for."""

    @no_retry
    def test_upload_queue(self):
        """The upload queue, the score sheet and how it reads numbers do as they should (static/tests/*.test.js)."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%22%40cchc_assessment%22",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
