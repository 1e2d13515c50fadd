"""Alipay, face to face, as https://opendocs.alipay.com/open/8ad49e4a_alipay.trade.precreate describes it."""

import datetime
import json
import re
import urllib.parse

APP = "2021000000000001"
ZONE = datetime.timezone(datetime.timedelta(hours=8))


class Alipay:
    def __init__(self, world, keys):
        self.world, self.keys = world, keys
        self.trades, self.refunds = {}, {}

    def serve(self, method, path, headers, body, fault):
        query = urllib.parse.parse_qsl(path.partition("?")[2], strict_parsing=True)
        fields = dict(query) | dict(urllib.parse.parse_qsl(body.decode(), strict_parsing=True))
        problem = self.unsigned(fields, headers)
        if problem:
            self.world.complain(f"alipay: {problem}")
            said = {"code": "40002", "sub_code": "isv.invalid-signature"}
            return 200, {}, json.dumps({"error_response": said}).encode()
        said = self.answer(fields["method"], json.loads(fields["biz_content"]), fault)
        # As the gateway writes it: not as a JSON library would write it again.
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
        key = self.keys["stranger" if fault == "forged" else "alipay"]
        name = fields["method"].replace(".", "_") + "_response"
        whole = f'{{"{name}":{text},"sign":"{key.sign(text.encode())}"}}'
        return 200, {"Content-Type": "text/html;charset=utf-8"}, whole.encode()

    def unsigned(self, fields, headers):
        known = {"app_id", "method", "format", "charset", "sign_type", "timestamp", "version"}
        if set(fields) != known | {"biz_content", "sign"}:
            return f"{sorted(fields)}"
        if (fields["app_id"], fields["sign_type"], fields["version"]) != (APP, "RSA2", "1.0"):
            return "app_id, sign_type or version"
        if fields["charset"] != "utf-8" or fields["format"] != "JSON":
            return "charset or format"
        when = datetime.datetime.strptime(fields["timestamp"], "%Y-%m-%d %H:%M:%S")
        if abs(when.replace(tzinfo=ZONE).timestamp() - self.world.now()) > 300:
            return "timestamp"
        signed = "&".join(f"{k}={fields[k]}" for k in sorted(fields) if k != "sign")
        return None if self.keys["app"].holds(fields["sign"], signed.encode()) else "the signature"

    def answer(self, method, biz, fault):
        number = biz.get("out_trade_no", "")
        if not re.fullmatch(r"[0-9A-Za-z_]{1,64}", number):
            self.world.complain("alipay: out_trade_no")
        match method:
            case "alipay.trade.precreate":
                return self.precreate(number, biz)
            case "alipay.trade.query":
                return self.query(number, fault)
            case "alipay.trade.cancel":
                return self.cancel(number)
            case "alipay.trade.refund":
                if fault == "refuse":
                    return self.bad("ACQ.TRADE_HAS_FINISHED")
                return self.refund(number, biz)
            case "alipay.trade.fastpay.refund.query":
                refund = self.refunds.get(biz["out_request_no"])
                return self.good(number) | (
                    {
                        "refund_status": "REFUND_SUCCESS", "refund_amount": refund,
                        "trade_no": f"2026{number[2:]}",
                    }
                    if refund
                    else {}
                )
        self.world.complain(f"alipay: {method}")
        return {"code": "40002", "msg": "Invalid Arguments"}

    def good(self, number):
        return {"code": "10000", "msg": "Success", "out_trade_no": number}

    def bad(self, reason):
        return {"code": "40004", "msg": "Business Failed", "sub_code": reason}

    def precreate(self, number, biz):
        if set(biz) != {"out_trade_no", "total_amount", "subject", "time_expire"}:
            self.world.complain(f"alipay: {sorted(biz)}")
        if not re.fullmatch(r"[0-9]+\.[0-9]{2}", biz["total_amount"]):
            self.world.complain("alipay: total_amount")
        expires = datetime.datetime.strptime(biz["time_expire"], "%Y-%m-%d %H:%M:%S")
        known = self.trades.get(number)
        if known and known["biz"] != biz:
            self.world.complain("alipay: the same number for something else")
            return self.bad("ACQ.CONTEXT_INCONSISTENT")
        if known and known["state"] != "OPEN":
            return self.bad("ACQ.TRADE_HAS_SUCCESS")
        self.trades[number] = known or {
            "biz": biz, "state": "OPEN", "expires": expires.replace(tzinfo=ZONE).timestamp(),
            "address": f"https://qr.alipay.com/bax0{number[2:]}8mgg00af",
        }
        return self.good(number) | {"qr_code": self.trades[number]["address"]}

    def state(self, trade):
        if trade["state"] == "OPEN" and trade["expires"] <= self.world.now():
            trade["state"] = "TRADE_CLOSED"
        return trade["state"]

    def query(self, number, fault):
        trade = self.trades.get(number)
        if trade is None:
            return self.bad("ACQ.TRADE_NOT_EXIST")
        if fault in ("forged", "amount", "someone", "currency", "old"):
            amount = trade["biz"]["total_amount"]
            if fault in ("amount", "currency", "old"):
                amount = "0.01"
            return self.good("O_SOMEBODYELSE" if fault == "someone" else number) | {
                "trade_status": "TRADE_SUCCESS", "total_amount": amount, "trade_no": "2026forged",
            }
        # Before it is scanned there is no trade.
        if self.state(trade) == "OPEN":
            return self.bad("ACQ.TRADE_NOT_EXIST")
        return self.good(number) | {
            "trade_no": f"2026{number[2:]}", "trade_status": trade["state"],
            "total_amount": trade["biz"]["total_amount"], "buyer_logon_id": "159****5620",
        }

    def cancel(self, number):
        trade = self.trades.get(number)
        said = self.good(number) | {"retry_flag": "N"}
        if trade is None:
            return said
        if self.state(trade) == "TRADE_SUCCESS":
            trade["state"] = "TRADE_CLOSED"
            self.world.give_back(self.order(number), self.fen(trade["biz"]["total_amount"]))
            return said | {"action": "refund", "trade_no": f"2026{number[2:]}"}
        trade["state"] = "TRADE_CLOSED"
        return said | {"action": "close"}

    def refund(self, number, biz):
        trade = self.trades.get(number)
        if trade is None or not re.fullmatch(r"[0-9]+\.[0-9]{2}", biz.get("refund_amount", "")):
            self.world.complain(f"alipay: refund {biz}")
            return self.bad("ACQ.INVALID_PARAMETER")
        said = self.good(number) | {"refund_fee": biz["refund_amount"], "trade_no": f"2026{number[2:]}"}
        if biz["out_request_no"] in self.refunds:
            return said | {"fund_change": "N"}
        total, back = self.fen(trade["biz"]["total_amount"]), self.fen(biz["refund_amount"])
        gone = sum(self.world.returned.get(self.order(number), []))
        if trade["state"] != "TRADE_SUCCESS" or not 0 < back <= total - gone:
            self.world.complain("alipay: refunded twice")
            return self.bad("ACQ.TRADE_STATUS_ERROR")
        self.refunds[biz["out_request_no"]] = biz["refund_amount"]
        # The trade is closed once all of it has gone back.
        if gone + back == total:
            trade["state"] = "TRADE_CLOSED"
        self.world.give_back(self.order(number), back)
        return said | {"fund_change": "Y"}

    # What the person does.

    def order(self, number):
        return number.replace("_", "-")

    def fen(self, yuan):
        return int(yuan.replace(".", ""))

    def payable(self):
        return [self.order(n) for n, trade in self.trades.items() if self.state(trade) == "OPEN"]

    def pay(self, order, address, late):
        for name, trade in self.trades.items():
            if self.order(name) == order or (address and trade["address"] == address):
                # Closed may also be one whose money went back; no trade is paid twice.
                paid = self.order(name) in self.world.charged
                if self.state(trade) == "OPEN" or (
                    late and trade["state"] == "TRADE_CLOSED" and not paid
                ):
                    trade["state"] = "TRADE_SUCCESS"
                    self.world.charge(self.order(name), self.fen(trade["biz"]["total_amount"]))
                    return True
        return False
