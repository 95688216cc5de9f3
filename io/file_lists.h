#pragma once

#include "core/inventory.h"
#include "core/passes.h"
#include "io/files.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace prodparity {

// dpkg's file lists as far as the passes need them, each read again only when its stamp changes:
// a root has a thousand of them, and one run of dpkg replaces a few.
class FileLists {
 public:
  // Attributes owners by the lists that core/passes.h asks for; where distributions of the
  // system's Python are still nobody's, by all the others too. A list that is not there
  // (distroless) is no error; one that cannot be read is unread.
  void attribute(const Files& files, Inventory& inventory);

  // By package, as in FileList.
  struct Known {
    Stamp stamp;
    ListFacts facts;
    bool used = true;
  };
  using KnownLists = std::map<std::string, Known, std::less<>>;

 private:
  KnownLists known_;
};

}  // namespace prodparity
