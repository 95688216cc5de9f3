#include "core/attribution/redact.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t npos = std::string_view::npos;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// One word of a name that is made of several: "GITHUB_TOKEN" has two.
bool is_secret_part(std::string_view part) {
  constexpr std::array<std::string_view, 10> whole = {
      "credential", "credentials", "cookie", "cookies", "signature",
      "sig",        "jwt",         "pass",   "pwd",     "passwords"};
  constexpr std::array<std::string_view, 8> endings = {
      "token", "tokens", "password", "passwd", "passphrase", "secret", "secrets", "apikey"};
  return is_one_of(part, whole) || std::ranges::any_of(endings, [&](std::string_view ending) {
           return part.ends_with(ending);
         });
}

// What a key is for that must stay secret: "api" of "api-key".
bool makes_key_secret(std::string_view part) {
  constexpr std::array<std::string_view, 10> kinds = {"api",        "access",  "private", "auth",
                                                      "encryption", "signing", "account", "deploy",
                                                      "storage",    "stripe"};
  return is_one_of(part, kinds);
}

// Whether a value of this name is a secret: "password", "GITHUB_TOKEN", "--api-key".
bool is_secret_name(std::string_view name) {
  std::string lower = ascii_lower(name);
  std::ranges::replace(lower, '_', '-');
  const std::vector<std::string_view> parts = split(lower, '-');
  const std::string_view last = parts.back();
  // A file, or standard input, that holds one is none; nor is the shell's own PWD.
  if (last == "stdin" || last == "file" || last == "path" || name == "PWD" || name == "OLDPWD")
    return false;
  if (last == "auth" || last.ends_with("authorization")) return true;
  if (last == "key" && parts.size() > 1 && makes_key_secret(parts[parts.size() - 2])) return true;
  return std::ranges::any_of(parts, is_secret_part);
}

// The end of the shell word that begins at `from`: quotes and backslashes keep spaces inside. A
// quote that is never closed is, with `lone_quotes`, a character like others ("it's").
std::size_t word_end(std::string_view text, std::size_t from, bool lone_quotes = false) {
  char quote = 0;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quote != '\'') {
      ++i;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      if (!lone_quotes || text.find(c, i + 1) != npos) quote = c;
    } else if (is_space(c) || c == ';' || c == '|' ||
               (c == '&' &&
                (i + 1 == text.size() || text[i + 1] == '&' || is_space(text[i + 1])))) {
      return i;
    }
  }
  return text.size();
}

// Where the secret that begins at `from` of a word ends: before an '&' of a query, else before the
// quotes and brackets that close the word.
std::size_t value_end(std::string_view word, std::size_t from, bool in_query) {
  if (in_query) {
    const std::size_t end = word.find('&', from);
    if (end != npos) return end;
  }
  std::size_t end = word.size();
  while (end > from && std::string_view("\"'`)}]").find(word[end - 1]) != npos)
    --end;
  return end;
}

// "libsecret-tools=0.20" and "jwt==1.0" are a package with its version.
bool is_pin(std::string_view word, std::size_t name_begin, std::size_t separator) {
  if (word[separator] != '=') return false;
  if (word.substr(separator).starts_with("==")) return true;
  return name_begin == 0 && word.front() != '-' && word.substr(0, separator).find('-') != npos;
}

// "NAME=VALUE", "NAME: VALUE" and "\"NAME\": VALUE" with a secret's name: the rest of the word is
// the value, of a query up to the next '&'.
std::string without_named(std::string_view word) {
  std::string result;
  for (std::size_t i = 0; i < word.size();) {
    if (!is_name(word[i])) {
      result += word[i++];
      continue;
    }
    const std::size_t begin = i;
    while (i < word.size() && is_name(word[i]))
      ++i;
    const std::string_view name = word.substr(begin, i - begin);
    result += name;
    if (!is_secret_name(name)) continue;
    std::size_t at = i;
    while (at < word.size() &&
           (word[at] == '"' || word[at] == '\'' || word[at] == '\\' || is_space(word[at])))
      ++at;
    if (at == word.size() || (word[at] != '=' && word[at] != ':')) continue;
    if (is_pin(word, begin, at)) continue;
    ++at;
    if (word.substr(at).starts_with("//")) continue;  // a URL's scheme
    while (at < word.size() && (is_space(word[at]) || word[at] == '"' || word[at] == '\''))
      ++at;
    const bool in_query = begin > 0 && (word[begin - 1] == '?' || word[begin - 1] == '&');
    const std::size_t end = value_end(word, at, in_query);
    if (end == at) continue;
    result += word.substr(i, at - i);
    result += secret_mark;
    i = end;
  }
  return result;
}

