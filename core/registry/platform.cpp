#include "core/registry/platform.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::registry {
namespace {

constexpr std::size_t told = 8;

// containerd, platforms/database.go.
Platform normal(Platform platform) {
  if (platform.architecture == "arm64" && platform.variant.empty()) platform.variant = "v8";
  if (platform.architecture == "arm" && platform.variant.empty()) platform.variant = "v7";
  if (platform.architecture == "amd64" && platform.variant == "v1") platform.variant.clear();
  return platform;
}

bool is_image(const Descriptor& descriptor) {
  const bool unknown = descriptor.platform && descriptor.platform->os == "unknown";
  return !unknown && descriptor.artifact_type.empty() &&
         annotation(descriptor.annotations, "vnd.docker.reference.type").empty();
}

// 0: it does not run there; the greatest is what fits best.
int fitness(const Platform& theirs, const Platform& ours) {
  if (theirs.os != ours.os || theirs.architecture != ours.architecture) return 0;
  if (theirs.variant == ours.variant) return 100;
  if (ours.architecture != "arm" || theirs.variant.size() != 2 || ours.variant.size() != 2 ||
      theirs.variant > ours.variant)
    return 0;
  return theirs.variant[1] - '0';
}

}  // namespace

Platform platform_of_machine(std::string_view machine) {
  constexpr std::array<std::array<std::string_view, 3>, 9> known = {
      {{"x86_64", "amd64", ""},
       {"aarch64", "arm64", ""},
       {"armv7l", "arm", "v7"},
       {"armv8l", "arm", "v7"},
       {"armv6l", "arm", "v6"},
       {"i386", "386", ""},
       {"i586", "386", ""},
       {"i686", "386", ""},
       {"loongarch64", "loong64", ""}}};
  for (const auto& [name, architecture, variant] : known)
    if (machine == name)
      return {.os = "linux",
              .architecture = std::string(architecture),
              .variant = std::string(variant)};
  return {.os = "linux", .architecture = std::string(machine), .variant = {}};
}

Result<Platform> parse_platform(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '/');
  const bool words = std::ranges::all_of(parts, [](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
  });
  if (!words || parts.size() < 2 || parts.size() > 3)
    return Error{.code = ErrorCode::wrong_usage,
                 .message = "'" + printable(text, 100) + "' is no platform: one is 'linux/amd64'",
                 .path = {}};
  return Platform{.os = std::string(parts[0]),
                  .architecture = std::string(parts[1]),
                  .variant = parts.size() == 3 ? std::string(parts[2]) : std::string()};
}

std::string_view buildkit_subject(const Descriptor& descriptor) {
  if (annotation(descriptor.annotations, "vnd.docker.reference.type") != "attestation-manifest")
    return {};
  return annotation(descriptor.annotations, "vnd.docker.reference.digest");
}

Result<Descriptor> choose_platform(const Index& index, const Platform& platform) {
  const Platform ours = normal(platform);
  std::vector<std::string> there;
  std::vector<const Descriptor*> unnamed;
  std::pair<int, const Descriptor*> best{0, nullptr};
  for (const Descriptor& descriptor : index.manifests) {
    if (!is_image(descriptor)) continue;
    if (!descriptor.platform) {
      unnamed.push_back(&descriptor);
      continue;
    }
    there.push_back(printable(to_string(*descriptor.platform), 100));
    const int fits = fitness(normal(*descriptor.platform), ours);
    if (fits > best.first) best = {fits, &descriptor};
  }
  if (best.second != nullptr) return *best.second;
  if (there.empty() && unnamed.size() == 1) return *unnamed.front();
  std::string message = "there is no image for " + printable(to_string(platform), 100);
  if (!there.empty()) message += ", only for " + listed(there, told);
  return Error{.code = ErrorCode::not_found, .message = std::move(message), .path = {}};
}

}  // namespace prodparity::registry
