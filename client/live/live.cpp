#include "client/live/live.h"

#include "client/connection.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <utility>

namespace prodparity::live {
namespace {

using nlohmann::json;

constexpr int look_for_daemon_ms = 1000;
constexpr std::size_t page_lines = 1000;

class Session {
 public:
  explicit Session(const AskOptions& options) : options_(options) {}

  const View& view() const { return view_; }
  void set_view(View view) { view_ = std::move(view); }
  int fd() const { return subscription_ ? subscription_->fd() : -1; }

  // Subscribes where that is not so, and asks for what there is to be shown.
  void refresh() {
    if (const Result<void> asked = subscription_ ? ask_all() : subscribe(); !asked) {
      subscription_.reset();
      view_ = without_daemon(std::move(view_), to_string(asked.error()));
    }
  }

  // Something was told: what, is asked for anew, since one screen shows all of it.
  void take_notifications() {
    if (const Result<void> read = subscription_->skip_arrived(); !read) subscription_.reset();
    refresh();
  }

  void rescan() {
    static_cast<void>(ask(options_, {.method = Method::rescan}));  // refresh() says what is wrong
    refresh();
  }

 private:
  // First of all: nothing that happens after what is asked for then goes unseen.
  Result<void> subscribe() {
    Result<Connection> connection = Connection::open(socket_paths(options_.socket));
    if (!connection) return connection.error();
    const Result<std::string> answer = connection->call({.method = Method::subscribe});
    if (!answer) return answer.error();
    subscription_.emplace(std::move(*connection));
    return ask_all();
  }

  Result<void> ask_all() {
    const Result<json> report =
        ask(options_, {.method = Method::report, .format = ReportFormat::json});
    if (!report) return report.error();
    view_ = with_report(std::move(view_), *report);
    if (view_.sequence == 0) {  // the end of the timeline is enough to begin with
      const std::size_t last = number_at(*report, "sequence");
      view_.sequence = last > timeline_lines ? last - timeline_lines : 0;
    }
    for (bool more = true; more;) {
      const Result<json> entries =
          ask(options_, {.method = Method::findings, .since = view_.sequence, .limit = page_lines});
      if (!entries) return entries.error();
      view_ = with_entries(std::move(view_), *entries);
      more = part_at(*entries, "more") == json(true);
    }
    return {};
  }

  AskOptions options_;
  std::optional<Connection> subscription_;
  View view_;
};

}  // namespace

Result<ExitCode> run(const AskOptions& options, const Terminal& terminal, bool colour) {
  Session session(options);
  for (session.refresh();;) {
    const Result<void> written = terminal.show(draw(session.view(), terminal.size(), colour));
    if (!written) return written.error();
    const Woken woken = terminal.wait(session.fd(), session.fd() < 0 ? look_for_daemon_ms : -1);
    if (woken.ended) return ExitCode::clean;
    if (woken.other) {
      session.take_notifications();
    } else if (session.fd() < 0) {
      session.refresh();
    }
    for (const KeyPress& key : read_keys(woken.bytes)) {
      Pressed pressed = press(session.view(), key);
      session.set_view(std::move(pressed.view));
      if (pressed.action == Action::quit) return ExitCode::clean;
      if (pressed.action == Action::rescan) session.rescan();
    }
  }
}

}  // namespace prodparity::live
