#pragma once

#include "core/inventory.h"

// Values with every field set: what a format forgets does not come back.
namespace prodparity {

inline Component full_component() {
  return {.ecosystem = "deb",
          .origin = "debian",
          .name = "libssl3",
          .version = "3.0.20-1~deb12u2",
          .arch = "amd64",
          .place = "/p",
          .evidence = {.path = "/var/lib/dpkg/status", .line = 12},
          .owner = "deb:x",
          .hides = "pypi:pip@23",
          .source = "openssl",
          .source_version = "3.0.20-1",
          .section = "libs",
          .relations = "libc6 (>= 2.34)",
          .provides = "libssl",
          .automatic = true,
          .held = true,
          .deselected = true,
          .ships = Ships::runtime_files,
          .editable = true,
          .pre_release = true,
          .virtual_environment = true,
          .base_prefix = "/usr"};
}

inline Inventory full_inventory() {
  return {.platform = {.id = "debian",
                       .version_id = "12",
                       .codename = "bookworm",
                       .pretty_name = "Debian \"12\"",
                       .arch = "amd64"},
          .ecosystems = {"deb", "pypi"},
          .components = {full_component(), {.ecosystem = "pypi", .name = "pip\n\x1b[0m"}},
          .facts = {{.kind = "locale", .name = "C", .value = "x", .evidence = {.path = "/f"}}},
          .unread = {{.ecosystem = "pypi",
                      .error = {.code = ErrorCode::denied,
                                .message = "cannot read",
                                .path = "/METADATA",
                                .line = 3}}},
          .in_transition = {{.ecosystem = "deb",
                             .name = "a",
                             .arch = "i386",
                             .state = "unpacked",
                             .evidence = {.path = "/s", .line = 1}}}};
}

}  // namespace prodparity
