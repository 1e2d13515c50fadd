"""A whole counter on this machine: mail server, SMS gateway, payment providers, receipt printer, and a desk set up for them.

python loopback.py FOLDER PROGRAM [--by-hand]: starts the servers beside this file, lets PROGRAM make a vault with the sample
subscribers and a backup of it, and writes FOLDER/config.json, which says where all of it is. Prints one line of JSON
with what there is, or with --by-hand the commands to type; ends with its standard input, and takes everything along.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys

folder, program = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
by_hand = "--by-hand" in sys.argv[3:]
here = os.path.dirname(os.path.abspath(__file__))
servers = []


def place(name):
    return f"{folder}/{name}"


def serve(name):
    """Starts NAME.py with a folder of its own; what it says of itself."""
    os.makedirs(place(name), mode=0o700, exist_ok=True)
    server = subprocess.Popen(
        [sys.executable, f"{here}/{name}.py", place(name)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    servers.append(server)
    line = server.stdout.readline()
    if not line:
        sys.exit(f"{name}.py ended before it listened")
    return json.loads(line)


def keep(name, text, mode=0o600):
    with open(place(name), "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(place(name), mode)
    return {"file": place(name)}


# The desk's own vault, beside whatever this machine has.
access = ["--vault", place("vault/vault"), "--key-file", place("key")]


def desk(*arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"esimdesk {shlex.join(arguments)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def settings(mail, sms, pay, printer):
    here = f"http://127.0.0.1:{pay['port']}"
    for secret in ("stripe-key", "merchant.pem", "app.pem"):
        os.chmod(place(f"payments/{secret}"), 0o600)
    return {
        "format": 1,
        "mail": {
            "from": "desk@heyon.example",
            "smtp": {
                "host": "localhost", "port": mail["startTLS"], "security": "startTLS",
                "user": "desk", "password": keep("mail-password", "pässword 口令\n"),
                "authorities": mail["authority"],
            },
        },
        "sms": {
            "gateway": {
                "url": f"{sms['url']}/ok",
                "headers": {"Authorization": "Bearer {secret:token}", "Idempotency-Key": "{id}"},
                "secrets": {"token": keep("sms-token", "loopback\n")},
                "body": {"json": {"to": "{to}", "text": "{text}"}},
            }
        },
        "payment": {
            "stripe": {
                "secretKey": {"file": place("payments/stripe-key")}, "name": "Heyon",
                "returnURL": "https://heyon.example/paid", "methods": ["card"], "server": here,
            },
            "weChatPay": {
                "appID": "wxd678efh567hg6787", "merchantID": "1900006891", "name": "Heyon",
                "serial": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
                "privateKey": {"file": place("payments/merchant.pem")},
                "platformKeys": {"PUB_KEY_ID_0119000068912024": place("payments/platform.pub.pem")},
                "notifyURL": "https://heyon.example/notify", "server": here,
            },
            "alipay": {
                "appID": "2021000000000001", "privateKey": {"file": place("payments/app.pem")},
                "alipayKey": place("payments/alipay.pub.pem"), "name": "Heyon", "server": here,
            },
        },
        "printer": {"device": printer["device"], "columns": 42, "charset": "gb18030"},
    }


def tell(facts):
    options = shlex.join(["--config", facts["config"], *access])
    print(
        f"""A counter on this machine, until you press Return.

  {program} doctor {options}
  {program} open --brand heyon {options}

Who can sign in:  linyue@example.com, with the password "welcome to heyon"
Mails:            {facts["mails"]}
Short messages:   {facts["messages"]}
The roll of paper {facts["paper"]}
No paper:         echo 1272 > {facts["printer"]}     (1212 is a new roll)
Pay what a symbol says:
  curl -d '{{"address": "WHAT IT SAYS"}}' {facts["payments"]}/double/pay
Who was charged:
  curl -d '{{}}' {facts["payments"]}/double/book
"""
    )


try:
    os.makedirs(folder, mode=0o700, exist_ok=True)
    mail, sms, pay, printer = (serve(name) for name in ("smtp", "gateway", "payments", "printer"))
    # A new roll, the cover closed.
    keep("printer/state", "1212")
    keep("config.json", json.dumps(settings(mail, sms, pay, printer), ensure_ascii=False, indent=2))
    desk("init", *access)
    keep("subscribers.csv", desk("import", "--sample", "csv"))
    desk("import", place("subscribers.csv"), *access)
    desk("backup", place("backup"), *access)
    facts = {
        "config": place("config.json"), "access": access, "mails": mail["mails"],
        "messages": sms["asked"], "payments": f"http://127.0.0.1:{pay['port']}",
        "paper": place("printer/paper"), "printer": place("printer/state"),
    }
    tell(facts) if by_hand else print(json.dumps(facts), flush=True)
    sys.stdin.readline() if by_hand else sys.stdin.read()
except KeyboardInterrupt:
    pass
finally:
    for server in servers:
        server.stdin.close()
        server.wait()
    shutil.rmtree(folder, ignore_errors=True)
