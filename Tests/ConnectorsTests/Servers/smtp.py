"""A mail server on loopback that takes mail from whoever signs in, and misbehaves as the recipient's name says.

python smtp.py FOLDER: prints one line of JSON with its ports, then serves until its standard input ends. What
it took is read by Python's own email package and written to FOLDER/mails.jsonl, a line each.
"""

import asyncio
import json
import logging
import os
import sys
import warnings

import certificates
import letters
from aiosmtpd.smtp import SMTP, AuthResult

folder = sys.argv[1]
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 no such mailbox: " + address
        if address.startswith("later@"):
            return "451 4.7.1 greylisted: " + address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "silent":
            await asyncio.sleep(60)
            return "451 4.3.0 too late"
        if name == "spam":
            return "554 5.7.1 not wanted"
        with open(f"{folder}/mails.jsonl", "a", encoding="utf-8") as file:
            said = letters.read(envelope.original_content)
            said |= {"envelope": [envelope.mail_from, *envelope.rcpt_tos]}
            said["tls"] = server.transport.get_extra_info("ssl_object") is not None
            said["signedIn"] = bool(session.authenticated)
            file.write(json.dumps(said) + "\n")
        if name == "cut":
            # Taken, and the answer is lost.
            server.transport.abort()
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"desk" and data.password == "pässword 口令".encode()
    # Not handled here: the server says 535 by itself.
    return AuthResult(success=good, handled=False)


async def serve():
    authority, certificate = certificates.make(folder)
    context = certificates.context(certificate)
    signed = {"authenticator": authenticate, "auth_required": True, "hostname": "localhost"}
    loop = asyncio.get_running_loop()

    async def listen(factory, **arguments):
        server = await loop.create_server(factory, "127.0.0.1", 0, **arguments)
        return server.sockets[0].getsockname()[1]

    ports = {
        "startTLS": await listen(
            lambda: SMTP(Handler(), tls_context=context, require_starttls=True, **signed)
        ),
        "tls": await listen(lambda: SMTP(Handler(), auth_require_tls=False, **signed), ssl=context),
        "none": await listen(lambda: SMTP(Handler(), hostname="localhost")),
        "authority": authority,
        "mails": f"{folder}/mails.jsonl",
    }
    print(json.dumps(ports), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    # Not waiting for the one that is kept waiting.
    os._exit(0)


asyncio.run(serve())