// "scheme://USER:PASSWORD@HOST": what stands before the '@'.
std::string without_user_info(std::string_view text) {
  std::string result;
  for (;;) {
    const std::size_t scheme = text.find("://");
    if (scheme == npos) return result.append(text);
    const std::size_t begin = scheme + 3;
    std::size_t end = text.find_first_of("/?#\"'<> \t\r\n", begin);
    end = std::min(end, text.size());
    const std::size_t at = text.substr(begin, end - begin).rfind('@');
    result += text.substr(0, begin);
    if (at != npos && at > 0) result += secret_mark;
    text.remove_prefix(at == npos ? begin : begin + at);
  }
}

// Tokens known by how they begin; what follows is at least so long.
struct TokenShape {
  std::string_view prefix;
  std::size_t least;
};
constexpr TokenShape token_shapes[] = {
    {"ghp_", 16},     {"gho_", 16},        {"ghu_", 16},      {"ghs_", 16},    {"ghr_", 16},
    {"glpat-", 12},   {"github_pat_", 16}, {"npm_", 30},      {"pypi-", 16},   {"hf_", 16},
    {"sk-", 16},      {"xoxb-", 10},       {"xoxp-", 10},     {"AKIA", 16},    {"ASIA", 16},
    {"AIza", 30},     {"eyJ", 20},         {"dckr_pat_", 12}, {"dop_v1_", 16}, {"ya29.", 16},
    {"sk_live_", 16}, {"rk_live_", 16},
};

bool is_token(char c) {
  return is_name(c) || c == '.' || c == '+' || c == '=';
}

std::string without_tokens(std::string_view text) {
  std::string result;
  bool inside = false;  // of a word: a token does not begin there
  for (std::size_t i = 0; i < text.size();) {
    if (!inside) {
      std::size_t length = 0;
      for (const TokenShape& shape : token_shapes) {
        if (!text.substr(i).starts_with(shape.prefix)) continue;
        std::size_t end = i + shape.prefix.size();
        while (end < text.size() && is_token(text[end]))
          ++end;
        if (end - i >= shape.prefix.size() + shape.least) length = end - i;
      }
      if (length > 0) {
        result += secret_mark;
        i += length;
        continue;
      }
    }
    inside = is_name(text[i]);
    result += text[i++];
  }
  return result;
}

// What the next words are, as the ones before them say.
struct Expected {
  std::size_t secrets = 0;  // so many words are one
  bool user = false;        // USER:PASSWORD
};

// What a program's own short options mean, which mean something else to others.
struct SecretOptions {
  std::string_view program;
  std::string_view secret;    // its value is one; "-pVALUE" as well
  std::string_view attached;  // only "-pVALUE" is: by itself it asks, or takes no value
  std::string_view user;      // its value is USER:PASSWORD; "-uVALUE" as well
};
constexpr SecretOptions secret_options[] = {
    {"login", "-p", "", ""},        {"sshpass", "-p", "", ""},    {"twine", "-p", "", ""},
    {"redis-cli", "-a", "", ""},    {"curl", "", "", "-u -U"},    {"mysql", "", "-p", ""},
    {"mysqldump", "", "-p", ""},    {"mysqladmin", "", "-p", ""}, {"mariadb", "", "-p", ""},
    {"mariadb-dump", "", "-p", ""},
};

const SecretOptions* secret_options_of(std::string_view word) {
  const std::string_view name = word.substr(word.rfind('/') + 1);
  const auto* const found = std::ranges::find(secret_options, name, &SecretOptions::program);
  return found == std::end(secret_options) ? nullptr : found;
}

bool is_among(std::string_view option, std::string_view options) {
  const std::vector<std::string_view> each = split(options, ' ');
  return !option.empty() && std::ranges::find(each, option) != each.end();
}

bool is_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

// After "USER:PASSWORD" was asked for: the password alone goes.
std::string without_password(std::string_view word) {
  const std::size_t colon = word.find(':');
  if (colon == npos || word.substr(colon).starts_with("://")) return std::string(word);
  return std::string(word.substr(0, colon + 1)).append(secret_mark);
}

// How deep quotes are looked into: `ssh h "sh -c 'docker login -p x'"`.
constexpr int deepest_quotes = 3;

std::string redacted_text(std::string_view text, std::size_t limit, bool is_cut, int depth);

// What stands in quotes may be a command by itself (`sh -c "..."`), a file's content (`echo
// "..."`).
std::string within_quotes(std::string_view word, int depth) {
  std::string result;
  while (!word.empty()) {
    const std::size_t open = std::min(word.find_first_of("'\""), word.size());
    const std::size_t close = open < word.size() ? word.find(word[open], open + 1) : npos;
    const std::string_view inside =
        close == npos ? std::string_view() : word.substr(open + 1, close - open - 1);
    if (inside.find_first_of(" \t\n") == npos) {
      const std::size_t end = close == npos ? word.size() : close + 1;
      result += word.substr(0, end);
      word.remove_prefix(end);
      continue;
    }
    result += word.substr(0, open + 1);
    result += redacted_text(inside, npos, false, depth + 1);
    result += word[close];
    word.remove_prefix(close + 1);
  }
  return result;
}

