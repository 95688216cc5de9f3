#pragma once

#include "core/sbom/draft.h"

#include <string_view>

// From what a format says of one package to a Component: purl first, then the format's fields.
namespace prodparity::sbom {

// The innermost package that is being read.
inline Package& current(Draft& draft) {
  return draft.open[draft.depth - 1];
}
void open_package(Draft& draft);
// Judges it: a Component, an operating system, or nothing that counts (files, images, documents).
void close_package(Draft& draft);

// A path where the package was found; the one that shows a Python distribution is kept.
void offer_path(Package& package, std::string_view path);

// The folder that holds a Python distribution, from the path of its METADATA or of itself; empty
// where the path shows none ("requirements.txt").
std::string python_place(std::string_view path);

}  // namespace prodparity::sbom
