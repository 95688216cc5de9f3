#pragma once

#include "core/inventory.h"
#include "core/limits.h"
#include "core/reference.h"
#include "core/result.h"
#include "core/sbom/image_config.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the readers of all formats fill in while a document streams by, and how a format says
// which places of a document it wants. Nothing here keeps more of a document than that.
namespace prodparity::sbom {

// One package as some format describes it, before it is judged. Reused, so that a document of
// 100,000 components allocates for what is kept only.
struct Package {
  std::string kind;  // the format's own type: "library", "deb", "OPERATING-SYSTEM"
  std::string group;
  std::string name;
  std::string version;
  std::string purl;
  std::string ref;  // bom-ref, SPDXID, syft's id
  std::string arch;
  std::string source;
  std::string source_version;
  std::string source_release;
  std::string source_epoch;
  std::string path;   // where it was found
  std::string place;  // stated outright, as we write it ourselves
  std::string owner;
  // Of an operating system.
  std::string os_id;
  std::string os_version;
  std::string os_codename;
  std::string os_pretty_name;
  bool tagged_source = false;
  std::size_t line = 0;

  void clear();
};

// One relation between two refs, by hash: only equality matters.
struct Edge {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};
std::uint64_t ref_hash(std::string_view ref);

// What tells which document it is. Empty: not seen.
struct Marks {
  std::string bom_format;
  std::string cyclonedx_version;
  std::string spdx_version;
  std::string syft_schema;
  std::string syft_descriptor;  // the program in syft's descriptor
  std::string statement_type;
  std::string predicate_type;
  bool cyclonedx = false;  // a place of this format was there
  bool spdx = false;
  bool syft = false;
  unsigned levels = 0;  // bit N: such a place N envelopes deep
};

// Counts the lines of the part that is being parsed, as far as somebody asks.
class LineCounter {
 public:
  void part(std::string_view bytes);
  // The line of a place in the current part; one outside it (text that was joined from several
  // parts) gets the line of the last place asked for.
  std::size_t at(const char* place);

 private:
  std::string_view part_;
  std::size_t counted_ = 0;
  std::size_t lines_ = 1;
};

struct Draft {
  std::string path;  // of the document, for evidence
  std::size_t components_limit = limits::components;
  std::size_t dependencies_limit = limits::sbom_dependencies;
  Marks marks;
  bool begun = false;                                      // the document opened an object or array
  unsigned level = 0;                                      // envelopes around what is being read
  std::vector<std::pair<std::string, std::string>> tools;  // name, version
  std::string subject;
  std::string statement_subject;
  std::string statement_digest;
  std::string created;
  std::optional<ImageConfig> image;  // what it was built to run as, where the document says so
  std::size_t image_line = 0;

  std::vector<Component> components;
  std::vector<std::uint64_t> refs;             // of components, by index
  std::vector<bool> tagged_sources;            // by index
  std::vector<Platform> systems;               // operating systems the document names
  std::vector<Platform> purl_systems;          // distinct ones that purls of OS packages name
  std::vector<std::uint64_t> dependency_refs;  // refs of debs with dependencies stated
  std::vector<Edge> dependencies;              // who needs whom
  std::vector<Edge> ownership;                 // a package's files are another's
  std::vector<Fault> faults;
  bool interpreter = false;  // a Python that is no Debian package

  // Scratch of the packages that are open (a CycloneDX component may hold others).
  std::vector<Package> open;
  std::size_t depth = 0;
  std::string key, value, extra, kind;

  std::optional<Error> error;  // set by a reader: stop
  bool skip_rest = false;      // set by a reader: nothing more of the innermost object
  LineCounter lines;
  const char* place = nullptr;  // of the text just handed over

  void refuse(std::string what_it_is, std::string what_to_do);
  void add_dependency(std::string_view who, std::string_view needs);
  void count_fault(FaultKind kind_of_fault, std::string_view example);
};

// What may stand at a place.
enum class Shape : std::uint8_t {
  container,  // an object or array; null is absent
  text,       // a string; null is absent, anything else malformed
  loose,      // a string, or something of no interest
  any,        // a string, or a container that is looked into
  document,   // a document again, as an object or as a string that holds one
};

// A place in a document: keys joined by '.', "[]" for the elements of an array.
struct Rule {
  std::string_view path;
  std::uint8_t field = 0;  // the format's own number; 0: only a way to deeper places
  Shape shape = Shape::container;
};

// One format of documents. Functions get the field of the rule that matched.
struct Format {
  std::span<const Rule> rules;
  void (*begin)(Draft& draft, std::uint8_t field);  // an object or array opens
  void (*end)(Draft& draft, std::uint8_t field);
  void (*text)(Draft& draft, std::uint8_t field, std::string_view value);
};

std::span<const Format* const> formats();

}  // namespace prodparity::sbom
