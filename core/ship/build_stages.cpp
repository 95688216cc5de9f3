#include "core/ship/build_stages.h"

#include "core/ship/dockerfile.h"
#include "core/ship/limits.h"
#include "core/ship/shell_lexer.h"
#include "core/ship/ship_candidates.h"
#include "core/ship/stage_state.h"
#include "core/text.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t no_stage = static_cast<std::size_t>(-1);

struct Stage {
  std::string name;  // lower case; empty: it has none
  std::size_t parent = no_stage;
  bool variable = false;  // which one it is FROM, a build can say
  std::string image;      // what it is FROM
  std::size_t line = 0;
  std::vector<const DockerInstruction*> instructions;
};

std::size_t find_stage(const std::vector<Stage>& stages, std::string_view name) {
  const std::string wanted = ascii_lower(name);
  for (std::size_t i = stages.size(); i-- > 0;) {
    if (stages[i].name == wanted && !wanted.empty()) return i;
  }
  if (wanted.empty() || wanted.size() > 4 ||
      wanted.find_first_not_of("0123456789") != std::string::npos)
    return no_stage;
  const std::size_t number = std::stoul(wanted);
  return number < stages.size() ? number : no_stage;
}

std::vector<ShellWord> words_in(std::string_view text, const ShellVariables& variables) {
  ShellLexer lexer(text);
  std::vector<ShellWord> words;
  for (ShellToken token = lexer.next(variables); token.kind != ShellToken::Kind::end;
       token = lexer.next(variables)) {
    for (ShellWord& word : token.words)
      words.push_back(std::move(word));
  }
  return words;
}

// FROM [--platform=P] IMAGE [AS NAME]
Stage stage_of(const DockerInstruction& from, const std::vector<Stage>& before,
               const ShellVariables& arguments) {
  Stage stage;
  const std::vector<ShellWord> words = words_in(from.arguments, arguments);
  if (words.empty()) return stage;
  stage.parent = find_stage(before, words[0].text);
  stage.variable = !words[0].fixed();
  stage.image = words[0].text;
  stage.line = from.line;
  if (words.size() >= 3 && ascii_lower(words[1].text) == "as")
    stage.name = ascii_lower(words[2].text);
  return stage;
}

struct Build {
  std::vector<Stage> stages;
  ShellVariables arguments;  // of ARG before the first FROM
};

Build stages_of(const std::vector<DockerInstruction>& instructions) {
  Build build;
  for (const DockerInstruction& instruction : instructions) {
    if (instruction.keyword == "from")
      build.stages.push_back(stage_of(instruction, build.stages, build.arguments));
    else if (!build.stages.empty())
      build.stages.back().instructions.push_back(&instruction);
    else if (instruction.keyword == "arg")
      take_assignments(build.arguments, instruction.arguments);
  }
  return build;
}

// The stages that `last` is built upon, the first one first.
std::vector<std::size_t> chain_of(const std::vector<Stage>& stages, std::size_t last) {
  std::vector<std::size_t> chain;
  for (std::size_t at = last; at != no_stage; at = stages[at].parent)
    chain.push_back(at);
  std::ranges::reverse(chain);
  return chain;
}

StageState run_chain(const Build& build, std::size_t last, std::string doubt,
                     const DockerBuild& request) {
  const std::vector<std::size_t> chain = chain_of(build.stages, last);
  for (const std::size_t at : chain) {
    if (doubt.empty() && build.stages[at].variable && build.stages[at].parent != no_stage)
      doubt = "which stage it is FROM, a variable says";
  }
  StageState state(request.path, build.arguments, std::move(doubt));
  for (const std::size_t at : chain) {
    state.begin_stage();
    for (const DockerInstruction* instruction : build.stages[at].instructions)
      state.take(*instruction);
  }
  return state;
}

std::optional<ShipBase> base_of(const Build& build, std::size_t last, const std::string& path) {
  const Stage& first = build.stages[chain_of(build.stages, last).front()];
  if (first.image.empty() || first.image == "scratch") return std::nullopt;
  return ShipBase{
      .image = first.image, .fixed = !first.variable, .at = {.path = path, .line = first.line}};
}

// A virtual environment is often built in one stage and copied into the last one.
void add_copied_stages(ShipReading& reading, const Build& build, const StageState& target,
                       const DockerBuild& request) {
  std::set<std::size_t> read;
  for (const std::string& name : target.copied_stages()) {
    const std::size_t stage = find_stage(build.stages, name);
    if (stage == no_stage || read.contains(stage)) continue;
    if (read.size() == limits::ship_copied_stages) {
      reading.cut = true;
      break;
    }
    read.insert(stage);
    StageState state = run_chain(
        build, stage,
        "it is installed in the stage " + name + ", and COPY --from says what is kept", request);
    ShipReading copied = state.take_reading();
    for (Shipped& shipped : copied.shipped) {
      if (shipped.ecosystem == "pypi") reading.shipped.push_back(std::move(shipped));
    }
    for (ShipInclude& include : copied.includes)
      reading.includes.push_back(std::move(include));
    reading.cut = reading.cut || copied.cut;
  }
}

}  // namespace

Result<ShipReading> read_dockerfile(std::string_view bytes, const DockerBuild& request) {
  const Result<std::vector<DockerInstruction>> instructions = parse_dockerfile(bytes, request.path);
  if (!instructions) return instructions.error();
  const Build build = stages_of(*instructions);
  if (build.stages.empty()) return ShipReading();
  std::size_t target = build.stages.size() - 1;
  std::string doubt;
  if (!request.target.empty()) {
    target = find_stage(build.stages, request.target);
    if (target == no_stage)
      return Error{.code = ErrorCode::wrong_config,
                   .message = "it has no stage '" + printable(request.target, 100) + "'",
                   .path = request.path};
  } else if (sounds_like_development(build.stages[target].name)) {
    doubt =
        "the last stage is named " + build.stages[target].name + ", and the policy names no target";
  }
  StageState state = run_chain(build, target, std::move(doubt), request);
  ShipReading reading = state.take_reading();
  reading.base = base_of(build, target, request.path);
  add_copied_stages(reading, build, state, request);
  return reading;
}

}  // namespace prodparity
