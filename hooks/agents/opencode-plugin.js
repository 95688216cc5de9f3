// prodparity in OpenCode: what `prodparity hook --agent opencode` says after a tool call is put behind the
// tool's output, and what it says as a person writes goes to the model beside that. All else is decided
// there. Whatever is missing, hangs or fails, nothing is said and nothing is thrown.
import { spawn } from "node:child_process"

const limitMs = 5000
const limitCharacters = 10000

// What prodparity has to say on this event; empty where nothing, or where it cannot be asked.
function ask(event) {
  return new Promise((resolve) => {
    let answer = ""
    const end = (text) => {
      clearTimeout(timer)
      resolve(text)
    }
    const timer = setTimeout(() => {
      child?.kill()
      resolve("")
    }, limitMs)
    let child
    try {
      child = spawn("@PROGRAM@", ["hook", "--agent=opencode"], { stdio: ["pipe", "pipe", "ignore"] })
      child.on("error", () => end(""))
      child.on("close", () => end(textOf(answer)))
      child.stdin.on("error", () => {})
      child.stdout.on("data", (part) => {
        if (answer.length < limitCharacters) answer += part
      })
      child.stdin.end(JSON.stringify(event))
    } catch {
      end("")
    }
  })
}

function textOf(answer) {
  try {
    const text = JSON.parse(answer).additionalContext
    return typeof text === "string" ? text : ""
  } catch {
    return ""
  }
}

export const Prodparity = async () => {
  const greeted = new Set()
  const begun = new Map() // tool calls -> when
  return {
    "chat.message": async (input, output) => {
      const event = greeted.has(input.sessionID) ? "chat.message" : "session.start"
      greeted.add(input.sessionID)
      const text = await ask({ hook_event_name: event, session_id: input.sessionID })
      const beside = output.parts?.at(-1)
      if (text && beside) {
        // Parts are ordered by their ids: it comes behind what was written.
        output.parts.push({ id: `${beside.id}p`, sessionID: beside.sessionID, messageID: beside.messageID,
                            type: "text", text, synthetic: true })
      }
    },
    "tool.execute.before": async (input) => {
      begun.set(input.callID, Date.now())
    },
    "tool.execute.after": async (input, output) => {
      const since = begun.get(input.callID)
      begun.delete(input.callID)
      const text = await ask({
        hook_event_name: "tool.execute.after",
        session_id: input.sessionID,
        tool_use_id: input.callID,
        tool_input: { command: input.args?.command },
        duration_ms: since === undefined ? undefined : Date.now() - since,
      })
      if (text && typeof output.output === "string") output.output += `\n\n${text}`
    },
  }
}
