"""Stripe Checkout as https://docs.stripe.com/api/checkout/sessions describes it.

What a request may hold is taken from the types of Stripe's own Python package; answers have the shape of
Stripe's published fixtures (stripe.json, MIT).
"""

import copy
import json
import os
import re
import typing
import urllib.parse

import stripe
from typing_extensions import get_args, get_origin, get_type_hints, is_typeddict

SECRET_KEY = "sk_test_51esimdeskLOOPBACK"
HERE = os.path.dirname(os.path.abspath(__file__))
with open(f"{HERE}/stripe.json") as file:
    FIXTURES = json.load(file)


# What the package's own types are written with.
NAMES = vars(typing) | vars(stripe)


def form(body):
    """Stripe's nested form fields as a tree; lists are numbered."""
    tree = {}
    for name, value in urllib.parse.parse_qsl(body, keep_blank_values=True, strict_parsing=True):
        keys = re.findall(r"[^\[\]]+", name)
        at = tree
        for key in keys[:-1]:
            at = at.setdefault(key, {})
        at[keys[-1]] = value
    return tree


def wrong(value, kind, where):
    """What of a value does not fit a type of the stripe package; None where all does."""
    origin = get_origin(kind)
    if getattr(origin, "_name", None) in ("NotRequired", "Required") or str(origin).endswith(
        ("NotRequired", "Required")
    ):
        return wrong(value, get_args(kind)[0], where)
    if isinstance(kind, str):
        return wrong(value, eval(kind, NAMES), where)
    if is_typeddict(kind):
        if not isinstance(value, dict):
            return f"{where}: not an object"
        hints = get_type_hints(kind, localns=NAMES, include_extras=True)
        for key, inner in value.items():
            if key not in hints:
                return f"{where}[{key}]: no such parameter"
            problem = wrong(inner, hints[key], f"{where}[{key}]")
            if problem:
                return problem
        missing = [key for key in kind.__required_keys__ if key not in value]
        return f"{where}: {missing} missing" if missing else None
    if origin is typing.Union:
        problems = [wrong(value, option, where) for option in get_args(kind)]
        return None if None in problems else problems[0]
    if origin in (list, typing.List):
        if not isinstance(value, dict) or list(value) != [str(n) for n in range(len(value))]:
            return f"{where}: not a list"
        return next(
            filter(None, (wrong(v, get_args(kind)[0], f"{where}[{k}]") for k, v in value.items())),
            None,
        )
    if origin in (dict, typing.Dict):
        return None if isinstance(value, dict) else f"{where}: not a map"
    if origin is typing.Literal or str(origin).endswith("Literal"):
        return None if value in get_args(kind) else f"{where}: {value}"
    if not isinstance(value, str):
        return f"{where}: {value}"
    if kind is int:
        return None if re.fullmatch(r"-?[0-9]+", value) else f"{where}: {value} is no integer"
    if kind is bool:
        return None if value in ("true", "false") else f"{where}: {value} is no boolean"
    return None if kind is str else f"{where}: {kind}"


