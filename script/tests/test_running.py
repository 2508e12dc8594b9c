"""The configuration files of ``docs/running`` work together as they stand, but for addresses and paths."""

import configparser
import datetime
import ipaddress
import json
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import time

import pytest
import requests
from client import Client, listens, wait_for
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from runtime import debian, instance, paths, process

EXAMPLES = paths.REPOSITORY / "docs" / "running"
OFFICER = "canbo.demo"
WORKERS = 2


@pytest.fixture(scope="module")
def site(database, tmp_path_factory):
    """The address of nginx with TLS before an Odoo with workers, and the file that its certificate is in."""
    if not shutil.which("nginx"):
        debian.install("nginx", ["nginx-light"], "The tests of the configuration need")
    folder = tmp_path_factory.mktemp("site")
    _make_certificate(folder)
    ports = dict(zip(("https", "http", "odoo", "push"), _free_ports(4), strict=True))
    address = f"https://localhost:{ports['https']}"
    database.set_address(address)
    odoo = _start_odoo(database, folder, ports)
    nginx = _start_nginx(database, folder, ports)
    try:
        certificate = folder / "fullchain.pem"
        wait_for(lambda: _is_healthy(address, certificate))
        # the process that pushes starts after the workers
        wait_for(lambda: listens(ports["push"]))
        yield address, certificate, ports
    finally:
        for child in (nginx, odoo):
            child.terminate()
        for child in (nginx, odoo):
            child.wait(60)


