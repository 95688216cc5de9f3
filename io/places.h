#pragma once

#include "core/ecosystem.h"
#include "io/files.h"

#include <string>
#include <vector>

namespace prodparity {

// What the caller knows of the place besides its files. Empty fields are unknown.
struct PlacesHint {
  std::string workspace;
  std::string home;                       // of the user in question, beside /root and /home/*
  std::vector<std::string> environments;  // VIRTUAL_ENV, CONDA_PREFIX
};

// What was found, and the folders that could not be looked into.
struct UsualPlaces {
  Places places;
  std::vector<Error> errors;
};

// Where to look in a root: the client and the daemon must look in the same places.
UsualPlaces usual_places(const Files& files, const PlacesHint& hint);

}  // namespace prodparity
