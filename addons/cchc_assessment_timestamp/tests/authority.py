"""A timestamping authority of one's own: OpenSSL signs, a web server on this machine answers. No network."""

import contextlib
import datetime
import http.server
import subprocess
import tempfile
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.timezone.utc)
YEAR = datetime.timedelta(days=365)
TSA_NAME = "Dấu thời gian mẫu"

CONFIGURATION = """[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
certs = {folder}/chain.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """A root, an authority between, and a certificate that signs timestamps."""

    def __init__(self, name="Gốc mẫu"):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        root_key, root = self._make(name)
        between_key, between = self._make("Trung gian mẫu", root_key, root)
        key, signer = self._make(TSA_NAME, between_key, between, signs_times=True)
        self.pem = root.public_bytes(Encoding.PEM).decode()
        # what is signed is the same; DER's order of the two is met by one of these at most
        self._write("root.pem", root.public_bytes(Encoding.PEM))
        self._write("chain.pem", between.public_bytes(Encoding.PEM))
        self._write("signer.pem", signer.public_bytes(Encoding.PEM))
        self._write("serial", b"01\n")
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self._write("signer.key", plain)
        self._write("tsa.cnf", CONFIGURATION.format(folder=self.folder).encode())

    def close(self):
        self._folder.cleanup()

    def _write(self, name, content):
        (self.folder / name).write_bytes(content)

    def _make(self, name, issuer_key=None, issuer=None, signs_times=False):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        usage = dict.fromkeys(
            (
                "content_commitment",
                "crl_sign",
                "data_encipherment",
                "decipher_only",
                "encipher_only",
                "key_agreement",
                "key_encipherment",
            ),
            False,
        )
        usage |= {"digital_signature": signs_times, "key_cert_sign": not signs_times}
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - YEAR)
            .not_valid_after(NOW + 9 * YEAR)
            .add_extension(x509.BasicConstraints(not signs_times, None), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(_name_issuer((issuer_key or key).public_key()), False)
        )
        if signs_times:
            stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(stamping, critical=True)
        return key, builder.sign(issuer_key or key, hashes.SHA256())

    def reply(self, query):
        """Return what OpenSSL answers to a request, whatever it is."""
        with tempfile.TemporaryDirectory() as name:
            asked, answered = Path(name) / "query.tsq", Path(name) / "reply.tsr"
            asked.write_bytes(query)
            options = ["-config", self.folder / "tsa.cnf", "-queryfile", asked, "-out", answered]
            subprocess.run(["openssl", "ts", "-reply", *options], capture_output=True, check=False)
            return answered.read_bytes()

    def reply_with_another_nonce(self, query):
        """Answer another question about the same text."""
        # the number stands before the box at the end that asks for certificates
        assert query[-3:] == b"\x01\x01\xff"
        return self.reply(query[:-4] + bytes([query[-4] ^ 1]) + query[-3:])

    def reply_with_another_digest(self, query):
        """Answer the same question about another text."""
        at = query.index(b"\x04\x20") + 2
        return self.reply(query[:at] + query[at : at + 32][::-1] + query[at + 32 :])

    def reply_refusing(self, _query):
        """Refuse, as to a question that is none."""
        return self.reply(b"none")


def _name_issuer(public_key):
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(public_key)


class Server:
    """A web server that hands each request to ``answer(handler, query)``."""

    def __init__(self, answer):
        self.answer, self.ended, self.asked = answer, threading.Event(), []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
                server.asked.append((self.path, self.headers["Content-Type"], query))
                # whoever asked may be gone
                with contextlib.suppress(OSError):
                    server.answer(self, query)

            def log_message(self, *args):
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}/tsr"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self):
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def send_slowly(self, handler, _query):
        """Send a letter now and then, without end."""
        send_head(handler, [("Content-Length", "5000")])
        while not self.ended.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    def send_head_slowly(self, handler, _query):
        """Send the head of an answer a letter now and then, without end."""
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
        while not self.ended.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()


def send_head(handler, headers=(), status=200):
    handler.send_response(status)
    for header in headers:
        handler.send_header(*header)
    handler.end_headers()


def sends(reply):
    """Return an answer that sends what ``reply(query)`` returns."""

    def answer(handler, query):
        content = reply(query)
        send_head(handler, [("Content-Length", str(len(content)))])
        handler.wfile.write(content)

    return answer


def send_without_end(handler, _query):
    send_head(handler)
    while True:
        handler.wfile.write(b"0" * 65536)


def redirects_to(address):
    def answer(handler, _query):
        send_head(handler, [("Location", address)], 307)

    return answer


def fails(handler, _query):
    handler.send_error(503)
