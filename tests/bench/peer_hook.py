"""What `prodparity hook --agent claude` does, as one would write it otherwise. $1: the daemon's socket."""
import json
import socket
import sys

event = json.load(sys.stdin)
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(sys.argv[1])
    connection.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "hook", "params": {
        "agent": "peer", "session": event["session_id"], "patient": True}}).encode() + b"\n")
    answer = json.loads(connection.makefile().readline())
if names := [entry["data"]["name"] for entry in answer["result"]["entries"]]:
    print(json.dumps({"hookSpecificOutput": {"hookEventName": event["hook_event_name"],
                                             "additionalContext": ", ".join(names)}}))
