// prodparity in OpenCode: what `prodparity hook --agent opencode` says after a tool call is put behind the
// tool's output, and what it says as a person writes goes to the model beside that. A command that it denies
// is not run. Where that is switched on, what it says of an idle session begins a turn of it. All else is
// decided there. Whatever is missing, hangs or fails, nothing is said and the command is run.
import { spawn } from "node:child_process"

const limitMs = 5000
const limitCharacters = 10000
const told = "additionalContext"
const denied = "denied"
const wakesIdle = @WAKE_IDLE@

// What prodparity has to say on this event, as that member of its answer; empty where nothing, or where it
// cannot be asked. It has a few seconds, and one that waits, at most a day, until the function that `waits` is
// given is called.
function ask(event, member, waits) {
  return new Promise((resolve) => {
    let answer = ""
    let child
    const end = (text) => {
      clearTimeout(timer)
      resolve(text)
    }
    const stop = () => {
      child?.kill()
      end("")
    }
    const timer = waits ? undefined : setTimeout(stop, limitMs)
    try {
      child = spawn("@PROGRAM@", ["hook", "--agent=opencode", ...(waits ? ["--wait-idle"] : [])],
                    { stdio: ["pipe", "pipe", "ignore"] })
      child.on("error", () => end(""))
      child.on("close", () => end(textOf(answer, member)))
      child.stdin.on("error", () => {})
      child.stdout.on("data", (part) => {
        if (answer.length < limitCharacters) answer += part
      })
      child.stdin.end(JSON.stringify(event))
      waits?.(stop)
    } catch {
      end("")
    }
  })
}

function textOf(answer, member) {
  try {
    const text = JSON.parse(answer)[member]
    return typeof text === "string" ? text : ""
  } catch {
    return ""
  }
}

export const Prodparity = async ({ client }) => {
  const greeted = new Set()
  const begun = new Map() // tool calls -> when
  const waiting = new Map() // idle sessions -> what ends the waiting for them

  function atWork(session) {
    waiting.get(session)?.()
    waiting.delete(session)
  }

  // Sessions that a person writes to, not those of a task below one.
  async function wakeIfIdle(session) {
    try {
      atWork(session)
      const found = await client.session.get({ path: { id: session } })
      if (!found.data || found.data.parentID || waiting.has(session)) return
      const text = await ask({ hook_event_name: "session.idle", session_id: session }, told,
                             (stop) => waiting.set(session, stop))
      if (!text || !waiting.delete(session)) return
      await client.session.prompt({ path: { id: session }, body: { parts: [{ type: "text", text, synthetic: true }] } })
    } catch {
      // It is told with the next prompt.
    }
  }

  return {
    event: async ({ event }) => {
      const session = event.properties?.sessionID ?? event.properties?.info?.id
      if (event.type === "session.deleted") atWork(session)
      if (wakesIdle && event.type === "session.idle") wakeIfIdle(session)
    },
    "chat.message": async (input, output) => {
      atWork(input.sessionID)
      const event = greeted.has(input.sessionID) ? "chat.message" : "session.start"
      greeted.add(input.sessionID)
      const text = await ask({ hook_event_name: event, session_id: input.sessionID }, told)
      const beside = output.parts?.at(-1)
      if (text && beside) {
        // Parts are ordered by their ids: it comes behind what was written.
        output.parts.push({ id: `${beside.id}p`, sessionID: beside.sessionID, messageID: beside.messageID,
                            type: "text", text, synthetic: true })
      }
    },
    "tool.execute.before": async (input, output) => {
      begun.set(input.callID, Date.now())
      atWork(input.sessionID)
      if (typeof output?.args?.command !== "string") return
      const reason = await ask({
        hook_event_name: "tool.execute.before",
        session_id: input.sessionID,
        tool_use_id: input.callID,
        tool_input: { command: output.args.command },
      }, denied)
      if (!reason) return
      begun.delete(input.callID)
      throw new Error(reason) // the tool is not run, and the model reads it
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
      }, told)
      if (text && typeof output.output === "string") output.output += `\n\n${text}`
    },
  }
}
