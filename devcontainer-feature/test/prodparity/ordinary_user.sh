#!/bin/bash
# Another user than root; options with blanks reach the configuration.
set -e
# shellcheck source=/dev/null
source dev-container-features-test-lib

# shellcheck disable=SC2016  # the inner shell expands it
check "not root" bash -c 'test "$(id -un)" = dev'
check "the reference" grep -qF '"reference": "sbom/of production.cdx.json"' /etc/prodparity/config.json
check "enforce" grep -q '"enforce": "block"' /etc/prodparity/config.json
check "the remote user is recorded" grep -q '"remote_user": "dev"' /var/lib/prodparity/installed.json
reportResults
