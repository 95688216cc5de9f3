#include "fetch/image_facts.h"

#include "core/limits.h"
#include "core/registry/image_config.h"
#include "core/registry/platform.h"
#include "core/registry/provenance.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

// Of an image's environment: what changes how a program runs. The rest may hold secrets.
constexpr std::array<std::string_view, 12> kept_variables = {
    "PATH", "LANG",         "LANGUAGE",      "LC_ALL",     "LC_CTYPE",    "TZ",
    "HOME", "SSL_CERT_DIR", "SSL_CERT_FILE", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH"};

// Debian's word for an architecture, and OCI's for the same.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> architectures = {{
    {"i386", "386"},
    {"armhf", "arm/v7"},
    {"armel", "arm/v5"},
    {"ppc64el", "ppc64le"},
    {"mips64el", "mips64le"},
    {"loong64", "loong64"},
}};

// What is no platform is that of no manifest.
registry::Platform platform_of(std::string_view words) {
  Result<registry::Platform> platform = registry::parse_platform(words);
  return platform ? *std::move(platform) : registry::Platform();
}

}  // namespace

std::string platform_words(const Platform& platform) {
  if (platform.arch.empty()) return {};
  const auto known = std::ranges::find(architectures, platform.arch,
                                       &std::pair<std::string_view, std::string_view>::first);
  return "linux/" + (known == architectures.end() ? platform.arch : std::string(known->second));
}

ImageFacts::ImageFacts(const MaterialHeader& header, std::string_view platform)
    : header_(header), chain_(header.digest, platform_of(platform)) {}

std::optional<Error> ImageFacts::take_manifest(std::string_view bytes) {
  if (const Result<void> taken = chain_.take_manifest(bytes); !taken) return taken.error();
  if (!chain_.is_whole() || chain_.platform_digest() == header_.platform_digest)
    return std::nullopt;
  return Error{.code = ErrorCode::unverified,
               .message = "what is there is of another manifest of the image than it says"};
}

std::optional<Error> ImageFacts::take_config(std::string_view bytes) {
  is_config_left_out_ = !chain_.is_whole();
  if (is_config_left_out_) return std::nullopt;
  if (const Result<void> checked = chain_.check_config(bytes); !checked) return checked.error();
  const Result<registry::ImageConfig> config = registry::parse_image_config(bytes);
  if (!config) return config.error();
  const Evidence evidence{.path = header_.digest};
  const auto keep = [&](std::string name, std::string_view value) {
    if (!value.empty() && value.size() <= limits::sbom_text_bytes)
      facts_.push_back({.kind = "image",
                        .name = std::move(name),
                        .value = std::string(value),
                        .evidence = evidence});
  };
  keep("user", config->user);
  keep("created", config->created);
  for (const std::string& variable : config->environment) {
    const std::string_view text = variable;
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    if (equals != std::string_view::npos &&
        std::ranges::find(kept_variables, name) != kept_variables.end())
      keep("environment " + std::string(name), text.substr(equals + 1));
  }
  for (std::size_t i = 0; i < config->diff_ids.size(); ++i)
    keep("diff_id " + std::to_string(i), config->diff_ids[i]);
  return std::nullopt;
}

void ImageFacts::take_provenance(std::string_view statement, std::string_view place) {
  const Result<std::vector<registry::BaseImage>> images = registry::base_images(statement);
  if (!images || images->empty()) return;
  // The first is the one that the last stage begins with only where it is the only one.
  if (images->size() > 1) return;
  const Evidence evidence{.path = header_.bundle.empty() ? std::string(place) : header_.bundle};
  const registry::BaseImage& base = images->front();
  facts_.push_back(
      {.kind = "image", .name = "base_name", .value = base.name, .evidence = evidence});
  facts_.push_back(
      {.kind = "image", .name = "base_digest", .value = base.digest, .evidence = evidence});
}

void ImageFacts::add_to(Reference& reference) const {
  std::vector<Fact>& facts = reference.inventory.facts;
  const std::size_t of_sbom = facts.size();
  for (const Fact& fact : facts_) {
    const auto end = facts.begin() + static_cast<std::ptrdiff_t>(of_sbom);
    const bool is_said = std::any_of(facts.begin(), end, [&](const Fact& said) {
      return said.kind == fact.kind && said.name == fact.name;
    });
    if (!is_said) facts.push_back(fact);
  }
  sort_canonical(reference.inventory);
  const bool has_base = std::ranges::find(facts_, "base_name", &Fact::name) != facts_.end();
  if (has_base && !header_.bundle.empty())
    reference.proof.remarks.emplace_back("what its image was built from is the bundle's own word");
  if (is_config_left_out_)
    reference.proof.remarks.emplace_back(
        "what its image is configured with is left out: no manifest is there that ties it to the "
        "image");
}

}  // namespace prodparity::fetch
