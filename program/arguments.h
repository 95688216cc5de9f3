#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace prodparity {

// What a command may declare of its command line. Keeps CLI11 in one source file: it takes seconds
// to compile. The values must outlive the parsing.
class Arguments {
 public:
  explicit Arguments(CLI::App& app) : app_(&app) {}

  void positional(const std::string& name, std::string& value, const std::string& help);
  void positional(const std::string& name, std::string& value,
                  const std::vector<std::string>& allowed, const std::string& help);
  void optional(const std::string& name, std::string& value, const std::string& help);
  void text(const std::string& name, const std::string& unit, std::string& value,
            const std::string& help);
  void required(const std::string& name, const std::string& unit, std::string& value,
                const std::string& help);
  void choice(const std::string& name, std::string& value, const std::vector<std::string>& allowed,
              const std::string& help);
  // May be given several times; one value each time.
  void list(const std::string& name, const std::string& unit, std::vector<std::string>& values,
            const std::string& help);
  // One value, parts separated by commas.
  void comma_list(const std::string& name, const std::string& unit,
                  std::vector<std::string>& values, const std::string& help);
  // All words that are left, at least one; behind "--" also those that begin with '-'.
  void rest(const std::string& name, std::vector<std::string>& values, const std::string& help);
  void number(const std::string& name, std::size_t& value, const std::string& help);
  void flag(const std::string& name, bool& value, const std::string& help);

 private:
  CLI::App* app_;
};

}  // namespace prodparity
