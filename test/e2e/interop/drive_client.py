"""Makes every call that Tavus's own client offers for tools, PALs, attachments and conversations.

Prints JSON: `calls` with the name and the error of each call, and `methods` that the client has and this script never called.
"""

import asyncio
import inspect
import json
import sys

from tavus_mcp.sdk.client import TavusClient
from tavus_mcp.sdk.errors import TavusApiError
from tavus_mcp.sdk.recipes.capabilities import attach_pal_capability, detach_pal_capability
from tavus_mcp.sdk.recipes.meetings import configure_meeting
from tavus_mcp.sdk.recipes.templates import pal_from_template

calls: list[dict] = []
called: set[str] = set()


async def call(name, awaitable, expect=None):
    """Records one call. `expect` returns what is wrong with its answer."""
    error, answer = None, None
    called.add(name.split(" ")[0])
    try:
        answer = await awaitable
    except TavusApiError as problem:
        error = f"{problem}: {json.dumps(problem.body)}"
    except Exception as problem:  # The client itself refuses, or cannot read the answer.
        error = f"{type(problem).__name__}: {problem}"
    if error is None and expect is not None:
        try:
            if not expect(answer):
                error = f"unexpected answer: {json.dumps(answer)}"
        except Exception as problem:
            error = f"unexpected answer ({type(problem).__name__}): {json.dumps(answer)}"
    calls.append({"name": name, "error": error})
    return answer if isinstance(answer, dict) else {}


PARAMETERS = {
    "type": "object",
    "properties": {"city": {"type": "string", "description": "The city."}},
    "required": ["city"],
}


def definition(name, **fields):
    return {"name": name, "description": "Looks up the weather.", "parameters": PARAMETERS, **fields}


def api(**fields):
    return {"api": {"url": "https://weather.acme.dev/v1", **fields}}


AUTH = {
    "none": {"type": "none"},
    "bearer": {"type": "bearer", "token": "a-token"},
    "basic": {"type": "basic", "username": "tavus", "password": "a-password"},
    "api_key": {"type": "api_key", "name": "X-Key", "value": "a-value"},
    "hmac": {"type": "hmac", "secret": "a-secret"},
    "oauth2": {
        "type": "oauth2_client_credentials",
        "token_url": "https://login.acme.dev/token",
        "client_id": "tavus",
        "client_secret": "a-secret",
    },
}


def ids(answer, key="tool_id"):
    return [item[key] for item in answer["data"]]


async def drive_tools(client):
    tools = client.tools
    plain = await call("tools.create", tools.create({"name": "plain", "description": "Says hello."}), lambda t: t["tool_id"])
    await call("tools.create with tags", tools.create(definition("tagged", tags=["crm", "weather"])))
    for name, auth in AUTH.items():
        await call(f"tools.create {name}", tools.create(definition(f"with_{name}", delivery=api(auth=auth))))
    rich = api(
        method="PUT",
        timeout=25,
        headers={"X-Team": "crm"},
        body_template={"where": "{city}"},
        query_params={"call": "{tavus_conversation_id}"},
        content_type="application/json",
        auth=AUTH["bearer"],
    )
    made = await call("tools.create with every field", tools.create(definition("rich", delivery=rich)))
    await call("tools.create HEAD", tools.create(definition("head", delivery=api(method="HEAD"))))
    await call("tools.create GET", tools.create(definition("get", delivery=api(method="GET", query_params={"q": "{city}"}))))
    await call("tools.create DELETE", tools.create(definition("delete", delivery=api(method="DELETE"))))
    for i, timeout in enumerate((0.5, 2.5, 60)):
        await call(f"tools.create timeout {timeout}", tools.create(definition(f"timeout_{i}", delivery=api(timeout=timeout))))
    await call("tools.create vision", tools.create(definition("seen", origin="vision")))
    await call("tools.create audio", tools.create(definition("heard", origin="audio", on_resolve=None)))
    filler = {"on_call": "static_filler", "static_filler": "One moment."}
    await call("tools.create static filler", tools.create(definition("filled", on_resolve="generate_response", **filler)))
    stray = {"on_call": "generate_filler", "static_filler": "One moment."}
    await call("tools.create stray filler", tools.create(definition("stray", **stray)))
    for on_call in ("silent", "passthrough"):
        await call(f"tools.create {on_call}", tools.create(definition(f"is_{on_call}", on_call=on_call)))
    for on_resolve in ("response_in_result", "add_to_context"):
        await call(f"tools.create {on_resolve}", tools.create(definition(f"does_{on_resolve}", on_resolve=on_resolve)))

    tool_id = made.get("tool_id", "")
    await call("tools.get", tools.get(tool_id), lambda t: t["delivery"]["api"]["auth"]["token"] == "*" * 8)
    await call("tools.get end_call", tools.get("end_call"), lambda t: t["is_system_tool"])
    await call("tools.list", tools.list(), lambda a: len(a["data"]) == 10)
    await call("tools.list newest", tools.list(limit=100, page=1, type="user", sort="desc"), lambda a: a["total_count"] > 10)
    await call("tools.list system", tools.list(limit=25, page=1, type="system", sort="asc"), lambda a: ids(a) == ["end_call"])
    await call("tools.list by name", tools.list(name_or_uuid="PLAIN"), lambda a: ids(a) == [plain.get("tool_id")])
    await call("tools.list_all", tools.list_all(type="all", sort="asc"), lambda a: ids(a)[0] == "end_call")
    await call("tools.list_all in small pages", tools.list_all(page_size=3), lambda a: len(a["data"]) == a["total_count"])

    await call("tools.patch description", tools.patch(tool_id, {"description": "Looks up rain."}), lambda t: t["description"] == "Looks up rain.")
    await call("tools.patch name", tools.patch(tool_id, {"name": "renamed"}), lambda t: t["name"] == "renamed")
    await call("tools.patch tags", tools.patch(tool_id, {"tags": ["b"]}))
    await call("tools.patch no tags", tools.patch(tool_id, {"tags": []}))
    delivery = {"parameters": PARAMETERS, "delivery": api(body_template={"where": "{city}"})}
    await call("tools.patch delivery", tools.patch(tool_id, delivery), lambda t: t["delivery"]["api"]["url"].endswith("/v1"))
    await call("tools.patch app message", tools.patch(tool_id, {"delivery": {"app_message": True}}))
    await call("tools.patch behavior", tools.patch(tool_id, {"on_call": "silent", "on_resolve": "add_to_context"}))
    await call("tools.patch unchanged", tools.patch(tool_id, {"description": "Looks up rain."}))
    await call("tools.delete", tools.delete(tool_id), lambda a: a is None)
    found = ids(await tools.list(name_or_uuid="with_"))
    # Where nothing could be created, the calls of PALs still say what is wrong with them.
    return (found + ["t000000000000"] * 4)[: max(4, len(found))]


