#!/bin/bash
# The feature with its defaults, as `devcontainer features test` runs it.
set -e
# shellcheck source=/dev/null
source dev-container-features-test-lib

check "the programs run" bash -c "prodparity --version && prodparityd --version && prodparity-fetch --version"
# shellcheck disable=SC2016  # the inner shell expands it
check "of the feature's version" bash -c 'test "$(prodparity --version)" = "prodparity $PRODPARITY_FEATURE"'
check "a baseline of the image was taken" grep -q '"name": *"bash"' /var/lib/prodparity/baseline.json
check "bash and zsh are registered" grep -q prodparity: /etc/bash.bashrc /etc/zsh/zshrc
check "the guard can be started" prodparity start
check "it answers" bash -c 'prodparity status --format json | grep -q "\"schema\":\"prodparity.status/1\""'
reportResults
