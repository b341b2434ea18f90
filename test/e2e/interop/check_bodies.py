"""Holds bodies of POST and PATCH /v2/tools against the models of Tavus's own client.

Reads a JSON file: a list of `{label, method, body}`. Prints a list of `{label, error}` for those that the client refuses.
"""

import json
import sys

from pydantic import ValidationError
from tavus_mcp.sdk.schemas.tool import ToolCreate, ToolUpdate

MODELS = {"POST": ToolCreate, "PATCH": ToolUpdate}


SECRETS = {"bearer": "token", "basic": "password", "api_key": "value", "hmac": "secret", "oauth2_client_credentials": "client_secret"}


def with_kept_secret(body):
    """K-13: a PATCH omits a secret that Tavus keeps. The client says so of the server, and demands the secret all the same."""
    auth = ((body.get("delivery") or {}).get("api") or {}).get("auth") or {}
    if auth.get("type") in SECRETS:
        auth.setdefault(SECRETS[auth["type"]], "a-kept-secret")
    return body


def refusal(method, body):
    if method == "PATCH":
        body = with_kept_secret(body)
    try:
        # The client doesn't know post-call actions (T-8).
        MODELS[method].model_validate({key: value for key, value in body.items() if key != "trigger_type"})
    except ValidationError as problem:
        return "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in problem.errors())
    return None


with open(sys.argv[1], encoding="utf-8") as file:
    bodies = json.load(file)
found = ((body["label"], refusal(body["method"], body["body"])) for body in bodies)
json.dump([{"label": label, "error": error} for label, error in found if error is not None], sys.stdout)
