"""Debian's Exim on loopback, which takes mail from whoever signs in into a maildir. As root only.

python exim.py FOLDER: prints one line of JSON with its ports, then serves until its standard input ends. It
reads a configuration and keeps a spool of its own, and touches nothing of the host's mail. It is the one that
Scripts/setup-exim took out of its package, or where that was not run the host's own.
"""

import json
import os
import pwd
import socket
import subprocess
import sys
import threading
import time

import certificates
import letters
from ports import keep

folder = sys.argv[1]

# Exim never delivers as root, and gives its own work to the user the configuration names.
user = pwd.getpwnam("nobody")
authority, server = certificates.make(folder)
os.chmod(folder, 0o711)
ports = {"startTLS": keep(), "tls": keep()}
mails, spool = f"{folder}/maildir", f"{folder}/spool"
program, environment = "/usr/sbin/exim4", dict(os.environ)
own = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../.build/exim/usr/sbin/exim4")
if os.path.exists(own):
    # It wants a user of its own, whom only the package would have made.
    program = os.path.abspath(own)
    environment["LD_PRELOAD"] = "libnss_wrapper.so"
    for name, line in (
        ("passwd", f"Debian-exim:x:{user.pw_uid}:{user.pw_gid}::/nonexistent:/usr/sbin/nologin"),
        ("group", f"Debian-exim:x:{user.pw_gid}:"),
    ):
        with open(f"/etc/{name}", encoding="utf-8") as file:
            known = [entry for entry in file if not entry.startswith("Debian-exim:")]
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
            file.write("".join(known) + line + "\n")
        environment[f"NSS_WRAPPER_{name.upper()}"] = f"{folder}/{name}"
for path in (mails, spool):
    os.mkdir(path)
    os.chown(path, user.pw_uid, user.pw_gid)
os.chown(server, user.pw_uid, user.pw_gid)
configuration = f"{folder}/exim.conf"
with open(configuration, "w", encoding="ascii") as file:
    file.write(
        f"""
exim_path = {program}
exim_user = nobody
exim_group = {user.pw_gid}
primary_hostname = localhost
spool_directory = {spool}
log_file_path = {spool}/%slog
tls_certificate = {server}
tls_privatekey = {server}
tls_advertise_hosts = *
daemon_smtp_ports = {ports["startTLS"]} : {ports["tls"]}
tls_on_connect_ports = {ports["tls"]}
auth_advertise_hosts = ${{if def:tls_in_cipher {{*}}{{}}}}
acl_smtp_rcpt = here
acl_smtp_data = accept
keep_environment = LD_PRELOAD : ^NSS_WRAPPER_
begin acl
here:
  deny !encrypted = *
  deny !authenticated = *
  deny local_parts = refused
       message = no such mailbox
  accept
begin routers
all:
  driver = accept
  transport = keep
begin transports
keep:
  driver = appendfile
  maildir_format
  directory = {mails}
  create_directory
  user = nobody
  group = {user.pw_gid}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and {{{{eq{{$auth2}}{{desk}}}}{{eq{{$auth3}}{{opensesame}}}}}}}}
  server_set_id = $auth2
"""
    )


def collect():
    """Reads each mail that comes in."""
    seen = set()
    while True:
        new = f"{mails}/new"
        for name in sorted(set(os.listdir(new) if os.path.isdir(new) else []) - seen):
            seen.add(name)
            with open(f"{new}/{name}", "rb") as mail:
                said = letters.read(mail.read())
            with open(f"{folder}/mails.jsonl", "a", encoding="utf-8") as out:
                out.write(json.dumps(said) + "\n")
        time.sleep(0.02)


exim = subprocess.Popen(
    [
        *(program, "-C", configuration, "-bdf", "-oX"),
        f"127.0.0.1.{ports['startTLS']} : 127.0.0.1.{ports['tls']}",
    ],
    env=environment,
    stdin=subprocess.DEVNULL,
    stdout=open(f"{folder}/output", "wb"),
    stderr=subprocess.STDOUT,
)
try:
    deadline = time.monotonic() + 60
    while True:
        try:
            for port in ports.values():
                socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            if time.monotonic() > deadline or exim.poll() is not None:
                sys.exit(open(f"{folder}/output", encoding="utf-8").read())
            time.sleep(0.02)
    threading.Thread(target=collect, daemon=True).start()
    print(json.dumps({**ports, "authority": authority, "mails": f"{folder}/mails.jsonl"}), flush=True)
    sys.stdin.read()
finally:
    # The tests may have handed down a mask that keeps gentler signals away.
    exim.kill()
    exim.wait()
