#!/bin/sh
# Fails when a folder includes what it may not; the table is in docs/ARCHITECTURE.md.
set -u
cd "$(dirname "$0")/.." || exit 2
failed=0

# forbid FOLDERS PATTERN [EXCEPT]: no #include matching PATTERN below FOLDERS.
forbid() {
  # shellcheck disable=SC2086  # a list of folders
  found=$(grep -rnE "#include [<\"]($2)" $1 --include='*.cpp' --include='*.h' | grep -vE "${3:-^$}")
  [ -z "$found" ] && return
  echo "$found"
  echo "  ^ $1 may not include these (docs/ARCHITECTURE.md)"
  failed=1
}

outer='io/|program/|fetch/|daemon/|client/|tests/'
forbid core "boost/asio|spdlog|sys/|unistd|fstream|filesystem|thread|$outer"
forbid core 'openssl' '^core/(digest\.cpp|attest/)'
forbid core 'boost/json' '^core/(sbom/|attest/|boost_json\.cpp)'
forbid core 'nlohmann/json.hpp' '\.cpp:'
forbid core 'toml\+\+' '^core/ship/'
forbid io 'boost/asio|spdlog|openssl|program/|fetch/|daemon/|client/|tests/'
forbid program 'boost/asio|spdlog|openssl|core/sbom|core/attest|fetch/|daemon/|client/|tests/'
forbid fetch 'spdlog|daemon/|client/|tests/'
forbid daemon 'core/sbom|core/attest|program/|client/|fetch/|openssl|tests/'
forbid client 'core/attest|daemon/|fetch/|openssl|spdlog|boost/asio|tests/'

# Clocks and the environment belong to the outside.
found=$(grep -rnE '::now\(|getenv\(|\btime\(nullptr\)' core --include='*.cpp' --include='*.h')
if [ -n "$found" ]; then
  echo "$found"
  echo "  ^ core takes time and environment as arguments"
  failed=1
fi

# Of a static program glibc loads shared libraries for these, of whatever system it runs on.
found=$(grep -rnE '\b(getpw(uid|nam|ent)|getgr(gid|nam|ent)|iconv_open|wordexp)(_r)?\(' core io program fetch daemon client --include='*.cpp' --include='*.h')
if [ -n "$found" ]; then
  echo "$found"
  echo "  ^ not in a static program"
  failed=1
fi
exit "$failed"
