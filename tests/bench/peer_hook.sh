#!/bin/bash
# What `prodparity hook --agent claude` does, as one would write it otherwise. $1: the daemon's socket.
event=$(cat)
jq -c '{jsonrpc: "2.0", id: 1, method: "hook", params: {agent: "peer", session: .session_id, patient: true}}' \
  <<<"$event" | nc -U -N "$1" |
  jq -c --arg event "$(jq -r .hook_event_name <<<"$event")" '.result.entries | map(.data.name) | select(length > 0) |
    {hookSpecificOutput: {hookEventName: $event, additionalContext: join(", ")}}'
