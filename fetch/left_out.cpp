#include "fetch/left_out.h"

#include "core/material.h"

#include <string>
#include <vector>

namespace prodparity::fetch {
namespace {

std::string at(const std::map<std::string, std::string>& annotations, const char* key) {
  const auto found = annotations.find(key);
  return found == annotations.end() || found->second == "0" ? std::string() : found->second;
}

}  // namespace

std::vector<std::string> left_out_words(const std::map<std::string, std::string>& annotations) {
  std::vector<std::string> words;
  const std::string count = at(annotations, left_out_count);
  const std::string others = at(annotations, left_out_others);
  if (!count.empty())
    words.push_back("more hangs on the image than is looked at; left out: " + count);
  if (!others.empty())
    words.push_back("of a kind that is not read: " + others + " of what hangs on the image (" +
                    at(annotations, left_out_types) + ")");
  return words;
}

bool has_attestations_left_out(const std::map<std::string, std::string>& annotations) {
  return !at(annotations, left_out_count).empty();
}

}  // namespace prodparity::fetch