class Stripe:
    def __init__(self, world):
        self.world = world
        self.sessions = {}
        self.refunds = []
        # What was asked, and what was answered, by idempotency key.
        self.keys = {}

    def serve(self, method, path, headers, body, fault):
        self.replayed = False
        status, said = self.answer(method, path, headers, body.decode(), fault)
        more = {"Idempotent-Replayed": "true"} if self.replayed else {}
        return status, {"Content-Type": "application/json"} | more, json.dumps(said).encode()

    def answer(self, method, path, headers, body, fault):
        if headers.get("Authorization") != f"Bearer {SECRET_KEY}":
            return self.error(401, "invalid_request_error", "key")
        if not re.fullmatch(r"20\d\d-\d\d-\d\d\.[a-z]+", headers.get("Stripe-Version", "")):
            self.world.complain("no Stripe-Version")
        if method == "POST" and headers.get("Content-Type") != "application/x-www-form-urlencoded":
            self.world.complain("not a form")
        path, _, query = path.partition("?")
        params = form(body) if body else {}
        key = headers.get("Idempotency-Key")
        if key:
            if key in self.keys:
                known, answer = self.keys[key]
                if known != (path, params):
                    self.world.complain(f"{key} used for something else")
                    return self.error(400, "idempotency_error", key)
                self.replayed = True
                return answer
            # What fails over there is remembered like any other answer.
            answer = (
                self.error(500, "api_error", "over there")
                if fault == "500-kept"
                else self.route(method, path, query, params, fault)
            )
            self.keys[key] = ((path, params), copy.deepcopy(answer))
            return answer
        return self.route(method, path, query, params, fault)

    def route(self, method, path, query, params, fault):
        parts = path.strip("/").split("/")[1:]
        match (method, parts):
            case ("POST", ["checkout", "sessions"]):
                return self.create(params)
            case ("GET", ["checkout", "sessions"]):
                asked = dict(urllib.parse.parse_qsl(query, strict_parsing=True))
                problem = wrong(asked, stripe.checkout.Session.ListParams, "sessions")
                if problem:
                    self.world.complain(problem)
                    return self.error(400, "invalid_request_error", problem)
                found = [copy.deepcopy(self.aged(s)) for s in self.sessions.values()]
                found = found[::-1][: int(asked.get("limit", "10"))]
                return 200, {
                    "object": "list", "data": found, "has_more": False, "url": "/v1/checkout/sessions"
                }
            case ("GET", ["checkout", "sessions", number]):
                return self.shown(self.sessions.get(number), fault)
            case ("POST", ["checkout", "sessions", number, "expire"]):
                session = self.sessions.get(number)
                if session is None or self.aged(session)["status"] != "open":
                    return self.error(400, "invalid_request_error", "not open")
                session["status"], session["url"] = "expired", None
                return self.shown(session, fault)
            case ("GET", ["refunds"]):
                asked = dict(urllib.parse.parse_qsl(query, strict_parsing=True))
                problem = wrong(asked, stripe.Refund.ListParams, "refunds")
                if problem:
                    self.world.complain(problem)
                    return self.error(400, "invalid_request_error", problem)
                payment = asked["payment_intent"]
                found = [r for r in self.refunds if r["payment_intent"] == payment]
                return 200, {"object": "list", "data": found, "has_more": False, "url": "/v1/refunds"}
            case ("POST", ["refunds"]):
                if fault == "refuse":
                    said = {"type": "invalid_request_error", "code": "charge_disputed"}
                    return 400, {"error": said}
                return self.refund(params)
        self.world.complain(f"{method} {path}")
        return self.error(404, "invalid_request_error", path)

    def error(self, status, kind, message):
        return status, {"error": {"type": kind, "message": message}}

    def create(self, params):
        problem = wrong(params, stripe.checkout.Session.CreateParams, "session")
        lasts = int(params.get("expires_at", "0")) - self.world.now()
        if problem is None and not 30 * 60 <= lasts <= 24 * 3600:
            problem = f"expires_at: {lasts} seconds from now"
        item = params.get("line_items", {}).get("0", {})
        if problem is None and (params.get("mode") != "payment" or item.get("quantity") != "1"):
            problem = "not one payment"
        kinds = list(params.get("payment_method_types", {}).values())
        if "wechat_pay" in kinds and "wechat_pay" not in params.get("payment_method_options", {}):
            problem = "wechat_pay needs a client"
        if problem:
            self.world.complain(problem)
            return self.error(400, "invalid_request_error", problem)
        number = f"cs_test_a1{len(self.sessions):02d}YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8X"
        price = item["price_data"]
        session = copy.deepcopy(FIXTURES["checkout.session"]) | {
            "id": number,
            "url": f"https://checkout.stripe.com/c/pay/{number}",
            "client_reference_id": params["client_reference_id"],
            "amount_subtotal": int(price["unit_amount"]),
            "amount_total": int(price["unit_amount"]),
            "currency": price["currency"],
            "created": self.world.now(),
            "expires_at": int(params["expires_at"]),
            "payment_method_types": kinds,
            "payment_intent": None,
            "status": "open",
            "payment_status": "unpaid",
        }
        self.sessions[number] = session
        return 200, copy.deepcopy(session)

    def aged(self, session):
        if session["status"] == "open" and session["expires_at"] <= self.world.now():
            session["status"], session["url"] = "expired", None
        return session

    def shown(self, session, fault):
        if session is None:
            return self.error(404, "invalid_request_error", "no such session")
        said = copy.deepcopy(self.aged(session))
        if fault in ("amount", "currency", "someone"):
            said |= {"status": "complete", "payment_status": "paid", "payment_intent": "pi_forged"}
            said |= {
                "amount": {"amount_total": said["amount_total"] - 1},
                "currency": {"currency": "krw"},
                "someone": {"client_reference_id": "O-SOMEBODYELSE"},
            }[fault]
        return 200, said

    def refund(self, params):
        problem = wrong(params, stripe.Refund.CreateParams, "refund")
        session = next(
            (
                s
                for s in self.sessions.values()
                if s["payment_intent"] and s["payment_intent"] == params.get("payment_intent")
            ),
            None,
        )
        if problem or session is None:
            self.world.complain(problem or f"refund of {params}")
            return self.error(400, "invalid_request_error", "refund")
        amount = int(params.get("amount", session["amount_total"]))
        gone = sum(r["amount"] for r in self.refunds if r["payment_intent"] == session["payment_intent"])
        if gone + amount > session["amount_total"]:
            self.world.complain("refunded twice")
            return self.error(400, "charge_already_refunded", "refund")
        refund = copy.deepcopy(FIXTURES["refund"]) | {
            "id": f"re_{len(self.refunds) + 1}",
            "amount": amount,
            "currency": session["currency"],
            "payment_intent": session["payment_intent"],
            "status": "succeeded",
            "metadata": params.get("metadata", {}),
        }
        self.refunds.append(refund)
        self.world.give_back(session["client_reference_id"], amount)
        return 200, refund

    # What the person does.

    def payable(self):
        return [
            s["client_reference_id"] for s in self.sessions.values() if self.aged(s)["status"] == "open"
        ]

    def pay(self, order, address, late):
        for session in self.sessions.values():
            if session["client_reference_id"] == order or (address and session["url"] == address):
                # A payment begun in time may arrive when the session is over.
                if self.aged(session)["status"] == "open" or (late and session["status"] == "expired"):
                    session["status"], session["payment_status"] = "complete", "paid"
                    session["payment_intent"] = f"pi_{session['id'][8:14]}"
                    session["url"] = None
                    self.world.charge(session["client_reference_id"], session["amount_total"])
                    return True
        return False
