#include "client/live/view.h"
#include "core/utf8.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace prodparity::live {
namespace {

constexpr std::size_t page = 10;
constexpr std::size_t longest_text = 64;

std::optional<Key> key_of_sequence(std::string_view parameters, char last) {
  if (last == 'A') return Key::up;
  if (last == 'B') return Key::down;
  if (last == 'H') return Key::home;
  if (last == 'F') return Key::end;
  if (last != '~') return std::nullopt;
  if (parameters == "5") return Key::page_up;
  if (parameters == "6") return Key::page_down;
  if (parameters == "1" || parameters == "7") return Key::home;
  if (parameters == "4" || parameters == "8") return Key::end;
  return std::nullopt;
}

// `bytes` begins behind an escape and its '[' or 'O': parameters, then one last byte.
std::size_t take_sequence(std::string_view bytes, std::vector<KeyPress>& keys) {
  std::size_t end = 0;
  while (end < bytes.size() && (bytes[end] < '@' || bytes[end] > '~'))
    ++end;
  if (end == bytes.size()) return end;
  if (const auto key = key_of_sequence(bytes.substr(0, end), bytes[end]))
    keys.push_back({.key = *key});
  return end + 1;
}

std::optional<Key> key_of_control(char byte) {
  if (byte == '\r' || byte == '\n') return Key::enter;
  if (byte == '\x7f' || byte == '\b') return Key::erase;
  if (byte == '\x03') return Key::interrupt;
  return std::nullopt;
}

// Which row is selected among those shown.
std::size_t position_of(const View& view, const std::vector<const Row*>& rows) {
  const auto found = std::ranges::find(rows, view.selected, &Row::id);
  return found == rows.end() ? 0 : static_cast<std::size_t>(found - rows.begin());
}

View moved(View view, Key key) {
  const std::vector<const Row*> rows = shown_rows(view);
  if (rows.empty()) return view;
  std::size_t at = position_of(view, rows);
  const std::size_t last = rows.size() - 1;
  if (key == Key::up) at -= std::min<std::size_t>(at, 1);
  if (key == Key::down) at = std::min(at + 1, last);
  if (key == Key::page_up) at -= std::min(at, page);
  if (key == Key::page_down) at = std::min(at + page, last);
  if (key == Key::home) at = 0;
  if (key == Key::end) at = last;
  view.selected = rows[at]->id;
  return view;
}

View typed(View view, const KeyPress& press) {
  if (press.key == Key::enter) view.typing = false;
  if (press.key == Key::escape) {
    view.typing = false;
    view.text.clear();
  }
  if (press.key == Key::erase) {
    while (!view.text.empty() && (view.text.back() & '\xc0') == '\x80')
      view.text.pop_back();  // the rest of a character of several bytes
    if (!view.text.empty()) view.text.pop_back();
  }
  if (press.key == Key::text && view.text.size() + press.text.size() <= longest_text)
    view.text += press.text;
  return view;
}

}  // namespace

std::vector<KeyPress> read_keys(std::string_view bytes) {
  std::vector<KeyPress> keys;
  while (!bytes.empty()) {
    const char first = bytes.front();
    if (first == '\x1b' && bytes.size() > 1 && (bytes[1] == '[' || bytes[1] == 'O')) {
      bytes.remove_prefix(2);
      bytes.remove_prefix(take_sequence(bytes, keys));
      continue;
    }
    if (first == '\x1b') {
      keys.push_back({.key = Key::escape});
      bytes.remove_prefix(1);
      continue;
    }
    const Utf8Character character = first_utf8(bytes);
    if (const auto control = key_of_control(first))
      keys.push_back({.key = *control});
    else if (character.valid && static_cast<unsigned char>(first) >= 0x20)
      keys.push_back({.key = Key::text, .text = std::string(bytes.substr(0, character.length))});
    bytes.remove_prefix(character.length);
  }
  return keys;
}

Pressed press(View view, const KeyPress& key) {
  if (key.key == Key::interrupt) return {.view = std::move(view), .action = Action::quit};
  if (view.typing && key.key != Key::up && key.key != Key::down)
    return {.view = typed(std::move(view), key)};
  if (key.key == Key::escape) {
    view.text.clear();
    return {.view = std::move(view)};
  }
  if (key.key != Key::text) return {.view = moved(std::move(view), key.key)};
  if (key.text == "q") return {.view = std::move(view), .action = Action::quit};
  if (key.text == "r") return {.view = std::move(view), .action = Action::rescan};
  if (key.text == "j") return {.view = moved(std::move(view), Key::down)};
  if (key.text == "k") return {.view = moved(std::move(view), Key::up)};
  if (key.text == "/") view.typing = true;
  if (key.text == "f") {
    view.filter = view.filter == Filter::all
                      ? Filter::open
                      : static_cast<Filter>(static_cast<int>(view.filter) + 1);
  }
  return {.view = std::move(view)};
}

}  // namespace prodparity::live
