from odoo.tests import HttpCase, no_retry, tagged


@tagged("post_install", "-at_install")
class TestUploadQueue(HttpCase):
    """The upload queue's own tests, in the browser that they are written for."""

    @no_retry
    def test_upload_queue(self):
        """Files travel two at a time, each with a fate of its own (static/tests/upload_queue.test.js)."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%22%40cchc_assessment%22",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
