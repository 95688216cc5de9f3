#include "core/inventory_json.h"
#include "core/limits.h"
#include "fetch/commands/commands.h"
#include "fetch/commands/standard_input.h"
#include "fetch/run_order.h"
#include "io/compressed_source.h"
#include "io/state_files.h"
#include "program/output.h"

#include <unistd.h>

#include <memory>
#include <optional>
#include <string>

namespace prodparity::fetch {
namespace {

// Only where it is another one: a daemon watches that file.
std::optional<Error> put(const std::string& path, const std::string& bytes) {
  const Result<std::string> before = read_own_file(path, limits::reference_file_bytes);
  if (before && *before == bytes) return std::nullopt;
  return replace_file(path, bytes, 0644, Durable::yes);
}

Result<ExitCode> run() {
  const Result<FetchOrder> order = order_of_standard_input();
  if (!order) return order.error();
  Result<Obeyed> obeyed = run_order(*order);
  if (!obeyed) {
    obeyed = Obeyed{.outcome = {.problem = to_string(obeyed.error()), .code = obeyed.error().code}};
  }
  std::string text = write_fetch_outcome(obeyed->outcome);
  std::optional<Error> failure;
  if (obeyed->reference) {
    obeyed->reference->name = order->name;
    const std::string reference = write_reference(*obeyed->reference);
    if (order->output.empty()) {
      text += reference;
    } else {
      failure = put(order->output, reference);
    }
  } else if (!order->output.empty()) {
    // What was believed before is not any more, and must not be taken for it.
    ::unlink(order->output.c_str());
  }
  if (failure) return *failure;
  if (const Result<void> written = write_output(text); !written) return written.error();
  return ExitCode::clean;  // whatever became of it: it was said
}

}  // namespace

Result<FetchOrder> order_of_standard_input() {
  const Result<std::unique_ptr<ByteSource>> source = open_source("-", limits::config_bytes);
  if (!source) return source.error();
  std::string text;
  for (;;) {
    const Result<std::string_view> part = (*source)->next();
    if (!part) return part.error();
    if (part->empty()) return read_fetch_order(text);
    text += *part;
  }
}

const Command order_command = {
    .name = "order",
    .summary = "Internal: fetch, verify and keep a reference, for the daemon and other commands",
    .declare = [](Arguments&) -> RunCommand { return run; },
    .internal = true};

}  // namespace prodparity::fetch
