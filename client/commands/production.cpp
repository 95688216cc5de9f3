#include "core/production/production.h"

#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/input.h"
#include "client/judge.h"
#include "client/place.h"
#include "client/reference_input.h"
#include "client/snapshot_answer.h"
#include "core/json.h"
#include "core/report/production.h"
#include "core/text.h"
#include "io/files.h"
#include "io/owners.h"
#include "io/python_needs.h"
#include "program/output.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace prodparity {
namespace {

struct Options {
  AskOptions ask;
  PlaceOptions place;
  std::vector<std::string> references;
  std::string name;
};

Result<ExitCode> ask_daemon(const Options& options) {
  const Request request{.method = Method::production, .name = options.name};
  const Result<nlohmann::json> reply = ask(options.ask, request);
  if (!reply) return write_without_daemon(options.ask, request, reply.error());
  const nlohmann::json answer = part_at(*reply, "answer");
  const Result<void> written =
      write_output(options.ask.format == "json" ? ascii_json(dump_json(answer)) + '\n'
                                                : instant_text(*reply) + text_at(*reply, "text"));
  if (!written) return written.error();
  return exit_code_of_says(text_at(answer, "says"));
}

Result<std::vector<Reference>> read_references(const std::vector<std::string>& arguments) {
  std::vector<Reference> references;
  const auto named = named_references(arguments);
  if (!named) return named.error();
  for (const auto& [name, path] : *named) {
    Result<Reference> reference = read_reference_input(path, TakeDigest::yes);
    if (!reference) return reference.error();
    reference->name = name;
    references.push_back(*std::move(reference));
  }
  return references;
}

// As the daemon answers, from what is read now.
Result<std::vector<ProductionAnswer>> answer_here(const Options& options) {
  const Result<std::vector<Reference>> references = read_references(options.references);
  if (!references) return references.error();
  std::vector<ProductionAnswer> answers;
  if (options.name.empty()) {
    for (const Reference& reference : *references)
      answers.push_back(about_production(reference));
    return answers;
  }
  const Result<Question> question = parse_question(options.name);
  if (!question) return question.error();
  const Result<Inventory> dev = scan_place(options.place);
  if (!dev) return dev.error();
  const Result<std::unique_ptr<Files>> files = open_root(options.place.root);
  if (!files) return files.error();
  const Owners owners = find_owners(**files, *dev, *question);
  const PythonNeeds needs = read_python_needs(**files, *dev, *question, owners);
  const Policy policy;
  const ProductionContext context{.dev = &*dev,
                                  .policy = &policy,
                                  .remedies = {.needs_sudo = ::geteuid() != 0},
                                  .needs = &needs};
  for (const Reference& reference : *references)
    answers.push_back(ask_production(*question, owners, reference, context));
  return answers;
}

Result<ExitCode> ask_files(const Options& options) {
  const Result<std::vector<ProductionAnswer>> answers = answer_here(options);
  if (!answers) return answers.error();
  const Result<void> written =
      write_output(options.ask.format == "json"
                       ? ascii_json(render_production_json(options.name, *answers)) + '\n'
                       : render_production(options.name, *answers));
  if (!written) return written.error();
  return exit_code_of_says(to_string(says_of(*answers)));
}

Result<ExitCode> production(const Options& options) {
  return options.references.empty() ? ask_daemon(options) : ask_files(options);
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.optional("NAME", options->name,
                     "A package (libssl3, pypi:requests), a requirement ('requests>=2.31,<3', "
                     "'libssl3 (>= 3.0)', libssl3=3.0.20-1~deb12u2), module:NAME, command:NAME, a "
                     "library (libssl.so.3) or a path; without it: what production is");
  declare_ask_options(arguments, options->ask);
  arguments.list("--reference", "[NAME=]FILE", options->references,
                 "Ask this SBOM, without the daemon; may be given again");
  declare_place_options(arguments, options->place);
  return [options] { return production(*options); };
}

}  // namespace

const Command production_command = {
    .name = "production",
    .summary = "What production is, and whether it has a package, module, command or library",
    .examples =
        "  prodparity production\n"
        "  prodparity production graphviz\n"
        "  prodparity production 'requests>=2.31,<3'\n"
        "  prodparity production command:dot --reference prod.cdx.json\n"
        "\n"
        "Exit status here: 0 yes, 3 no, 4 production's SBOM does not say.",
    .declare = declare};

}  // namespace prodparity
