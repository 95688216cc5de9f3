// What the hooks of coding agents ask, and who waits for an idle session of one.
#include "core/limits.h"
#include "daemon/app.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// The session is at work: what is new reaches it with its own events. As it stops it may go idle.
bool is_at_work(ToolEvent::Phase phase) {
  using Phase = ToolEvent::Phase;
  return phase == Phase::begin || phase == Phase::end || phase == Phase::turn;
}

}  // namespace

// A tool's command begins, or has just ended: what happened until now belongs to before.
Reply App::answer_hook(const Request& request, const Peer& peer) {
  watch_loop_->catch_up();
  const ToolEvent::Phase phase = request.tool.phase;
  const std::optional<Millis> since =
      attributor_->on_hook(request.caller, request.tool, peer.pid, watch_loop_->now());
  if (since) hub_->attribute_again(attributor_->attribute_again(*since));
  if (is_at_work(phase) || phase == ToolEvent::Phase::over)
    server_.end_waiting(cursor_key(request.caller), peer.uid, "this session is not idle any more");
  const Reader reader = peer.uid == 0 ? Reader::root : Reader::user;
  if (phase == ToolEvent::Phase::begin || phase == ToolEvent::Phase::over)
    return {.result = hub_->no_news(reader)};
  return {.result = hub_->news(request, reader)};
}

// Who waits for a session takes the place of who did before; others of the daemon's clients keep
// theirs.
Reply App::answer_subscribe(const Request& request, const Peer& peer) {
  std::string waits_for;
  if (!request.caller.session.empty()) {
    waits_for = cursor_key(request.caller);
    server_.end_waiting(waits_for, peer.uid, "another one waits for this session now");
    if (server_.waiting() >= limits::waiting_for_agents)
      return {.result = RpcError{.code = rpc_code::too_busy,
                                 .message = "too many idle sessions are waited for"}};
  }
  return {.result = hub_->status(watch_loop_->figures()),
          .lines = request.since ? hub_->backlog(*request.since) : std::vector<std::string>{},
          .subscribe = true,
          .waits_for = std::move(waits_for)};
}

}  // namespace prodparity
