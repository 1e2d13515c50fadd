"""A certificate authority of one test, and a server's certificate for this machine; files in a folder."""

import datetime
import ipaddress
import ssl
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _write(path, *parts):
    with open(path, "wb") as file:
        for part in parts:
            file.write(part)


def _pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def make(folder, key=None):
    """Writes authority.pem and server.pem (with its key), and returns their paths."""
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = (
        x509.CertificateBuilder()
        .subject_name(_name("esimdesk test authority"))
        .issuer_name(_name("esimdesk test authority"))
        .public_key(authority_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + 90 * day)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    key = key or ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name("localhost"))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + 90 * day)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    _write(f"{folder}/authority.pem", authority.public_bytes(pem))
    _write(f"{folder}/server.pem", certificate.public_bytes(pem), _pem(key))
    return f"{folder}/authority.pem", f"{folder}/server.pem"


def until(ends):
    """Certificates that end at these seconds since 1970, one after the other, of a server nobody has."""
    key = rsa_key()
    for end in ends:
        last = datetime.datetime.fromtimestamp(end, datetime.timezone.utc)
        yield (
            x509.CertificateBuilder()
            .subject_name(_name("esimdesk test"))
            .issuer_name(_name("esimdesk test"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(last - datetime.timedelta(days=3650))
            .not_valid_after(last)
            .sign(key, hashes.SHA256())
            .public_bytes(serialization.Encoding.PEM)
            .decode()
        )


def context(server):
    """What a TLS server needs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server)
    return context


def rsa_key():
    """For servers that know no other."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


if __name__ == "__main__":
    print("".join(until(map(int, sys.argv[1:]))), end="")
