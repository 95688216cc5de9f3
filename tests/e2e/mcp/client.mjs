// What the public MCP client gets of `prodparity mcp`, as JSON: client.mjs COMMAND ARGUMENT...
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: "prodparity-e2e", version: "1" });
const transport = new StdioClientTransport({ command, args, env: process.env });
await client.connect(transport);

const call = async (name, args) => {
  const result = await client.callTool({ name, arguments: args });
  return { text: result.content.map((part) => part.text).join(""), isError: result.isError,
           structured: result.structuredContent ?? null };
};
const refused = async (ask) => {
  try {
    await ask();
    return null;
  } catch (error) {
    return error.code;
  }
};
const found = {
  server: client.getServerVersion(),
  instructions: client.getInstructions(),
  tools: (await client.listTools()).tools.map((tool) => tool.name),
  ping: await client.ping(),
  status: await call("parity_status", {}),
  about: await call("parity_production", {}),
  asked: await call("parity_production", { name: "libc6 (>= 2.0)" }),
  lacking: await call("parity_production", { name: "command:sudo" }),
  notAQuestion: await call("parity_production", { name: "apt install x" }),
  report: await call("parity_report", {}),
  explain: await call("parity_explain", { name: "sudo" }),
  unknown: await refused(() => client.callTool({ name: "rm", arguments: {} })),
  resources: await refused(() => client.request({ method: "resources/list" },
                                                { parse: (value) => value })),
};
await client.close();
console.log(JSON.stringify(found));
