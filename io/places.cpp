#include "io/places.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {

UsualPlaces usual_places(const Files& files, const PlacesHint& hint) {
  Places places{.workspace = hint.workspace, .homes = {"/root"}, .environments = {}};
  // A /home that cannot be listed leaves its users' own installs out; globs below it say so.
  Matches homes = files.glob("/home/*");
  places.homes.insert(places.homes.end(), homes.paths.begin(), homes.paths.end());
  if (!hint.home.empty() && hint.home != "/") places.homes.push_back(hint.home);
  for (const std::string& environment : hint.environments) {
    if (!environment.empty()) places.environments.push_back(environment);
  }
  for (std::vector<std::string>* list : {&places.homes, &places.environments}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return {.places = std::move(places), .errors = std::move(homes.errors)};
}

}  // namespace prodparity