async def drive_pals(client, tool_ids):
    pals = client.pals
    first, second, *rest = tool_ids
    body = {"pal_name": "Support", "system_prompt": "Help the caller.", "default_face_id": "r1"}
    pal = await call("pals.create", pals.create(body), lambda p: p["pal_url"])
    pal_id = pal.get("pal_id", "")
    await call("pals.create echo", pals.create({"pal_name": "Echo", "pipeline_mode": "echo", "default_face_id": "r1"}))
    await call("pals.create speech-to-speech", pals.create({"pal_name": "Speech", "pipeline_mode": "speech-to-speech", "default_face_id": "r1"}))
    every = {
        **body,
        "greeting": "Hello.",
        "context": "Shop hours are nine to five.",
        "memories": ["m"],
        "document_ids": ["d1"],
        "document_tags": ["shop"],
        "guardrail_ids": ["g1"],
        "guardrail_tags": ["safe"],
        "objectives_id": "o1",
        "is_template": False,
        "layers": {"perception": {"perception_model": "raven-1"}},
        "tool_ids": [first, second],
    }
    full = await call("pals.create with tools", pals.create(every))
    full_id = full.get("pal_id", "")
    await call("pals.list_tools of a new PAL", pals.list_tools(full_id), lambda a: ids(a) == [first, second])
    await call("pals.create from a template", pal_from_template(client, template="tutor", default_face_id="r1"))

    await call("pals.list", pals.list(), lambda a: len(a["data"]) == a["total_count"])
    await call("pals.list page 0", pals.list(limit=25, page=0, pal_type="user", sort="desc"), lambda a: pal_id in ids(a, "pal_id"))
    await call("pals.list system", pals.list(limit=1, page=0, pal_type="system"))
    await call("pals.list_all", pals.list_all(page_size=2), lambda a: len(a["data"]) == a["total_count"])
    await call("pals.get", pals.get(full_id), lambda p: p["tool_ids"] == [first, second])
    await call("pals.get with settings", pals.get(full_id, include_settings="true", verbose="true"), lambda p: p["pal_name"])

    await call("pals.attach_tools", pals.attach_tools(pal_id, [first, second]), lambda a: {first, second} <= set(ids(a)))
    await call("pals.attach_tools again", pals.attach_tools(pal_id, [first]), lambda a: first in ids(a))
    await call("pals.list_tools", pals.list_tools(pal_id), lambda a: ids(a) == [first, second])
    await call("pals.detach_tool", pals.detach_tool(pal_id, first), lambda a: a is None)

    def op(op, path, **fields):
        return {"op": op, "path": path, **fields}

    async def patch(name, *operations):
        return await call(f"pals.patch {name}", pals.patch(pal_id, list(operations)))

    async def has(*wanted):
        await call("pals.list_tools after a patch", pals.list_tools(pal_id), lambda a: ids(a) == list(wanted))

    await patch("greeting", op("add", "/greeting", value="Hello."))
    await patch("name", op("replace", "/pal_name", value="Support line"))
    await patch("all tools", op("replace", "/tool_ids", value=[first, *rest[:2]]))
    await has(first, *rest[:2])
    await patch("one more tool", op("add", "/tool_ids/-", value=second))
    await has(first, *rest[:2], second)
    await patch("the first tool", op("remove", "/tool_ids/0"))
    await has(*rest[:2], second)
    await patch("end_call", op("replace", "/tool_ids", value=["end_call", first]))
    await call("pals.get with end_call", pals.get(pal_id), lambda p: p["tool_ids"] == ["end_call", first])
    await patch("no tools", op("add", "/tool_ids", value=[]))
    await has()
    await patch("perception", op("add", "/layers/perception", value={"perception_model": "raven-1"}))
    await patch("a face", op("replace", "/default_face_id", value="r2"))
    await patch("fields that nobody has set", op("replace", "/context", value="c"), op("replace", "/objectives_id", value="o1"))
    await patch("a layer that nobody has set", op("replace", "/layers/conversational_flow", value={"turn_commitment": "high"}))
    knowledge = [op("replace", "/document_ids", value=["d1"]), op("add", "/document_tags/-", value="shop")]
    await patch("knowledge", *knowledge)
    for tags in ("guardrail_ids", "guardrail_tags", "memories"):
        await patch(tags, op("add", f"/{tags}/-", value="x"))
    await call("pals.patch of a capability", attach_pal_capability(client, pal_id, "perception", perception_model="raven-0"))
    await call("pals.patch without a capability", detach_pal_capability(client, pal_id, "perception"))
    await patch("unchanged", op("replace", "/pal_name", value="Support line"))
    await call("pals.patch for a meeting", configure_meeting(client, pal_id, wake_phrase="Hey Tavus", require_face=True))
    await call("pals.delete", pals.delete(full_id), lambda a: a is None)
    return pal_id