class Redactor {
 public:
  explicit Redactor(int depth) : depth_(depth) {}

  std::string word(std::string_view word) {
    const Expected expected = expected_;
    expected_ = {};
    if (expected.secrets > 0 && is_scheme(word)) {
      expected_.secrets = 1;
      return std::string(word);
    }
    if (expected.secrets > 0) {
      expected_.secrets = expected.secrets - 1;
      return std::string(secret_mark);
    }
    if (expected.user && !is_option(word)) return without_password(word);
    if (const std::size_t value = attached_value(word); value != 0) {
      const std::string option(word.substr(0, value));
      return options_->user.empty() ? option + std::string(secret_mark)
                                    : option + without_password(word.substr(value));
    }
    expect(word);
    const bool looks_in = depth_ < deepest_quotes && word.find_first_of("'\"") != npos;
    return without_tokens(without_named(
        without_user_info(looks_in ? within_quotes(word, depth_) : std::string(word))));
  }
  void command_ends() {
    expected_ = {};
    options_ = nullptr;
    configures_ = false;
    is_netrc_ = false;
  }

 private:
  static bool is_scheme(std::string_view word) {
    const std::string lower = ascii_lower(word);
    return lower == "bearer" || lower == "basic" || lower == "token" || lower == "=";
  }

  // Where the value begins in "-pVALUE"; 0: it is no such option.
  std::size_t attached_value(std::string_view word) const {
    if (options_ == nullptr || word.size() < 3 || word[0] != '-' || word[1] == '-') return 0;
    const std::string_view option = word.substr(0, 2);
    const bool is_one = is_among(option, options_->secret) ||
                        is_among(option, options_->attached) || is_among(option, options_->user);
    return is_one ? 2 : 0;
  }

  // "npm config set //HOST/:_authToken VALUE", "poetry config http-basic.NAME USER VALUE".
  void expect_setting(std::string_view word) {
    if (word.starts_with("http-basic.")) expected_.secrets = 2;
    const std::vector<std::string_view> parts = split(word.substr(word.rfind(':') + 1), '.');
    if (std::ranges::any_of(parts, [](std::string_view part) {
          return std::ranges::all_of(part, is_name) && is_secret_name(part);
        }))
      expected_.secrets = 1;
  }

  // "machine HOST login USER password VALUE", also with "\n" as printf has it.
  void expect_netrc(std::string_view word) {
    const std::size_t line = word.rfind("\\n");
    if (line != npos) word.remove_prefix(line + 2);
    if (word == "machine") is_netrc_ = true;
    if (is_netrc_ && word == "password") expected_.secrets = 1;
  }

  void expect(std::string_view word) {
    if (const SecretOptions* const found = secret_options_of(word)) options_ = found;
    if (configures_ && !is_option(word)) expect_setting(word);
    configures_ = configures_ || word == "config" || word == "configure";
    expect_netrc(word);
    const bool header = word.size() > 1 && word.back() == ':';
    const std::string_view name = header ? word.substr(0, word.size() - 1) : word;
    const bool plain = std::ranges::all_of(name, is_name);
    if (plain && (is_option(word) || header) && is_secret_name(name)) expected_.secrets = 1;
    if (options_ != nullptr && is_among(word, options_->secret)) expected_.secrets = 1;
    if (word == "-u" || word == "--user" || word == "--proxy-user" ||
        (options_ != nullptr && is_among(word, options_->user)))
      expected_.user = true;
  }

  int depth_;
  Expected expected_;
  const SecretOptions* options_ = nullptr;  // of the program whose command this is
  bool configures_ = false;
  bool is_netrc_ = false;
};

std::string redacted_text(std::string_view text, std::size_t limit, bool is_cut, int depth) {
  std::string result;
  Redactor redactor(depth);
  for (std::size_t i = 0; i < text.size() && result.size() < limit;) {
    const std::size_t end = word_end(text, i, depth > 0);
    if (end > i) {
      if (is_cut && end == text.size()) break;
      result += redactor.word(text.substr(i, end - i));
      i = end;
      continue;
    }
    if (!is_space(text[i])) redactor.command_ends();
    result += text[i++];
  }
  return result;
}

}  // namespace

std::string redacted(std::string_view command, std::size_t limit) {
  // Of what is longer the last word was cut, and is not known.
  const bool is_cut = command.size() > 2 * limit;
  command = command.substr(0, 2 * limit);
  std::string result = redacted_text(command, limit, is_cut, 0);
  if (result.size() > limit) result.resize(limit);
  return result;
}

}  // namespace prodparity
