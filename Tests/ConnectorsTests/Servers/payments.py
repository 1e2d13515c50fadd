"""Stripe, WeChat Pay and Alipay on loopback, as far as a desk meets them: stateful, strict, and unreliable on request.

python payments.py FOLDER: writes the keys a desk needs into FOLDER, prints one line of JSON with its port,
and serves until its standard input ends. Whatever a request does that the provider's documents do not
allow is kept as a complaint. What a person does, and what goes wrong, is told to it below /double/.

The person's side is the truth here: who was charged, and who got their money back.
"""

import base64
import email.utils
import http.server
import json
import shutil
import sys
import threading
import time
import urllib.parse

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

import alipay
import stripe_pages
import wechatpay


class Key:
    """An RSA key, and what a provider or a merchant signs and checks with it."""

    def __init__(self):
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def sign(self, message):
        signature = self.private.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return base64.b64encode(signature).decode()

    def holds(self, signature, message):
        try:
            self.private.public_key().verify(
                base64.b64decode(signature), message, padding.PKCS1v15(), hashes.SHA256()
            )
            return True
        except (InvalidSignature, ValueError):
            return False

    def write(self, folder, name):
        """NAME.pem, private, and NAME.pub.pem."""
        pem = serialization.Encoding.PEM
        with open(f"{folder}/{name}.pem", "wb") as file:
            file.write(
                self.private.private_bytes(
                    pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
        with open(f"{folder}/{name}.pub.pem", "wb") as file:
            file.write(
                self.private.public_key().public_bytes(
                    pem, serialization.PublicFormat.SubjectPublicKeyInfo
                )
            )


class World:
    """What all three providers share: a clock, the money, the faults to come, the complaints."""

    def __init__(self):
        self.set_clock = None
        self.complaints = []
        self.faults = []
        # Order number: how often charged, how often given back.
        self.charged = {}
        self.returned = {}
        self.requests = []

    def now(self):
        return self.set_clock if self.set_clock is not None else int(time.time())

    def complain(self, text):
        self.complaints.append(text)

    def charge(self, order, amount):
        self.charged.setdefault(order, []).append(amount)

    def give_back(self, order, amount):
        self.returned.setdefault(order, []).append(amount)


class Gone(Exception):
    """The line is cut without a word."""


folder = sys.argv[1]
world = World()
lock = threading.RLock()
keys = {name: Key() for name in ("merchant", "platform", "app", "alipay", "stranger")}
for name, key in keys.items():
    key.write(folder, name)
with open(f"{folder}/stripe-key", "w") as file:
    file.write(stripe_pages.SECRET_KEY + "\n")
providers = {}


def begin_anew():
    world.__init__()
    providers["/v1/"] = stripe_pages.Stripe(world)
    providers["/v3/"] = wechatpay.WeChatPay(world, keys)
    providers["/gateway.do"] = alipay.Alipay(world, keys)


begin_anew()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            with lock:
                if self.path.startswith("/double/"):
                    status, headers, said = 200, {}, self.told(body)
                else:
                    status, headers, said = self.served(body)
        except Gone:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if status != 204:
            self.wfile.write(said)

    do_GET = do_POST = answer

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate(world.now(), usegmt=True)

    def served(self, body):
        provider = next(p for start, p in providers.items() if self.path.startswith(start))
        fault = world.faults.pop(0) if world.faults else None
        world.requests.append(f"{self.command} {self.path.split('?')[0]} {fault or ''}".strip())
        if fault == "drop":
            raise Gone
        if fault in ("429", "409", "500"):
            return int(fault), {"Content-Type": "application/json"}, b'{"error":{"type":"api_error"}}'
        if fault and fault.startswith("pay "):
            # The person is quicker than this very request.
            for one in providers.values():
                one.pay(fault[4:], None, False)
        answer = provider.serve(self.command, self.path, self.headers, body, fault)
        if fault == "lost":
            raise Gone
        if fault == "500-after":
            return 500, {}, b""
        if fault == "garbage":
            return answer[0], answer[1], b"<html>it works</html>"
        return answer

    def told(self, body):
        said = json.loads(body or b"{}")
        what = self.path[len("/double/") :]
        if what == "anew":
            begin_anew()
        elif what == "clock":
            world.set_clock = said["now"]
        elif what == "faults":
            world.faults = said["faults"]
        elif what == "pay":
            # By the order's number, or by what the symbol on the screen says.
            done = any(
                p.pay(said.get("order"), said.get("address"), said.get("late", False))
                for p in providers.values()
            )
            return json.dumps({"paid": done}).encode()
        elif what == "book":
            return json.dumps(
                {
                    "charged": world.charged,
                    "returned": world.returned,
                    "complaints": world.complaints,
                    "requests": world.requests,
                    "payable": sorted(n for p in providers.values() for n in p.payable()),
                }
            ).encode()
        return b"{}"

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"port": server.server_address[1]}), flush=True)
sys.stdin.read()
shutil.rmtree(folder, ignore_errors=True)
