"""A web server on loopback, with and without TLS, that answers as its path says.

python web.py FOLDER: prints one line of JSON with its ports and its authority's file, then serves until
its standard input ends.
"""

import http.server
import json
import sys
import threading
import time

import certificates


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/echo":
            said = json.dumps(
                {
                    "method": self.command,
                    "headers": [[name, value] for name, value in self.headers.items()],
                    "body": body.decode(),
                }
            ).encode()
            self.reply(201, said)
        elif self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/echo")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/short":
            # Promises more than it gives.
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"half")
            self.close_connection = True
        elif self.path == "/endless":
            self.send_response(200)
            self.send_header("Content-Length", str(1 << 30))
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                self.close_connection = True
        elif self.path == "/silent":
            time.sleep(60)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("X-Case", "  kept  ")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve(tls=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


authority, certificate = certificates.make(sys.argv[1])
ports = {
    "plain": serve(),
    "tls": serve(certificates.context(certificate)),
    "authority": authority,
}
print(json.dumps(ports), flush=True)
sys.stdin.read()
