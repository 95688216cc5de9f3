// What `prodparity hook --agent claude` does, as one would write it otherwise. $1: the daemon's socket.
const event = JSON.parse(require("fs").readFileSync(0, "utf8"))
const params = { agent: "peer", session: event.session_id, patient: true }
const connection = require("net").connect(process.argv[2])
let answer = ""
connection.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "hook", params })}\n`)
connection.on("data", (part) => {
  answer += part
  if (!answer.endsWith("\n")) return
  const names = JSON.parse(answer).result.entries.map((entry) => entry.data.name)
  if (names.length)
    console.log(JSON.stringify({ hookSpecificOutput: { hookEventName: event.hook_event_name,
                                                       additionalContext: names.join(", ") } }))
  connection.end()
})
