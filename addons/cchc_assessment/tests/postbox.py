"""A mail server for tests, and the way to it."""

import socketserver
from contextlib import contextmanager
from threading import Thread
from unittest.mock import patch

from odoo.tools import mute_logger


class Postbox(socketserver.StreamRequestHandler):
    """The least of a mail server: takes whatever it is given and keeps it in its server's ``letters``."""

    def handle(self):
        self.wfile.write(b"220 postbox\r\n")
        while command := self.rfile.readline().strip().upper():
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(letter)
            self.wfile.write(b"250 good\r\n")
            if command == b"QUIT":
                return


class Mailing:
    """For a test class: letters that are sent fall into a box, or find nobody."""

    @contextmanager
    def _sending_to(self, port):
        """Send to the mail server on this port of the own machine; Odoo sends nothing in tests otherwise."""
        server = self.env["ir.mail_server"].create(
            {
                "name": "Thư thử",
                "smtp_host": "127.0.0.1",
                "smtp_port": port,
                "smtp_encryption": "none",
            }
        )
        with (
            patch.object(type(server), "_disable_send", lambda *_: False),
            mute_logger(
                "odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server"
            ),
        ):
            yield

    @contextmanager
    def _postbox(self):
        """Yield the list into which what is sent falls."""
        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postbox) as server:
            server.letters = []
            thread = Thread(target=server.serve_forever)
            thread.start()
            with self._sending_to(server.server_address[1]):
                yield server.letters
            server.shutdown()
            thread.join()


class _Pop3(socketserver.StreamRequestHandler):
    """A server from which letters are fetched, one after the other (RFC 1939)."""

    def handle(self):
        self.wfile.write(b"+OK\r\n")
        for line in self.rfile:
            command, *arguments = line.decode().split()
            letters = self.server.letters
            answer = b"+OK\r\n"
            if command == "STAT":
                answer = f"+OK {len(letters)} 1\r\n".encode()
            elif command == "LIST":
                answer = b"+OK\r\n.\r\n"
            elif command == "RETR":
                lines = letters[int(arguments[0])].splitlines()
                stuffed = (b"." + one if one.startswith(b".") else one for one in lines)
                answer = b"\r\n".join([b"+OK", *stuffed, b".", b""])
            elif command == "DELE":
                del letters[int(arguments[0])]
            self.wfile.write(answer)
            if command == "QUIT":
                return


@contextmanager
def open_pop3(letters):
    """Offer letters to be fetched; yield the port, and what is left of them by their number."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Pop3) as server:
        server.letters = dict(enumerate(letters, 1))
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1], server.letters
        finally:
            server.shutdown()
            thread.join()
