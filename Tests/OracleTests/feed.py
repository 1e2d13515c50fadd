"""Checks a feed against CloudEvents 1.0 and TM Forum's published descriptions of 622 and 637.

feed.py check SCHEMAS     lines on standard input; prints what is wrong, a line each, then "checked N"
feed.py extract YAML...   what of the published files the check needs, as JSON (wants PyYAML)
feed.py follow            a carrier's billing system that knows nothing but the lines: prints what it knows
"""

import json
import re
import sys

EVENTS = [
    "ProductOrderCreateEvent", "ProductOrderStateChangeEvent",
    "ProductOrderInformationRequiredEvent", "ProductCreateEvent", "ProductStateChangeEvent",
    "ProductAttributeValueChangeEvent", "ProductDeleteEvent",
]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")


def extract(paths):
    import yaml

    files = {}
    for path in paths:
        with open(path) as file:
            schemas = yaml.safe_load(file)["components"]["schemas"]
        wanted = [name for name in EVENTS if name in schemas]
        # What an element may be by its @type, although nothing refers to it.
        wanted += ["StringCharacteristic", "NumberCharacteristic"]
        kept = {}
        while wanted:
            name = wanted.pop()
            if name in kept or name not in schemas:
                continue
            kept[name] = bare(schemas[name])
            wanted += re.findall(r"#/components/schemas/(\w+)", json.dumps(kept[name]))
        files[path.rsplit("/", 1)[-1]] = kept
    return files


def bare(schema):
    if isinstance(schema, dict):
        return {k: bare(v) for k, v in schema.items()
                if not (k == "description" and isinstance(v, str)) and k not in ("example", "default")}
    return [bare(v) for v in schema] if isinstance(schema, list) else schema


class Schemas:
    """One published file. Names it does not publish are wrong, although its schemas would let them pass."""

    def __init__(self, schemas):
        self.schemas = schemas

    def named(self, schema):
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[-1]]
        return schema

    def parts(self, schema):
        schema = self.named(schema)
        yield schema
        for part in schema.get("allOf", []):
            yield from self.parts(part)

    def problems(self, value, schema, path):
        schema = self.named(schema)
        choices = schema.get("oneOf") or schema.get("anyOf")
        if choices:
            # What it is, it says itself.
            mapping = schema.get("discriminator", {}).get("mapping", {})
            kind = value.get("@type") if isinstance(value, dict) else None
            if kind not in mapping:
                yield f"{path}: @type {kind} is none of {sorted(mapping)}"
                return
            yield from self.problems(value, {"$ref": mapping[kind]}, path)
            return
        mapping = schema.get("discriminator", {}).get("mapping", {})
        kind = value.get("@type") if isinstance(value, dict) else None
        if kind in self.schemas and kind in mapping and self.schemas[kind] is not schema:
            yield from self.problems(value, self.schemas[kind], path)
            return
        parts = list(self.parts(schema))
        types = {part["type"] for part in parts if "type" in part}
        for wanted in types:
            if not self.fits(value, wanted):
                yield f"{path}: {value!r} is no {wanted}"
                return
        for part in parts:
            if "enum" in part and value not in part["enum"]:
                yield f"{path}: {value!r} is none of {part['enum']}"
            if part.get("format") == "date-time" and not MOMENT.match(str(value)):
                yield f"{path}: {value!r} is no moment"
            if len(value) < part.get("minItems", 0) if isinstance(value, list) else False:
                yield f"{path}: too few"
            for name in part.get("required", []):
                if name not in value:
                    yield f"{path}.{name} is missing"
        if isinstance(value, list):
            items = next((part["items"] for part in parts if "items" in part), {})
            for index, one in enumerate(value):
                yield from self.problems(one, items, f"{path}[{index}]")
        elif isinstance(value, dict):
            # The last that says something of a name says the most: subclasses follow their base.
            known = {}
            for part in parts:
                known.update(part.get("properties", {}))
            for name, one in value.items():
                if name in known:
                    yield from self.problems(one, known[name], f"{path}.{name}")
                else:
                    yield f"{path}.{name} is not published"

    @staticmethod
    def fits(value, kind):
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return {
            "object": isinstance(value, dict), "array": isinstance(value, list),
            "string": isinstance(value, str), "boolean": isinstance(value, bool),
            "number": number, "integer": number and value == int(value),
        }[kind]


