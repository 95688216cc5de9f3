// The spelling of every enumeration in JSON, the policy and the protocol, in one place.
#include "core/drift/drift.h"
#include "core/drift/finding.h"
#include "core/material.h"
#include "core/reference.h"
#include "core/reference_trust.h"
#include "core/version/change.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

template <class Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

template <class Enum, std::size_t N>
std::string_view name_of(const Names<Enum, N>& names, Enum value) {
  for (const auto& [candidate, name] : names) {
    if (candidate == value) return name;
  }
  return "unknown";
}

template <class Enum, std::size_t N>
std::optional<Enum> value_of(const Names<Enum, N>& names, std::string_view text) {
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  return std::nullopt;
}

constexpr Names<ChangeClass, 10> change_classes = {{
    {ChangeClass::none, "none"},
    {ChangeClass::epoch, "epoch"},
    {ChangeClass::major, "major"},
    {ChangeClass::minor, "minor"},
    {ChangeClass::patch, "patch"},
    {ChangeClass::revision, "revision"},
    {ChangeClass::security, "security"},
    {ChangeClass::rebuild, "rebuild"},
    {ChangeClass::local, "local"},
    {ChangeClass::other, "other"},
}};

constexpr Names<FaultKind, 8> fault_kinds = {{
    {FaultKind::multi_arch_collapsed, "multi_arch_collapsed"},
    {FaultKind::sources_as_components, "sources_as_components"},
    {FaultKind::epoch_only_in_purl, "epoch_only_in_purl"},
    {FaultKind::epoch_lost, "epoch_lost"},
    {FaultKind::deb_owned_python_listed, "deb_owned_python_listed"},
    {FaultKind::declared_as_installed, "declared_as_installed"},
    {FaultKind::deinstalled_dropped, "deinstalled_dropped"},
    {FaultKind::duplicates, "duplicates"},
}};

constexpr Names<ReferenceState, 4> reference_states = {{
    {ReferenceState::no_packages, "no_packages"},
    {ReferenceState::no_os_packages, "no_os_packages"},
    {ReferenceState::no_distribution, "no_distribution"},
    {ReferenceState::several_distributions, "several_distributions"},
}};

constexpr Names<MaterialKind, 14> material_kinds = {{
    {MaterialKind::bundle, "bundle"},
    {MaterialKind::signature, "signature"},
    {MaterialKind::raw_signature, "raw_signature"},
    {MaterialKind::legacy, "legacy"},
    {MaterialKind::envelope, "envelope"},
    {MaterialKind::statement, "statement"},
    {MaterialKind::document, "document"},
    {MaterialKind::manifest, "manifest"},
    {MaterialKind::image_config, "image_config"},
    {MaterialKind::left_out, "left_out"},
    {MaterialKind::package_file, "package_file"},
    {MaterialKind::policy, "policy"},
    {MaterialKind::trusted_root, "trusted_root"},
    {MaterialKind::key, "key"},
}};

constexpr Names<VerifyMode, 3> verify_modes = {{
    {VerifyMode::automatic, "auto"},
    {VerifyMode::require, "require"},
    {VerifyMode::off, "off"},
}};

constexpr Names<Verification, 6> verifications = {{
    {Verification::none, "none"},
    {Verification::unsigned_statement, "unsigned_statement"},
    {Verification::unsigned_image, "unsigned_image"},
    {Verification::not_checked, "not_checked"},
    {Verification::signer_not_pinned, "signer_not_pinned"},
    {Verification::verified, "verified"},
}};

constexpr Names<DriftKind, 4> drift_kinds = {{
    {DriftKind::version, "version"},
    {DriftKind::dev_only, "dev_only"},
    {DriftKind::prod_only, "prod_only"},
    {DriftKind::fact, "fact"},
}};

constexpr Names<Origin, 4> origins = {{
    {Origin::baseline, "baseline"},
    {Origin::setup, "setup"},
    {Origin::session, "session"},
    {Origin::unknown, "unknown"},
}};