async def drive_conversations(client, pal_id):
    conversations = client.conversations
    plain = await call("conversations.create", conversations.create({"persona_id": pal_id}), lambda c: c["conversation_url"])
    named = {"persona_id": pal_id, "replica_id": "r1", "conversation_name": "A call"}
    await call("conversations.create with a face", conversations.create(named))
    await call("conversations.create with a face only", conversations.create({"replica_id": "r1"}))
    meeting = {**named, "meeting_url": "https://meet.google.com/abc-defg-hij"}
    await call("conversations.create for a meeting", conversations.create(meeting))
    chat_body = {"persona_id": pal_id, "chat": True, "custom_greeting": "Hello.", "conversation_name": "Chat"}
    chat = await call("conversations.create chat", conversations.create(chat_body))
    conversation_id, chat_id = plain.get("conversation_id", ""), chat.get("conversation_id", "")

    # The client joins the call's room for a turn; Tavus's MCP server uses these two requests instead (V-7).
    path = f"/conversations/{chat_id}/respond"
    await call("request POST respond", client.request("POST", path, json={"text": "My order never arrived."}))

    async def reply():
        for _ in range(100):
            answer = await client.request("GET", path)
            if answer["status"] == "ready":
                return answer
            await asyncio.sleep(0.02)
        return answer

    await call("request GET respond", reply(), lambda a: a["text"] != "")
    await call("conversations.list", conversations.list(), lambda a: a["total_count"] == 5)
    await call("conversations.list active", conversations.list(limit=10, page=1, status="active"))
    await call("conversations.list_all", conversations.list_all(page_size=2), lambda a: len(a["data"]) == 5)
    await call("conversations.get", conversations.get(conversation_id), lambda c: c["status"] == "active")
    await call("conversations.get verbose", conversations.get(conversation_id, verbose="true"), lambda c: c["events"])
    for name, one in (("conversations.end", conversation_id), ("conversations.end chat", chat_id)):
        await call(name, conversations.end(one))
    await call("conversations.get ended", conversations.get(chat_id), lambda c: c["status"] == "ended")
    await call("conversations.delete", conversations.delete(conversation_id), lambda a: a is None)


# Not resources of this package, or no call of the API: skills of PALs, PAL Maker's own conversations, edits of conversations.
LEFT_OUT = {
    *(f"pals.{name}" for name in ("list_skills", "get_skill", "upsert_skill", "patch_skill", "delete_skill", "replace_skills")),
    "conversations.create_headless_builder",
    "conversations.patch",
}


def methods_of(client):
    for name in ("tools", "pals", "conversations"):
        for method, _ in inspect.getmembers(getattr(client, name), inspect.ismethod):
            if not method.startswith("_"):
                yield f"{name}.{method}"


async def main():
    async with TavusClient.from_env() as client:
        tool_ids = await drive_tools(client)
        pal_id = await drive_pals(client, tool_ids)
        await drive_conversations(client, pal_id)
        methods = sorted(set(methods_of(client)) - called - LEFT_OUT)
    json.dump({"calls": calls, "methods": methods}, sys.stdout)


asyncio.run(main())
