#!/bin/sh
# `prodparity mcp` over stdio, without a daemon. $1: prodparity.
set -u
prodparity=$1
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"
cd "$scratch" || exit 1
export PRODPARITY_SOCKET="$scratch/none"

expect 0 "it ends with its input" "$prodparity" mcp </dev/null
if [ -s out ]; then
  echo "FAILED: something was said to nobody"
  failed=1
fi

{
  printf '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}\n'
  printf '{"jsonrpc":"2.0","method":"notifications/initialized"}\n'
  printf '{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n'
  printf '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"parity_status"}}\n'
  printf '{"jsonrpc":"2.0","id":3,"method":"resources/list"}\n'
} >in
expect 0 "a handshake" "$prodparity" mcp <in
has out '"protocolVersion":"2025-06-18"'
has out '"parity_production"'
has out '"isError":true'
has out 'no daemon answers'
has out '"code":-32601'
if [ "$(wc -l <out)" != 4 ]; then
  echo "FAILED: a line for each request and no other"
  failed=1
fi

# A line without end is refused, and the next one answered all the same.
{
  head -c 10000000 /dev/zero | tr '\0' 'x'
  printf '\n{"jsonrpc":"2.0","id":7,"method":"ping"}'
} >in
expect 0 "a line too long" "$prodparity" mcp <in
has out '"code":-32700'
has out '"id":7,"result":{}'
if [ "$(wc -l <out)" != 2 ]; then
  echo "FAILED: one line for each"
  failed=1
fi

# Who does not read the answers ends it.
{
  yes '{"jsonrpc":"2.0","id":7,"method":"tools/list"}' 2>/dev/null | timeout 20 "$prodparity" mcp 2>err
  echo "$?" >code
} | head -c 10 >out
has code 4
exit "$failed"
