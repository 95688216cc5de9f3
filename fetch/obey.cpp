#include "fetch/obey.h"

#include "core/limits.h"
#include "core/reference_address.h"
#include "core/rfc3339.h"
#include "fetch/cache.h"
#include "fetch/verify.h"
#include "io/compressed_source.h"
#include "io/state_files.h"
#include "io/system_error.h"
#include "io/unique_fd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

using State = FetchOutcome::State;

constexpr std::int64_t day_seconds = 86'400;

// Nothing that is kept stands in for these: the registry was asked, and that is its answer.
bool is_an_answer(ErrorCode code) {
  return code == ErrorCode::unverified || code == ErrorCode::wrong_usage ||
         code == ErrorCode::wrong_config;
}

class Order {
 public:
  Order(const FetchOrder& order, const ObeyOutside& outside) : order_(order), outside_(outside) {}

  Result<Obeyed> run() {
    if (!order_.folder.empty()) {
      Result<Cache> cache = Cache::open(order_.folder);
      if (!cache) return cache.error();
      cache_.emplace(*std::move(cache));
      kept_ = cache_->find(order_.asked, order_.platform);
      if (kept_) kept_path_ = cache_->material_of(*kept_);
    }
    if (order_.offline && !is_local()) {
      outside_.forbid_network();
      return from_cache({.state = State::kept,
                         .problem = "nothing is kept of it, and nothing may be fetched",
                         .code = ErrorCode::not_found});
    }
    return from_outside();
  }

 private:
  // A file is there or it is not: no network is needed, and nothing stands in for it.
  bool is_local() const {
    return !order_.bundle.empty() || is_one_file(reference_address(order_.asked));
  }

  // Once a day all is fetched again: another attestation may have come to the same image. What is
  // unsigned is of the image's digest alone, layers and all, and whether something signed has come
  // is looked for each time: large layers are fetched anew once a week.
  bool is_old(const Kept& kept) const {
    const std::optional<std::int64_t> fetched = seconds_of_rfc3339(kept.fetched_at);
    const std::int64_t days = is_unsigned(kept) ? 7 : 1;
    return !fetched || *fetched > outside_.now || outside_.now - *fetched > days * day_seconds;
  }
  static bool is_unsigned(const Kept& kept) { return kept.signer == attest::SignerName(); }

  Result<UniqueFd> new_file(std::string& path) const {
    if (!cache_) {
      UniqueFd memory(::memfd_create("material", MFD_CLOEXEC));
      if (!memory) return system_error(errno, "make", "a file in memory");
      path = "/proc/self/fd/" + std::to_string(memory.get());
      return memory;
    }
    path = cache_->new_file() + '.' + std::to_string(::getpid());
    UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return system_error(errno, "write", path);
    return file;
  }

  Result<Obeyed> from_outside() {
    std::string path;
    Result<UniqueFd> file = new_file(path);
    if (!file) return file.error();
    FetchOrder order = order_;
    if (kept_path_ && !is_old(*kept_)) {
      order.known_digest = kept_->digest;
      order.look_for_sbom = is_unsigned(*kept_);
    }
    Result<FetchOutcome> outcome = outside_.gather(order, file->get());
    outside_.forbid_network();
    Result<Obeyed> result = concluded(std::move(outcome), path);
    if (cache_) ::unlink(path.c_str());  // gone already where it was kept
    return result;
  }

  Result<Obeyed> concluded(Result<FetchOutcome> gathered, const std::string& path) {
    FetchOutcome outcome;
    if (gathered) {
      outcome = *std::move(gathered);
    } else {
      outcome = {.problem = to_string(gathered.error()), .code = gathered.error().code};
    }
    if (outcome.state == State::unchanged) return from_cache(std::move(outcome));
    if (outcome.state == State::failed) {
      if (is_local() || is_an_answer(outcome.code)) return Obeyed{.outcome = std::move(outcome)};
      return from_cache(std::move(outcome));
    }
    Result<VerifiedReference> verified = verified_at(path);
    if (!verified) return failed(std::move(outcome), verified.error());
    return keep(*std::move(verified), path, std::move(outcome));
  }

