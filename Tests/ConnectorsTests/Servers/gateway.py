"""A web service for short messages on loopback, which answers, or does not, as its path says.

python gateway.py FOLDER: prints one line of JSON with its address, then serves until its standard input ends.
What it was asked is read by Python's own packages and written to FOLDER/asked.jsonl, a line each.
"""

import base64
import http.server
import json
import sys
import threading
import time
import urllib.parse
import xml.etree.ElementTree

folder = sys.argv[1]
answers = {
    "/ok": (200, {}, '{"code": 0, "result": {"messages": [{"status": "sent"}]}}'),
    "/short-of-money": (200, {}, '{"code": 13}'),
    "/blocked": (200, {}, '{"code": 7}'),
    "/not-json": (200, {}, "<html>"),
    "/plain": (202, {}, "OK: queued"),
    "/broken": (500, {}, "Traceback: secret"),
    "/busy": (429, {"Retry-After": "120"}, ""),
    # Five minutes by a clock of its own.
    "/busy-date": (
        503,
        {"Date": "Tue, 20 Nov 2046 09:00:00 GMT", "Retry-After": "Tue, 20 Nov 2046 09:05:00 GMT"},
        "",
    ),
    "/busy-soon": (503, {"Date": "Tue, 20 Nov 2046 09:00:00 GMT", "Retry-After": "soon"}, ""),
    "/wrong": (400, {}, '{"error": "number"}'),
    "/denied": (401, {}, ""),
    "/moved": (302, {"Location": "/ok"}, ""),
}


def understood(kind, body):
    if kind.startswith("application/json"):
        return json.loads(body)
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(urllib.parse.parse_qsl(body.decode("ascii"), strict_parsing=True))
    if kind.startswith("application/xml"):
        return {node.tag: node.text for node in xml.etree.ElementTree.fromstring(body)}
    return body.decode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = urllib.parse.urlsplit(self.path)
        kind, secret = self.headers.get("Authorization", " ").split(" ", 1)
        asked = {
            "method": self.command,
            "path": parts.path,
            "query": dict(urllib.parse.parse_qsl(parts.query)),
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "said": understood(self.headers.get("Content-Type", ""), body),
            "basic": base64.b64decode(secret).decode() if kind == "Basic" else None,
        }
        with open(f"{folder}/asked.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(asked) + "\n")
        if parts.path == "/silent":
            time.sleep(60)
        if parts.path == "/cut":
            self.close_connection = True
            return
        status, headers, text = answers.get(parts.path, (200, {}, "half"))
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text) + (1000 if parts.path == "/half" else 0)))
        self.end_headers()
        self.wfile.write(text.encode())
        self.close_connection = parts.path == "/half"

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
facts = {"url": f"http://127.0.0.1:{server.server_address[1]}", "asked": f"{folder}/asked.jsonl"}
print(json.dumps(facts), flush=True)
sys.stdin.read()
