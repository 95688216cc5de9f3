"""A model that plays a script: Anthropic Messages, OpenAI Responses, Chat Completions and Gemini, on
loopback. A request that offers the shell tool and holds the results of k calls of the script is answered
by its k-th step, later by a last word; any other request by a word. Every request is kept."""
import json
import threading
import time
import typing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LAST_WORD = "all done"
CALL = "toolu_script"  # what a call's id begins with


class Call(typing.NamedTuple):
    """A tool call of another tool than the shell's."""
    tool: str
    arguments: dict
    namespace: str = ""  # of OpenAI Responses: the server whose tool it is


class Model:
    """`tool`: the shell tool's name; `steps`: its arguments, one dict a tool call, or a Call; `wait` is called
    before the first last word. `asked`: what was asked in this script's course, in order, as (number of
    results, body, when)."""

    def __init__(self, tool, steps, wait=None):
        self.tool, self.steps, self.asked = tool, list(steps), []
        self.wait = wait
        self.others = 0  # requests that are not of the script: titles, routing
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"model": self}))
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def next_call(self, offered, answered, body):
        """(id, name, arguments, namespace) of the tool call to make now; None: it has the last word.
        `answered`: the calls that the request has results of; an agent may add some that the script did not
        make."""
        results = len({call for call in answered if str(call).startswith(CALL)})
        with self.lock:
            if self.tool not in offered:
                self.others += 1
                return None
            self.asked.append((results, body, time.monotonic()))
        if results >= len(self.steps):
            with self.lock:
                wait, self.wait = self.wait, None
            if wait:
                wait()
            return None
        step = self.steps[results]
        return (f"{CALL}{results:04d}", *(step if isinstance(step, Call) else Call(self.tool, step)))


def of_kind(items, kind):
    return [item for item in items if isinstance(item, dict) and item.get("type") == kind]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model = None

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path.split("?")[0].endswith("/models"):
            self.answer_json({"object": "list", "data": [{"id": "scripted", "object": "model"}], "models": []})
        else:
            self.send_error(404)  # as what looks for packages and news is told

    def do_POST(self):
        body = json.loads(self.read_body() or b"{}")
        path = self.path.split("?")[0]
        for end, answer in (("/messages", self.play_messages), ("/responses", self.play_responses),
                            ("/chat/completions", self.play_chat), (":streamGenerateContent", self.play_gemini),
                            (":generateContent", self.play_gemini)):
            if path.endswith(end):
                return answer(body)
        return self.answer_json({"input_tokens": 10, "totalTokens": 10})  # counting, telemetry

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def answer_json(self, value):
        self.answer("application/json", json.dumps(value).encode())

    def answer_events(self, events):
        """Server-sent events: (name or None, value or text)."""
        text = "".join((f"event: {name}\n" if name else "")
                       + f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n"
                       for name, value in events)
        self.answer("text/event-stream", text.encode())

    def answer(self, kind, data):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def play_messages(self, body):
        parts = [part for message in body["messages"] if isinstance(message["content"], list)
                 for part in message["content"]]
        call = self.model.next_call([tool.get("name") for tool in body.get("tools") or []],
                                    [part["tool_use_id"] for part in of_kind(parts, "tool_result")], body)
        if call:
            block = {"type": "tool_use", "id": call[0], "name": call[1], "input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(call[2])}
        else:
            block = {"type": "text", "text": ""}
            delta = {"type": "text_delta", "text": LAST_WORD}
        reason = "tool_use" if call else "end_turn"
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": body.get("model"),
                   "content": [], "stop_reason": None, "stop_sequence": None,
                   "usage": {"input_tokens": 10, "output_tokens": 1, "cache_read_input_tokens": 0,
                             "cache_creation_input_tokens": 0}}
        if not body.get("stream"):
            whole = {**block, "input": call[2]} if call else {**block, "text": LAST_WORD}
            return self.answer_json({**message, "content": [whole], "stop_reason": reason})
        events = [
            {"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0, "content_block": block},
            {"type": "content_block_delta", "index": 0, "delta": delta},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": None},
             "usage": {"output_tokens": 5}},
            {"type": "message_stop"}]
        return self.answer_events([(event["type"], event) for event in events])

    def play_responses(self, body):
        items = body["input"] if isinstance(body.get("input"), list) else []
        call = self.model.next_call([tool.get("name") for tool in body.get("tools") or []],
                                    [item["call_id"] for item in of_kind(items, "function_call_output")], body)
        if call:
            item = {"type": "function_call", "id": "fc_" + call[0], "call_id": call[0], "name": call[1],
                    "arguments": json.dumps(call[2]), **({"namespace": call[3]} if call[3] else {})}
        else:
            item = {"type": "message", "role": "assistant", "id": "msg_1",
                    "content": [{"type": "output_text", "text": LAST_WORD, "annotations": []}]}
        usage = {"input_tokens": 10, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 5,
                 "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 15}
        begun = {"id": "resp_1", "object": "response", "status": "in_progress", "output": []}
        events = [
            {"type": "response.created", "response": begun},
            {"type": "response.output_item.added", "output_index": 0, "item": item},
            {"type": "response.output_item.done", "output_index": 0, "item": item},
            {"type": "response.completed",
             "response": {**begun, "status": "completed", "output": [item], "usage": usage}}]
        return self.answer_events([(event["type"], event) for event in events])

    def play_chat(self, body):
        results = [message.get("tool_call_id") for message in body["messages"] if message["role"] == "tool"]
        call = self.model.next_call([tool["function"]["name"] for tool in body.get("tools") or []],
                                    results, body)
        message = {"role": "assistant", "content": None if call else LAST_WORD}
        if call:
            function = {"name": call[1], "arguments": json.dumps(call[2])}
            message["tool_calls"] = [{"index": 0, "id": call[0], "type": "function", "function": function}]
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        reason = "tool_calls" if call else "stop"
        base = {"id": "chatcmpl-1", "created": 1, "model": body.get("model")}
        if not body.get("stream"):
            choice = {"index": 0, "message": message, "finish_reason": reason}
            return self.answer_json({**base, "object": "chat.completion", "choices": [choice], "usage": usage})
        base["object"] = "chat.completion.chunk"
        return self.answer_events([
            (None, {**base, "choices": [{"index": 0, "delta": message, "finish_reason": None}]}),
            (None, {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}),
            (None, {**base, "choices": [], "usage": usage}), (None, "[DONE]")])

    def play_gemini(self, body):
        parts = [part for content in body.get("contents", []) for part in content.get("parts", [])]
        call = self.model.next_call(
            [function["name"] for tool in body.get("tools") or []
             for function in tool.get("functionDeclarations", [])],
            [part["functionResponse"].get("id") for part in parts if "functionResponse" in part], body)
        part = ({"functionCall": {"id": call[0], "name": call[1], "args": call[2]}} if call
                else {"text": LAST_WORD})
        value = {"candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP",
                                 "index": 0}],
                 "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 5,
                                   "totalTokenCount": 15}}
        if ":stream" in self.path:
            return self.answer_events([(None, value)])
        return self.answer_json(value)
