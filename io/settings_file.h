#pragma once

#include "core/result.h"
#include "io/unique_fd.h"

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>

// Settings files of other programs: read, replaced in one step, backed up once, removed. The path
// is relative to a folder that is trusted ("/", a home, a workspace); below it no link is
// followed, so that nobody who may write there chooses what is read or written.
namespace prodparity {

struct SettingsPlace {
  std::string folder;  // "/"
  std::string path;    // "etc/codex/hooks.json"

  std::string whole() const;  // "/etc/codex/hooks.json"
  bool operator==(const SettingsPlace&) const = default;
};

struct StoredSettings {
  std::string bytes;
  struct stat status {};
};

// None where the file, or a folder above it, is not there. Errors: denied, io (also a link, or no
// regular file), too_large (limits::config_bytes).
Result<std::optional<StoredSettings>> read_settings(const SettingsPlace& place);

// New bytes on disk beside the file, which it becomes in one step; without that, nothing happened.
class StagedSettings {
 public:
  // `before` is what is replaced: its mode and owner are kept. Null: a new file with `mode`, and
  // the folders above it. Errors: as read_settings; denied where the owner cannot be kept.
  static Result<StagedSettings> make(const SettingsPlace& place, std::string_view bytes,
                                     const StoredSettings* before, unsigned mode);
  StagedSettings(StagedSettings&&) noexcept = default;
  StagedSettings& operator=(StagedSettings&&) noexcept = default;
  ~StagedSettings();

  // Errors: busy where the file changed since `before` was read.
  std::optional<Error> commit();

 private:
  StagedSettings(UniqueFd folder, std::string name, SettingsPlace place)
      : folder_(std::move(folder)), name_(std::move(name)), place_(std::move(place)) {}

  UniqueFd folder_;
  std::string name_;
  SettingsPlace place_;
  std::optional<struct stat> before_;
};

// The first copy of what was there before us, `path` + backup_suffix; never overwritten.
inline constexpr std::string_view backup_suffix = ".prodparity-backup";
SettingsPlace backup_of(const SettingsPlace& place);
std::optional<Error> back_up(const SettingsPlace& place, const StoredSettings& stored);

// Removes the file, and the folders above it that are empty then, but none that holds `shared`
// ("usr/local/share") or is it, and not the first one ("etc").
std::optional<Error> remove_settings(const SettingsPlace& place, std::string_view shared = {});

}  // namespace prodparity