  // What is kept, verified anew, with what `outcome` says of why it is not newer.
  Result<Obeyed> from_cache(FetchOutcome outcome) {
    if (!kept_path_) {
      outcome.state = State::failed;
      return Obeyed{.outcome = std::move(outcome)};
    }
    Result<VerifiedReference> verified = verified_at(*kept_path_);
    if (!verified) return failed(std::move(outcome), verified.error());
    if (outcome.state == State::failed) outcome.state = State::kept;
    if (order_.offline) outcome.problem.clear();
    return told(*std::move(verified), std::move(outcome));
  }

  Result<VerifiedReference> verified_at(const std::string& path) const {
    Result<std::unique_ptr<ByteSource>> source = open_source(path, limits::material_bytes);
    if (!source) return source.error();
    VerifyRequest request{.asked = order_.asked,
                          .trust = order_.trust,
                          .platform = order_.platform,
                          .now = outside_.now};
    if (kept_ && kept_->signer != attest::SignerName()) request.last_signer = kept_->signer;
    Result<VerifiedReference> verified = verify_material(**source, request);
    if (verified && !order_.material.empty()) {
      if (const Result<void> copied = copy(path, order_.material); !copied) return copied.error();
    }
    return verified;
  }

  static Result<void> copy(const std::string& from, const std::string& to) {
    Result<std::unique_ptr<ByteSource>> source = open_source(from, limits::material_bytes);
    if (!source) return source.error();
    Result<NewFile> file = NewFile::at(to, 0600);
    if (!file) return file.error();
    for (;;) {
      const Result<std::string_view> part = (*source)->next();
      if (!part) return part.error();
      if (part->empty()) return file->commit(Durable::no);
      if (Result<void> written = file->write(*part); !written) return written;
    }
  }

  static Result<Obeyed> failed(FetchOutcome outcome, const Error& error) {
    if (error.code == ErrorCode::wrong_config) return error;
    outcome.state = State::failed;
    outcome.problem = to_string(error);
    outcome.code = error.code;
    return Obeyed{.outcome = std::move(outcome)};
  }

  Result<Obeyed> keep(VerifiedReference verified, const std::string& path, FetchOutcome outcome) {
    const ReferenceProof& proof = verified.reference.proof;
    const std::size_t at = proof.image.find('@');
    if (cache_) {
      Kept kept{.asked = order_.asked,
                .platform = order_.platform,
                .digest = at == std::string::npos ? "" : proof.image.substr(at + 1),
                .image = proof.image,
                .fetched_at = proof.fetched_at,
                .signer = verified.signer};
      // Nobody looked who signed it: whose it must be next time is still the one before.
      if (order_.trust.verify == VerifyMode::off && kept_) kept.signer = kept_->signer;
      if (std::optional<Error> error = cache_->keep(std::move(kept), path))
        outcome.warnings.push_back("it is not kept for the next start: " + to_string(*error));
    }
    outcome.state = State::fresh;
    return told(std::move(verified), std::move(outcome));
  }

  Obeyed told(VerifiedReference verified, FetchOutcome outcome) const {
    if (std::string loose = loose_pattern(order_.trust.signer); !loose.empty())
      verified.reference.proof.remarks.push_back(std::move(loose));
    outcome.image = verified.reference.proof.image;
    outcome.fetched_at = verified.reference.proof.fetched_at;
    return {.outcome = std::move(outcome),
            .reference = std::move(verified.reference),
            .pins = std::move(verified.pins)};
  }

  const FetchOrder& order_;
  const ObeyOutside& outside_;
  std::optional<Cache> cache_;
  std::optional<Kept> kept_;
  std::optional<std::string> kept_path_;  // of its material, whole
};

}  // namespace

Result<Obeyed> obey(const FetchOrder& order, const ObeyOutside& outside) {
  return Order(order, outside).run();
}

}  // namespace prodparity::fetch
