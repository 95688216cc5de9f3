#!/bin/bash
# No shell is registered; the log level is what was asked for.
set -e
# shellcheck source=/dev/null
source dev-container-features-test-lib

check "no shell is registered" bash -c "! grep -q prodparity: /etc/bash.bashrc /etc/zsh/zshrc"
check "no drop-in files" bash -c "! ls /etc/profile.d/prodparity.sh /etc/fish/conf.d/prodparity.fish"
check "the log level" grep -q '"log_level": "debug"' /etc/prodparity/config.json
check "the guard can be started" prodparity start
reportResults
