"""openapi.yaml is valid by a validator that nobody here wrote; every operation in it is there and answers as it says."""
import json
import os
import pathlib
import unittest

from service_cli import ServiceTest, order

try:
    import jsonschema
    import openapi_spec_validator
    import yaml
except ImportError:
    openapi_spec_validator = None

SPEC = pathlib.Path(os.environ["PROBITY_SOURCE_DIR"]) / "adapters/http/openapi.yaml"


@unittest.skipIf(openapi_spec_validator is None, "python's openapi-spec-validator, jsonschema and yaml are not installed")
class OpenApi(ServiceTest):
    def setUp(self):
        super().setUp()
        self.spec = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
        self.called = set()

    def test_the_description_is_valid(self):
        openapi_spec_validator.validate(self.spec)

    def resolve(self, node):
        """The description with its references followed; its schemas do not hold themselves."""
        if isinstance(node, dict) and "$ref" in node:
            target = self.spec
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            return self.resolve(target)
        if isinstance(node, dict):
            return {key: self.resolve(value) for key, value in node.items()}
        if isinstance(node, list):
            return [self.resolve(value) for value in node]
        return node

    def does(self, method, path, status, body=None, of=None, **more):
        """Calls the operation, and holds its answer against the description."""
        pattern = of or path.split("?")[0]
        operation = self.spec["paths"][pattern][method.lower()]
        self.called.add((method, pattern))
        answer = self.call(method, path, body, **more)
        self.assertEqual(answer.status, status, f"{method} {path}: {answer.text[:2000]}")
        described = operation["responses"].get(str(status)) or operation["responses"]["default"]
        content = self.resolve(described)["content"]
        kind = answer.headers["Content-Type"].split(";")[0]
        self.assertIn(kind, content, f"{method} {path}")
        if kind.endswith("json"):
            jsonschema.validate(answer.json, content[kind]["schema"])
        return answer

    def test_each_operation_is_there_and_answers_as_it_says(self):
        self.serve(*self.data(), "--all-orders-come-here")
        self.does("GET", "/healthz", 200)
        self.does("GET", "/readyz", 200)
        self.does("GET", "/metrics", 200)
        self.does("GET", "/v1/reference", 200)
        self.does("POST", "/v1/reference/refresh", 200, "")
        first = self.does("POST", "/v1/decisions", 200, order("O-1", product="P-STAR")).json
        self.does("POST", "/v1/decisions", 200, [order("O-2"), {"id": "O-3"}])
        self.does("POST", "/v1/decisions", 422, {"id": "O-3"})
        decision = "/v1/decisions/" + first["decision"]
        self.does("GET", decision, 200, of="/v1/decisions/{id}")
        self.does("GET", "/v1/decisions/none", 404, of="/v1/decisions/{id}")
        self.does("POST", decision + "/obligations", 200, of="/v1/decisions/{id}/obligations",
                  body={"kind": "disclose", "what": "star_statement", "at": "2025-03-14T10:14:00+08:00"})
        self.does("POST", "/v1/orders/O-2/events", 200, {"event": "accept"}, of="/v1/orders/{id}/events")
        self.does("POST", "/v1/orders/O-9/events", 404, {"event": "accept"}, of="/v1/orders/{id}/events")
        trade = {"traded_at": "2025-03-14T09:45:00+08:00", "quantity": 5, "client": "C-1"}
        self.does("POST", "/v1/trades", 200, {"id": "T-1", "on": "Trade", "facts": {"trade": trade}})
        self.does("GET", "/v1/deadlines", 200)
        self.does("GET", "/v1/findings", 200)
        self.does("GET", "/v1/away-policy", 200)
        self.does("PUT", "/v1/away-policy", 422, {"reason": "r", "acts": [{"on": "Order", "may_pass": True}]})
        self.call_rulesets()
        self.does("GET", "/v1/audit/checkpoint", 200)
        self.does("GET", "/v1/audit/tile/0/000", 404, of="/v1/audit/tile/{path}")
        self.does("GET", "/v1/audit/proofs/" + first["decision"], 200, of="/v1/audit/proofs/{id}")
        self.does("GET", "/v1/audit/entries/" + first["decision"], 200, of="/v1/audit/entries/{id}")
        self.does("GET", "/v1/audit/export?from=2025-01-01", 200, of="/v1/audit/export")
        described = {(method.upper(), path) for path, methods in self.spec["paths"].items() for method in methods
                     if method in ("get", "post", "put", "delete")}
        self.assertEqual(described, self.called)

    def call_rulesets(self):
        rules = self.does("GET", "/v1/rulesets/text", 200).json["files"]
        text = next(each for each in rules if each["path"].endswith("rules.probity"))
        body = {"title": "t", "reason": "r", "files": [{"path": text["path"], "text": text["text"].replace("5,000", "4,000")}]}
        author, approver = {"X-Probity-User": "a"}, {"X-Probity-User": "b"}
        proposals = "/v1/rulesets/proposals"
        made = self.does("POST", proposals, 201, body, headers=author).json
        one = proposals + "/" + made["proposal"]
        self.does("GET", one, 200, of=proposals + "/{id}")
        self.does("POST", one + "/test", 200, "", of=proposals + "/{id}/test")
        self.does("POST", one + "/shadow", 200, {"on": True}, of=proposals + "/{id}/shadow")
        self.does("GET", one + "/shadow", 200, of=proposals + "/{id}/shadow")
        self.does("POST", one + "/approve", 403, {"reason": "r"}, of=proposals + "/{id}/approve", headers=author)
        self.does("POST", one + "/approve", 200, {"reason": "r"}, of=proposals + "/{id}/approve", headers=approver)
        self.does("POST", one + "/withdraw", 409, {"reason": "r"}, of=proposals + "/{id}/withdraw")
        self.does("GET", "/v1/rulesets", 200)
        self.does("POST", "/v1/rulesets/rollback", 200, {"reason": "r"})


if __name__ == "__main__":
    unittest.main()