def check(lines, files):
    from jsonschema import Draft202012Validator

    # CloudEvents 1.0.2, JSON format: its required attributes, and the names an extension may have.
    cloud = Draft202012Validator({
        "type": "object",
        "required": ["specversion", "id", "source", "type"],
        "properties": {
            "specversion": {"const": "1.0"}, "id": {"type": "string", "minLength": 1},
            "source": {"type": "string", "minLength": 1}, "type": {"type": "string", "minLength": 1},
            "subject": {"type": "string", "minLength": 1},
            "datacontenttype": {"const": "application/json"}, "time": {"pattern": MOMENT.pattern},
            "data": {"type": "object"},
        },
        "patternProperties": {"^[a-z0-9]{1,20}$": {}},
        "additionalProperties": False,
    })
    seen, sources, last, count = set(), set(), (0, 0), 0
    for line in lines:
        event = json.loads(line)
        count += 1
        for problem in cloud.iter_errors(event):
            yield f"{event.get('id')}: {problem.message}"
        name = event["type"].removeprefix("org.tmforum.")
        homes = [Schemas(schemas) for schemas in files.values() if name in schemas]
        if len(homes) != 1:
            yield f"{event['id']}: {event['type']} is published {len(homes)} times"
        for home in homes:
            for problem in home.problems(event["data"], {"$ref": f"/{name}"}, name):
                yield f"{event['id']}: {problem}"
        order = tuple(map(int, event["id"].split("-")))
        if event["id"] in seen or order <= last:
            yield f"{event['id']} after {last}"
        last = order
        seen.add(event["id"])
        sources.add(event["source"])
    if len(sources) > 1:
        yield f"{len(sources)} sources"
    yield f"checked {count}"


def follow(lines):
    """Orders and lines as somebody knows them who has read every event once, in order."""
    orders, products, paid = {}, {}, {}
    for line in lines:
        event = json.loads(line, parse_float=str)
        data = event["data"]["event"]
        order = data.get("productOrder")
        if order and "state" in order:
            known = orders.setdefault(order["id"], {"states": [], "actions": set()})
            known["states"].append(order["state"])
            item = order["productOrderItem"][0]
            known["actions"].add(item["action"])
            account = order["billingAccount"]["id"]
            if order["state"] == "completed" and "itemTotalPrice" in item:
                amount = item["itemTotalPrice"][0]["price"]["taxIncludedAmount"]
                paid.setdefault(account, []).append(f"{amount['value']} {amount['unit']}")
        product = data.get("product") or (order and order.get("productOrderItem", [{}])[0].get("product"))
        if product:
            term = (product.get("productTerm") or [{}])[0].get("validFor", {})
            products[product["billingAccount"]["id"]] = {
                "status": product["status"], "plan": product.get("productOffering", {}).get("id"),
                "until": term.get("endDateTime", "")[:10],
            }
    for known in orders.values():
        known["actions"] = sorted(known["actions"])
    return {"orders": orders, "products": products, "paid": paid}


if sys.argv[1] == "extract":
    files = extract(sys.argv[2:])
    print("{" + ",\n".join(
        f'"{file}":{{\n' + ",\n".join(
            f'"{name}":{json.dumps(schema, separators=(",", ":"), sort_keys=True)}'
            for name, schema in sorted(schemas.items())) + "}"
        for file, schemas in files.items()) + "}")
elif sys.argv[1] == "follow":
    print(json.dumps(follow(sys.stdin), sort_keys=True))
else:
    with open(sys.argv[2]) as file:
        schemas = json.load(file)
    for line in check(sys.stdin, schemas):
        print(line)
