#pragma once

#include "core/ecosystem.h"

#include <string>
#include <string_view>
#include <vector>

// Where Python distributions lie: site folders (.../lib/python3.N/{site,dist}-packages) of the
// system, of users, of prefixes (pyenv, conda) and of virtual environments.
namespace prodparity::pypi {

// What a Unit is, in its `context`.
namespace context {
inline constexpr std::string_view dist_info = "dist-info";
inline constexpr std::string_view egg_info = "egg-info";  // also EGG-INFO of an egg
inline constexpr std::string_view zipped_egg = "egg";     // known by its file name only
inline constexpr std::string_view egg_link = "egg-link";
inline constexpr std::string_view linked = "linked";  // the egg-info an egg-link points to
inline constexpr std::string_view left_over = "~";    // what pip set aside while it replaces it
}  // namespace context

// Order of the files of a dist-info Unit; METADATA of left-overs of the same name may follow.
struct DistInfoFiles {
  static constexpr std::size_t metadata = 0, installer = 1, record = 2, direct_url = 3,
                               requested = 4, environment = 5, first_left_over = 6;
};

std::vector<Glob> globs(const Places& places);
Discovery discover(const Listing& listing);

// Of any path, not only below the globs: what is in a site folder may be a link to it.
Needed needed(std::string_view path);

// "c" of "/a/b/c".
std::string_view base_name_of(std::string_view path);

// ".../lib/python3.11/site-packages", also "/usr/lib/python3/dist-packages".
bool is_site_folder(std::string_view path);

// "/opt/venv" of "/opt/venv/lib/python3.11/site-packages", "3.11" of it; "3" of Debian's own.
std::string_view prefix_of_site(std::string_view site);
std::string_view version_of_site(std::string_view site);

}  // namespace prodparity::pypi