def _free_ports(count):
    sockets = [socket.socket() for _number in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    numbers = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return numbers


def _start_odoo(database, folder, ports):
    """Start what the systemd unit starts, with the example of a configuration."""
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(EXAMPLES / "odoo.service")
    program, option, path = shlex.split(unit["Service"]["ExecStart"])
    assert (program, option, path) == ("/usr/bin/odoo", "-c", "/etc/odoo/odoo.conf")
    config = configparser.RawConfigParser()
    config.read(EXAMPLES / "odoo.conf")
    ours = configparser.RawConfigParser()
    ours.read(database.instance.config)
    config["options"].update(
        addons_path=ours["options"]["addons_path"],
        data_dir=str(database.instance.data),
        db_name=database.name,
        http_port=str(ports["odoo"]),
        gevent_port=str(ports["push"]),
        workers=str(WORKERS),
    )
    # where PostgreSQL is, the environment says
    config.remove_option("options", "db_host")
    with (folder / "odoo.conf").open("w") as handle:
        config.write(handle)
    return subprocess.Popen(
        [
            database.instance.runtime.environment.python,
            instance.LAUNCHER,
            "-c",
            folder / "odoo.conf",
        ],
        env=process.environment(ODOO_RC=None),
        stderr=(folder / "odoo.log").open("w"),
        preexec_fn=process.die_with_parent,
    )


def _start_nginx(database, folder, ports, hosts=None):
    """Start nginx with the example.

    :param hosts: what stands in place of its two ``upstream``, where there are two hosts
    """
    text = (EXAMPLES / "nginx.conf").read_text()
    upstream = (
        ("127.0.0.1:8069", f"127.0.0.1:{ports['odoo']}"),
        ("127.0.0.1:8072", f"127.0.0.1:{ports['push']}"),
    )
    if hosts:
        begins, ends = text.index("upstream odoo {"), text.index("map $http_upgrade")
        text = text[:begins] + hosts + text[ends:]
        upstream = ()
    for old, new in (
        *upstream,
        ("listen 80;", f"listen 127.0.0.1:{ports['http']};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{ports['https']} ssl;"),
        ("odoo.mau.gov.vn", "localhost"),
        ("/etc/ssl/odoo", str(folder)),
        ("/var/lib/odoo", str(database.instance.data)),
    ):
        assert old in text
        text = text.replace(old, new)
    # what Debian's own nginx.conf has around the files of conf.d
    whole = f"""
        user root; worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
        events {{}}
        http {{
            include /etc/nginx/mime.types; access_log off;
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
            {text}
        }}
    """
    (folder / "nginx.conf").write_text(whole)
    return subprocess.Popen(
        ["nginx", "-c", folder / "nginx.conf", "-p", folder, "-e", folder / "nginx.log"],
        preexec_fn=process.die_with_parent,
    )


def _make_certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _is_healthy(address, certificate):
    try:
        answer = requests.get(
            f"{address}/web/health?db_server_status=1", verify=certificate, timeout=5
        )
    except OSError:
        return False
    return answer.ok and answer.json()["db_server_status"]


def test_plain_addresses_lead_to_the_encrypted_one(site):
    """Whoever leaves the s out of https comes to the same page."""
    address, _certificate, ports = site
    answer = requests.get(
        f"http://localhost:{ports['http']}/odoo", allow_redirects=False, timeout=30
    )
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://localhost/odoo")
    assert address.startswith("https://localhost")


def test_documents_are_sent_by_the_proxy(site, database):
    """Odoo checks the right and names the file; nginx sends it, and gives it to nobody who asks for it by path."""
    address, certificate, ports = site
    client = Client(address, database.name, OFFICER, verify=certificate)
    domain = [["attachment_id", "!=", False]]
    [document] = client.call(
        "cchc.evidence", "search_read", domain, ["sha256"], limit=1, order="id"
    )
    path = f"/cchc/evidence/{document['id']}"
    behind = client.get(f"http://127.0.0.1:{ports['odoo']}{path}")
    hidden_path = behind.headers["X-Accel-Redirect"]
    assert not behind.content
    sent = client.get(address + path)
    assert sent.content.startswith(b"%PDF")
    assert "X-Accel-Redirect" not in sent.headers
    assert client.get(address + hidden_path).status_code == 404


def test_what_is_pushed_comes_through_the_proxy(site, database):
    """One address is enough for pages and for what is pushed to them."""
    address, certificate, ports = site
    client = Client(address, database.name, OFFICER, verify=certificate)
    connection = client.listen(ports["https"], "a channel")
    assert json.loads(json.dumps(connection.connected))
    connection.close()


def test_slow_lines_hold_no_worker(site, database):
    """More people who send a byte a second than there are workers, and everybody else is served."""
    address, certificate, ports = site
    slow = [_begin_upload(ports["https"], certificate) for _number in range(4 * WORKERS)]
    try:
        started = time.monotonic()
        client = Client(address, database.name, OFFICER, verify=certificate)
        assert client.call("cchc.assessment", "search_count", [])
        # far below what one of those uploads takes
        assert time.monotonic() - started < 60
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.parametrize("down", ["10.0.0.21", "10.0.0.22"])
def test_where_one_host_is_down_the_other_one_answers(site, database, tmp_path, down):
    """The proxy of two hosts leads those elsewhere whose own host does not answer, pages and what is pushed alike."""
    _address, certificate, ports = site
    https, http, nobody = _free_ports(3)
    hosts = (EXAMPLES / "nginx-two-hosts.conf").read_text()
    assert hosts.count(down) == 2
    hosts = re.sub(rf"{re.escape(down)}:\d+", f"127.0.0.1:{nobody}", hosts)
    for service, port in (("8069", "odoo"), ("8072", "push")):
        hosts = re.sub(rf"10\.0\.0\.2\d:{service}", f"127.0.0.1:{ports[port]}", hosts)
    for name in ("fullchain.pem", "privkey.pem"):
        shutil.copy(certificate.parent / name, tmp_path)
    nginx = _start_nginx(database, tmp_path, {**ports, "https": https, "http": http}, hosts)
    try:
        address = f"https://localhost:{https}"
        wait_for(lambda: _is_healthy(address, certificate))
        client = Client(address, database.name, OFFICER, verify=certificate)
        for _turn in range(4):
            assert client.call("cchc.assessment", "search_count", [])
            client.listen(https, "a channel").close()
    finally:
        nginx.terminate()
        nginx.wait(60)


def _begin_upload(port, certificate):
    """Send the beginning of a large upload, and then nothing more."""

    context = ssl.create_default_context(cafile=certificate)
    plain = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection = context.wrap_socket(plain, server_hostname="localhost")
    connection.sendall(
        b"POST /cchc/evidence/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
    )
    return connection


def test_the_page_for_administrators_names_every_setting():
    """Each option of the example is explained, so that nobody has to guess."""
    text = (paths.REPOSITORY / "docs" / "running.md").read_text(encoding="utf-8")
    examples = [*EXAMPLES.glob("odoo*.conf"), *EXAMPLES.glob("postgresql*.conf")]
    files = [example.read_text(encoding="utf-8") for example in examples]
    options = [one for file in files for one in re.findall(r"^(\w+) =", file, re.MULTILINE)]
    assert len(files) == 4
    assert options
    assert [option for option in options if f"`{option}`" not in text] == []
