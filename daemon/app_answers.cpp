// What the daemon answers to each method of the protocol, and to whom.
#include "daemon/app.h"
#include "daemon/guard_settings.h"
#include "daemon/log.h"
#include "daemon/production_answer.h"

#include <malloc.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <variant>

namespace prodparity {

Reply App::answer(const Request& request, const Peer& peer) {
  const auto status = [this] { return hub_->status(watch_loop_->figures()); };
  const Reader reader = peer.uid == 0 ? Reader::root : Reader::user;
  switch (request.method) {
    case Method::status:
      return {.result = status()};
    case Method::findings:
      return {.result = hub_->findings(request.since.value_or(0), request.limit, reader)};
    case Method::hook:
      return answer_hook(request, peer);
    case Method::plan:
      return answer_plan(request, peer);
    case Method::applied:
      return answer_applied(peer);
    case Method::seen:
      return {.result = hub_->seen(attributor_->whose(request.caller, peer.pid), request.entries)};
    case Method::subscribe:
      return answer_subscribe(request, peer);
    case Method::explain:
      return {.result = hub_->explain(request.name, reader)};
    case Method::production:
      return answer_production(request, reader);
    case Method::report:
      return {.result = hub_->report(request, reader)};
    case Method::rescan:
      fetches_->refresh();
      reload_configuration();
      watch_loop_->rescan(peer.pid);
      return {.result = status()};
    case Method::debug:
      return {.result = watch_loop_->debug()};
    case Method::setup_done:  // anybody: it only makes more be told
      watch_loop_->setup_done();
      return {.result = status()};
    case Method::workspace:
      return answer_workspace(request, peer);
    case Method::environment:
      return answer_environment(request, peer);
    case Method::shutdown:
      return answer_privileged(request, peer);
  }
  return {.result = RpcError{.message = "no such method"}};
}

Reply App::answer_production(const Request& request, Reader reader) {
  watch_loop_->catch_up();
  const ProductionPlace place{.files = watch_loop_->files(),
                              .look = [this] { return watch_loop_->look(); },
                              .references = configuration_->references(),
                              .policy = configuration_->policy().policy()};
  std::variant<std::string, RpcError> members = production_members(request.name, place, reader);
  ::malloc_trim(0);  // of what was read for one question nothing is kept
  if (auto* const error = std::get_if<RpcError>(&members)) return {.result = std::move(*error)};
  return {.result = hub_->answer(std::get<std::string>(members))};
}

Reply App::answer_plan(const Request& request, const Peer& peer) {
  watch_loop_->catch_up();
  attributor_->note_caller(peer.pid, watch_loop_->now());  // apt's hook is below apt
  const Policy& policy = configuration_->policy().policy();
  const PlanAsker asker{
      .reader = peer.uid == 0 ? Reader::root : Reader::user,
      .rules = {.enforce = settings_.enforce, .agents_may_override = policy.agents_may_override},
      .may_act = may_configure(peer)};
  Reply reply{.result = hub_->plan(request, watch_loop_->look(), asker)};
  ::malloc_trim(0);  // as after a reading
  return reply;
}

// Nothing is believed while the package manager holds its locks, so what it made differ comes with
// the reading that is made now, for who runs below it; or came just before.
Reply App::answer_applied(const Peer& peer) {
  const std::uint64_t before = hub_->before_applied();
  watch_loop_->look_again(peer.pid);
  static_cast<void>(hub_->before_applied());  // it is this package manager's: nobody else is told
  return {.result = hub_->news_since(before, peer.uid == 0 ? Reader::root : Reader::user)};
}

bool App::may_configure(const Peer& peer) const {
  return peer.uid == 0 || peer.uid == ::geteuid();
}

Reply App::answer_privileged(const Request& request, const Peer& peer) {
  if (!may_configure(peer))
    return {.result = RpcError{.code = rpc_code::not_permitted,
                               .message = "only root and the daemon's own user may do this"}};
  return {.result = hub_->status(watch_loop_->figures()),
          .stop = request.method == Method::shutdown};
}

// The first one may come from anybody: until then nothing of a project is looked at.
Reply App::answer_workspace(const Request& request, const Peer& peer) {
  Reply unchanged{.result = hub_->status(watch_loop_->figures())};
  if (request.path == settings_.workspace) return unchanged;
  if (!settings_.workspace.empty() && !may_configure(peer))
    return {.result = RpcError{.code = rpc_code::not_permitted,
                               .message = "this daemon has a workspace; only root and the "
                                          "daemon's own user may give it another"}};
  std::error_code error;
  if (!std::filesystem::is_directory(settings_.root + request.path, error))
    return {.result = RpcError{.code = rpc_code::invalid_params,
                               .message = "path is no folder that the daemon can see"}};
  if (const auto failure = keep_workspace(settings_.state_folder, request.path))
    log::warn(to_string(*failure));
  next_workspace_ = request.path;
  return {.result = unchanged.result, .stop = true};
}

// Anybody may say how their own session reaches the network: it is used for nobody else.
Reply App::answer_environment(const Request& request, const Peer& peer) {
  if (!settings_.environments.keep(peer.uid, request.variables))
    return {.result = RpcError{.code = rpc_code::too_busy,
                               .message = "environments of too many users are kept"}};
  fetches_->refresh();
  return {.result = hub_->status(watch_loop_->figures())};
}

}  // namespace prodparity
