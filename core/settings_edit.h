#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

// Puts entries of ours into a settings file of another program, and takes exactly them out again.
// Both work on the text: comments, order, white space, a byte order mark and line ends of all else
// stay byte for byte. Pure.
namespace prodparity {

// How our entries are found again, wherever they were moved to: by what they call.
struct OwnMarks {
  std::string program;  // absolute; an object below "hooks" that calls `PROGRAM hook --agent`
  std::string plugin;   // absolute, or empty; a string in the list "plugin"

  bool operator==(const OwnMarks&) const = default;
};

// `settings` with what `wanted` (JSON: lists of entries, below objects, and scalars that must
// stand in the file) has and it lacks. Entries of ours that are others than those give way to
// them; with all there already it is `settings` itself. Errors: those of parse_commented_json;
// wrong_config where a part is of another kind than wanted, or a wanted scalar is missing or
// differs; unsupported where the entries could not be taken out exactly (a bug).
Result<std::string> add_entries(std::string_view settings, std::string_view wanted,
                                const OwnMarks& own);

// Both are ours, and JSON: `text` with the entries of `more`. One that is no JSON is a bug, and
// leaves `text` as it is.
std::string with_entries(const std::string& text, std::string_view more);

struct Removal {
  std::string bytes;          // as before where nothing is ours
  bool nothing_left = false;  // nothing but the scalars of `wanted` is in it, and no comment

  bool operator==(const Removal&) const = default;
};
// Without our entries, and without the lists and objects that were made for them. Errors: those of
// parse_commented_json.
Result<Removal> remove_entries(std::string_view settings, std::string_view wanted,
                               const OwnMarks& own);

// How many entries of ours are in it. Errors: those of parse_commented_json.
Result<std::size_t> count_entries(std::string_view settings, const OwnMarks& own);

}  // namespace prodparity
