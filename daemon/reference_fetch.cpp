#include "daemon/reference_fetch.h"

#include "core/limits.h"
#include "core/text.h"
#include "io/child.h"
#include "io/started_child.h"

#include <sys/wait.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

// For a person's session to say how it reaches the network (`prodparity start` of postStart).
constexpr std::chrono::seconds handover_patience{20};
constexpr std::chrono::minutes fetch_patience{15};
constexpr std::chrono::milliseconds reap_interval{5};
constexpr int cache_seconds = 60;

std::string fetch_program() {
  return program_beside("prodparity-fetch");
}

FetchOutcome failure(const Error& error) {
  return {.problem = to_string(error), .code = error.code};
}

FetchOutcome outcome_of(std::string_view output, const std::string& how_it_ended) {
  const Result<FetchOutcome> outcome = read_fetch_outcome(trim(output));
  if (outcome) return *outcome;
  return {.problem = "'" + fetch_program() + "' " + how_it_ended, .code = ErrorCode::io};
}

}  // namespace

ReferenceFetch::ReferenceFetch(asio::io_context& context, Outside outside)
    : outside_(std::move(outside)), output_(context), timer_(context), deadline_(context) {}

FetchOutcome ReferenceFetch::from_cache(FetchOrder order) {
  order.offline = true;
  order.user.reset();
  order.environment.clear();
  const Result<std::string> output = run_child({fetch_program(), "order"}, limits::config_bytes,
                                               cache_seconds, write_fetch_order(order));
  return output ? outcome_of(*output, "answered something else") : failure(output.error());
}

awaitable<void> ReferenceFetch::wait(std::chrono::milliseconds time) {
  error_code ec;
  timer_.expires_after(time);
  co_await timer_.async_wait(or_error(ec));  // ended early by refresh() and stop()
}

awaitable<void> ReferenceFetch::run() {
  std::optional<FetchOrder> order = outside_.order(false);
  if (!order && !stopped_) {
    co_await wait(handover_patience);
    if (!stopped_) order = outside_.order(true);
  }
  while (!stopped_) {
    if (order) {
      const FetchOutcome outcome = co_await fetch(*order);
      if (stopped_) co_return;
      outside_.on_outcome(outcome);
      const auto next = refresh_.after(outcome, outside_.jitter());
      if (!std::exchange(again_, false)) co_await wait(next);
    } else {
      co_await wait(handover_patience);
    }
    if (!stopped_) order = outside_.order(true);
  }
}

void ReferenceFetch::refresh() {
  if (child_ <= 0) timer_.cancel();
}

void ReferenceFetch::refresh_changed() {
  again_ = child_ > 0;
  refresh();
}

void ReferenceFetch::stop() {
  if (std::exchange(stopped_, true)) return;
  timer_.cancel();
  deadline_.cancel();
  error_code ignored;
  output_.close(ignored);
  if (child_ > 0) {
    kill_child(child_);
    ::waitpid(child_, nullptr, 0);
    child_ = -1;
  }
}

awaitable<FetchOutcome> ReferenceFetch::fetch(const FetchOrder& order) {
  Result<StartedChild> child = start_child({fetch_program(), "order"}, write_fetch_order(order));
  if (!child) co_return failure(child.error());
  child_ = child->pid;
  output_.assign(child->output.release());
  deadline_.expires_after(fetch_patience);
  const pid_t pid = child_;
  deadline_.async_wait([pid, this](const error_code& ec) {
    if (!ec && child_ == pid) kill_child(pid);
  });
  const std::string output = co_await read_output();
  const int status = co_await exit_status();
  deadline_.cancel();
  const bool was_killed = WIFSIGNALED(status);
  co_return outcome_of(output, was_killed ? "did not end in time" : "failed");
}

awaitable<std::string> ReferenceFetch::read_output() {
  std::string output;
  std::array<char, 4096> buffer{};
  error_code ec;
  while (!ec && !stopped_) {
    const std::size_t size = co_await output_.async_read_some(asio::buffer(buffer), or_error(ec));
    if (output.size() + size <= limits::config_bytes) output.append(buffer.data(), size);
  }
  error_code ignored;
  output_.close(ignored);
  co_return output;
}

// Its output ended, so it is about to end.
awaitable<int> ReferenceFetch::exit_status() {
  while (!stopped_) {
    if (const std::optional<int> status = status_of_child(child_)) {
      child_ = -1;
      co_return *status;
    }
    co_await wait(reap_interval);
  }
  co_return 0;
}

}  // namespace prodparity
