// What the public MCP client gets of parity_check_install: check_install.mjs JSON-LIST-OF-COMMANDS SERVER ARGUMENT...
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const [commands, command, ...args] = process.argv.slice(2);
const client = new Client({ name: "prodparity-e2e", version: "1" });
await client.connect(new StdioClientTransport({ command, args, env: process.env }));
const found = [];
for (const install of JSON.parse(commands)) {
  const result = await client.callTool({ name: "parity_check_install", arguments: { command: install } });
  found.push({ text: result.content.map((part) => part.text).join(""), isError: result.isError === true,
               structured: result.structuredContent ?? null });
}
await client.close();
console.log(JSON.stringify(found));
