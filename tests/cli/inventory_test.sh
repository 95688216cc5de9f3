#!/bin/sh
# `inventory` of a small root. $1: the built prodparity.
set -u
prodparity=$1
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"

root=$scratch/root
mkdir -p "$root/var/lib/dpkg/info" "$root/etc"
printf 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n' >"$root/etc/os-release"
for name in libssl3 "$(printf 'x\302\233\342\200\256y')"; do
  printf 'Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.20-1~deb12u2\n\n' "$name"
done >"$root/var/lib/dpkg/status"

# The second package's name is hostile: it is refused, and said so.
expect 4 "json" "$prodparity" inventory --root "$root" --format json
has out '"prodparity.inventory/1"'
has out 'libssl3'
harmless "inventory as JSON"
cp "$scratch/out" "$scratch/first"
expect 4 "json again" "$prodparity" inventory --root "$root"
cmp "$scratch/first" "$scratch/out" || failed=1
expect 4 "terminal" "$prodparity" inventory --root "$root" --format terminal
has out '3.0.20-1~deb12u2'
has out 'Debian 12'
harmless "inventory on a terminal"
rm -r "${root:?}/var"
mkdir -p "$root/var/lib/dpkg"
printf 'Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n' >"$root/var/lib/dpkg/status"
expect 0 "everything could be read" "$prodparity" inventory --root "$root" --ecosystem deb
cp "$scratch/out" "$scratch/of_root"

# The same files as a layer of an image, as podman saves it.
mkdir "$scratch/image"
tar -C "$root" -cf "$scratch/image/layer.tar" .
digest=$(sha256sum "$scratch/image/layer.tar" | cut -d' ' -f1)
printf '{"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$digest" >"$scratch/image/config.json"
printf '[{"Config":"config.json","RepoTags":["api:main"],"Layers":["layer.tar"]}]' >"$scratch/image/manifest.json"
tar -C "$scratch/image" -cf "$scratch/image.tar" manifest.json config.json layer.tar
expect 0 "an image" "$prodparity" inventory --image "$scratch/image.tar:api:main" --ecosystem deb
cmp "$scratch/of_root" "$scratch/out" || failed=1
expect 2 "an image and a root" "$prodparity" inventory --image "$scratch/image.tar" --root "$root"
printf x >>"$scratch/image/layer.tar"
tar -C "$scratch/image" -cf "$scratch/image.tar" manifest.json config.json layer.tar
expect 4 "a layer that is another" "$prodparity" inventory --image "$scratch/image.tar"
exit "$failed"
