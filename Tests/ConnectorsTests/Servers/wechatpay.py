"""WeChat Pay, API v3, Native, as https://pay.weixin.qq.com/doc/v3/merchant/4012791877 describes it."""

import datetime
import json
import re

MERCHANT, APP, SERIAL = "1900006891", "wxd678efh567hg6787", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
PLATFORM = "PUB_KEY_ID_0119000068912024"


class WeChatPay:
    def __init__(self, world, keys):
        self.world, self.keys = world, keys
        self.orders, self.refunds, self.nonces = {}, {}, set()

    def serve(self, method, path, headers, body, fault):
        problem = self.unsigned(method, path, headers, body)
        if problem:
            self.world.complain(f"wechat: {problem}")
            # Nobody known is answered without a signature.
            return 401, {"Content-Type": "application/json"}, b'{"code":"SIGN_ERROR"}'
        status, said = self.answer(method, path, json.loads(body) if body else None, fault)
        text = b"" if status == 204 else json.dumps(said).encode()
        stamp = str(self.world.now() - (3600 if fault == "old" else 0))
        nonce = f"{len(self.nonces):032x}"
        key = self.keys["stranger" if fault == "forged" else "platform"]
        return (
            status,
            {
                "Content-Type": "application/json",
                "Wechatpay-Serial": PLATFORM,
                "Wechatpay-Nonce": nonce,
                "Wechatpay-Timestamp": stamp,
                "Wechatpay-Signature": key.sign(f"{stamp}\n{nonce}\n".encode() + text + b"\n"),
            },
            text,
        )

    def unsigned(self, method, path, headers, body):
        match = re.fullmatch(
            r"WECHATPAY2-SHA256-RSA2048 (.*)", headers.get("Authorization", "")
        )
        parts = dict(re.findall(r'([a-z_]+)="([^"]*)"', match[1])) if match else {}
        if set(parts) != {"mchid", "nonce_str", "timestamp", "serial_no", "signature"}:
            return "Authorization"
        if (parts["mchid"], parts["serial_no"]) != (MERCHANT, SERIAL):
            return "another merchant"
        if abs(int(parts["timestamp"]) - self.world.now()) > 300:
            return "an old timestamp"
        if len(parts["nonce_str"]) > 32 or parts["nonce_str"] in self.nonces:
            return "a nonce used twice"
        if headers.get("Accept") != "application/json" or not headers.get("User-Agent"):
            return "Accept or User-Agent"
        self.nonces.add(parts["nonce_str"])
        message = f"{method}\n{path}\n{parts['timestamp']}\n{parts['nonce_str']}\n".encode() + body + b"\n"
        return None if self.keys["merchant"].holds(parts["signature"], message) else "the signature"

    def answer(self, method, path, said, fault):
        path, _, query = path.partition("?")
        parts = path.strip("/").split("/")
        match (method, parts):
            case ("POST", ["v3", "pay", "transactions", "native"]):
                return self.native(said)
            case ("GET", ["v3", "pay", "transactions", "out-trade-no", number]):
                if query != f"mchid={MERCHANT}":
                    self.world.complain("wechat: mchid")
                return self.query(number, fault)
            case ("POST", ["v3", "pay", "transactions", "out-trade-no", number, "close"]):
                if said != {"mchid": MERCHANT}:
                    self.world.complain("wechat: close")
                return self.close(number)
            case ("POST", ["v3", "refund", "domestic", "refunds"]):
                if fault == "refuse":
                    return 403, {"code": "USER_ACCOUNT_ABNORMAL"}
                return self.refund(said)
        self.world.complain(f"wechat: {method} {path}")
        return 404, {"code": "NOT_FOUND"}

    def native(self, said):
        wanted = {"appid", "mchid", "description", "out_trade_no", "time_expire", "notify_url", "amount"}
        problem = None
        if set(said) != wanted or set(said["amount"]) != {"total", "currency"}:
            problem = f"wechat: {sorted(said)}"
        elif (said["appid"], said["mchid"]) != (APP, MERCHANT):
            problem = "wechat: another merchant"
        elif not re.fullmatch(r"[0-9A-Za-z_*-]{6,32}", said["out_trade_no"]):
            problem = "wechat: out_trade_no"
        elif not isinstance(said["amount"]["total"], int) or said["amount"]["currency"] != "CNY":
            problem = "wechat: amount"
        elif len(said["description"]) > 127 or not said["notify_url"].startswith("https://"):
            problem = "wechat: description or notify_url"
        elif not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", said["time_expire"]):
            problem = "wechat: time_expire"
        known = self.orders.get(said["out_trade_no"])
        if problem is None and known and known["said"] != said:
            problem = "wechat: the same number for something else"
        if problem:
            self.world.complain(problem)
            return 400, {"code": "PARAM_ERROR", "message": problem}
        if known and self.state(known) != "NOTPAY":
            return 400, {"code": "ORDERPAID" if known["state"] == "SUCCESS" else "ORDER_CLOSED"}
        number = said["out_trade_no"]
        address = f"weixin://wxpay/bizpayurl?pr={number[2:9]}{len(self.nonces) % 10}Z"
        expires = int(datetime.datetime.fromisoformat(said["time_expire"]).timestamp())
        order = known or {"state": "NOTPAY", "said": said, "expires": expires, "address": address}
        self.orders[number] = order
        return 200, {"code_url": order["address"]}

    def state(self, order):
        if order["state"] == "NOTPAY" and order["expires"] <= self.world.now():
            order["state"] = "CLOSED"
        return order["state"]

    def query(self, number, fault):
        order = self.orders.get(number)
        if order is None:
            return 404, {"code": "ORDER_NOT_EXIST"}
        said = {
            "appid": APP, "mchid": MERCHANT, "out_trade_no": number,
            "trade_state": self.state(order), "trade_state_desc": "…",
        }
        amount = dict(order["said"]["amount"])
        if order["state"] in ("SUCCESS", "REFUND"):
            said |= {"transaction_id": f"42{number[2:]}", "trade_type": "NATIVE"}
            said["amount"] = amount | {"payer_total": amount["total"], "payer_currency": "CNY"}
        if fault in ("forged", "amount", "currency", "someone", "old"):
            said |= {"trade_state": "SUCCESS", "transaction_id": "42forged", "amount": amount}
            if fault == "amount":
                said["amount"] = amount | {"total": amount["total"] - 1}
            if fault == "currency":
                said["amount"] = amount | {"currency": "KRW"}
            if fault == "someone":
                said["out_trade_no"] = "O-SOMEBODYELSE"
        return 200, said

    def close(self, number):
        order = self.orders.get(number)
        if order is None:
            return 404, {"code": "ORDER_NOT_EXIST"}
        if self.state(order) in ("SUCCESS", "REFUND"):
            return 400, {"code": "ORDERPAID"}
        order["state"] = "CLOSED"
        return 204, None

    def refund(self, said):
        number = next((n for n in self.orders if f"42{n[2:]}" == said.get("transaction_id")), None)
        order = self.orders.get(number)
        if order is None or set(said) != {"transaction_id", "out_refund_no", "amount"}:
            self.world.complain(f"wechat: refund {said}")
            return 400, {"code": "PARAM_ERROR"}
        total = order["said"]["amount"]["total"]
        back = said["amount"].get("refund")
        if said["amount"] != {"refund": back, "total": total, "currency": "CNY"}:
            self.world.complain(f"wechat: refund {said['amount']}")
            return 400, {"code": "PARAM_ERROR"}
        refund = self.refunds.get(said["out_refund_no"])
        if refund is None:
            gone = sum(self.world.returned.get(number, []))
            if order["state"] not in ("SUCCESS", "REFUND") or not 0 < back <= total - gone:
                self.world.complain("wechat: refunded twice")
                return 400, {"code": "INVALID_REQUEST"}
            order["state"] = "REFUND"
            self.world.give_back(number, back)
            refund = {
                "refund_id": f"50{number[2:]}", "out_refund_no": said["out_refund_no"],
                "status": "PROCESSING", "amount": dict(said["amount"]),
            }
            self.refunds[said["out_refund_no"]] = refund
        return 200, refund

    # What the person does.

    def payable(self):
        return [n for n, order in self.orders.items() if self.state(order) == "NOTPAY"]

    def pay(self, number, address, late):
        for name, order in self.orders.items():
            if name == number or (address and order["address"] == address):
                if self.state(order) == "NOTPAY" or (late and order["state"] == "CLOSED"):
                    order["state"] = "SUCCESS"
                    self.world.charge(name, order["said"]["amount"]["total"])
                    return True
        return False
