#include "core/session_environment.h"

#include "core/limits.h"

#include <algorithm>
#include <set>
#include <utility>

namespace prodparity {

std::string wrong_session_variable(std::string_view name, std::string_view value) {
  if (std::ranges::find(session_variables, name) == session_variables.end())
    return "is no variable of a proxy, of certificates or of credentials that is kept";
  if (value.size() > limits::pattern_bytes) return "is too long";
  if (std::ranges::any_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return "holds a control character";
  return {};
}

bool SessionEnvironments::keep(unsigned uid, SessionEnvironment environment) {
  if (environment.empty()) {
    of_user_.erase(uid);
    if (latest_ == uid) latest_.reset();
    return true;
  }
  if (!of_user_.contains(uid) && of_user_.size() == session_users) return false;
  of_user_[uid] = std::move(environment);
  latest_ = uid;
  return true;
}

const SessionEnvironment* SessionEnvironments::of(unsigned uid) const {
  const auto found = of_user_.find(uid);
  return found == of_user_.end() ? nullptr : &found->second;
}

std::vector<std::string> SessionEnvironments::names() const {
  std::set<std::string> names;
  for (const auto& user : of_user_) {
    for (const auto& variable : user.second) {
      if (std::ranges::find(usual_variables, variable.first) == usual_variables.end())
        names.insert(variable.first);
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace prodparity