constexpr Names<GapKind, 10> gap_kinds = {{
    {GapKind::no_reference, "no_reference"},
    {GapKind::no_packages, "no_packages"},
    {GapKind::no_os_packages, "no_os_packages"},
    {GapKind::no_distribution, "no_distribution"},
    {GapKind::several_distributions, "several_distributions"},
    {GapKind::other_distribution, "other_distribution"},
    {GapKind::not_covered, "not_covered"},
    {GapKind::unread, "unread"},
    {GapKind::in_transition, "in_transition"},
    {GapKind::blind, "blind"},
}};

constexpr Names<Tier, 4> tiers = {{
    {Tier::ignore, "ignore"},
    {Tier::info, "info"},
    {Tier::warn, "warn"},
    {Tier::block, "block"},
}};

constexpr Names<Outcome, 4> outcomes = {{
    {Outcome::clean, "clean"},
    {Outcome::warn, "warn"},
    {Outcome::block, "block"},
    {Outcome::could_not_check, "could_not_check"},
}};

constexpr Names<Remedy::Kind, 2> remedy_kinds = {{
    {Remedy::Kind::undo, "undo"},
    {Remedy::Kind::ship, "ship"},
}};

constexpr Names<Shipping::State, 3> shipping_states = {{
    {Shipping::State::none, "none"},
    {Shipping::State::maybe, "maybe"},
    {Shipping::State::shipping, "shipping"},
}};

constexpr Names<Ships, 3> ships_values = {{
    {Ships::unknown, "unknown"},
    {Ships::nothing, "nothing"},
    {Ships::runtime_files, "runtime_files"},
}};

}  // namespace

std::string_view to_string(ChangeClass value) {
  return name_of(change_classes, value);
}
std::string_view to_string(FaultKind value) {
  return name_of(fault_kinds, value);
}
std::string_view to_string(ReferenceState value) {
  return name_of(reference_states, value);
}
std::string_view to_string(MaterialKind value) {
  return name_of(material_kinds, value);
}
std::string_view to_string(VerifyMode value) {
  return name_of(verify_modes, value);
}
std::string_view to_string(Verification value) {
  return name_of(verifications, value);
}
std::string_view to_string(DriftKind value) {
  return name_of(drift_kinds, value);
}
std::string_view to_string(Origin value) {
  return name_of(origins, value);
}
std::string_view to_string(GapKind value) {
  return name_of(gap_kinds, value);
}
std::string_view to_string(Tier value) {
  return name_of(tiers, value);
}
std::string_view to_string(Outcome value) {
  return name_of(outcomes, value);
}
std::string_view to_string(Remedy::Kind value) {
  return name_of(remedy_kinds, value);
}
std::string_view to_string(Shipping::State value) {
  return name_of(shipping_states, value);
}
std::string_view to_string(Ships value) {
  return name_of(ships_values, value);
}

std::optional<ChangeClass> parse_change_class(std::string_view text) {
  return value_of(change_classes, text);
}
std::optional<FaultKind> parse_fault_kind(std::string_view text) {
  return value_of(fault_kinds, text);
}
std::optional<ReferenceState> parse_reference_state(std::string_view text) {
  return value_of(reference_states, text);
}
std::optional<MaterialKind> parse_material_kind(std::string_view text) {
  return value_of(material_kinds, text);
}
std::optional<VerifyMode> parse_verify_mode(std::string_view text) {
  return value_of(verify_modes, text);
}
std::optional<Verification> parse_verification(std::string_view text) {
  return value_of(verifications, text);
}
std::optional<DriftKind> parse_drift_kind(std::string_view text) {
  return value_of(drift_kinds, text);
}
std::optional<Origin> parse_origin(std::string_view text) {
  return value_of(origins, text);
}
std::optional<GapKind> parse_gap_kind(std::string_view text) {
  return value_of(gap_kinds, text);
}
std::optional<Tier> parse_tier(std::string_view text) {
  return value_of(tiers, text);
}
std::optional<Ships> parse_ships(std::string_view text) {
  return value_of(ships_values, text);
}

}  // namespace prodparity
