#pragma once

#include "core/ship/build_paths.h"
#include "core/ship/dockerfile.h"
#include "core/ship/install_words.h"
#include "core/ship/shell.h"
#include "core/ship/shipped.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// "A=b C='d e'" of ENV and ARG, also ENV's old "A b": what is literal is known from then on, what
// is not is not known any more.
void take_assignments(ShellVariables& variables, std::string_view arguments);

// What a build has done so far, instruction by instruction, along the stages of one image.
class StageState {
 public:
  // `path`: of the Dockerfile; `doubt` of everything (empty: none).
  StageState(std::string path, ShellVariables global_arguments, std::string doubt);

  void begin_stage();
  void take(const DockerInstruction& instruction);

  const std::vector<std::string>& copied_stages() const { return copied_stages_; }
  ShipReading take_reading() { return std::move(reading_); }

 private:
  using LineOf = std::function<std::size_t(std::size_t)>;

  void take_argument(const DockerInstruction& instruction);
  void take_copy(const DockerInstruction& instruction);
  void take_shell(const DockerInstruction& instruction);
  void take_run(const DockerInstruction& instruction);
  bool take_run_of_exec(const DockerInstruction& instruction);
  bool take_run_of_heredoc(const DockerInstruction& instruction);
  void take_mounts(const DockerInstruction& instruction);
  void run_script(std::string_view script, ShellOptions options, const LineOf& line_of,
                  std::string_view doubt);
  void run_command(const ShellCommand& command, const LineOf& line_of);
  bool run_shell_of_command(const ShellCommand& command, const LineOf& line_of);
  void remove(const Uninstalled& removal, const std::string& doubt, std::size_t line);
  void include(const IncludedWord& included, std::size_t line);
  std::vector<ShellWord> plain_words(const DockerInstruction& instruction) const;

  std::string path_;
  ShellVariables global_arguments_;
  std::string doubt_;
  ShellVariables variables_;
  std::string folder_ = "/";  // WORKDIR
  std::string run_folder_;    // within one RUN
  bool run_folder_is_known_ = true;
  ShellOptions shell_;
  bool shell_is_known_ = true;
  std::size_t shells_called_ = 0;
  std::size_t shells_ = 0;  // that stand in each other: "bash -c 'bash -c ...'"
  std::vector<CopiedFiles> copied_;
  std::vector<std::string> copied_stages_;
  ShipReading reading_;
};

}  // namespace prodparity
