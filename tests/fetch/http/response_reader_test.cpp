#include "fetch/http/response_reader.h"

#include "fetch/http/limits.h"
#include "tests/support/catch.h"

#include <cstddef>
#include <string>

using namespace prodparity;
using namespace prodparity::fetch;

namespace {

using Expects = ResponseReader::Expects;

// What is read of `text` in parts of `part` bytes: "STATUS body", or the error's code.
std::string read(const std::string& text, std::size_t part = 1, std::size_t limit = 1000,
                 Expects expects = Expects::body) {
  ResponseReader reader(limit, expects);
  std::string body;
  for (std::size_t at = 0; at < text.size(); at += part) {
    const auto taken = reader.put(text.substr(at, part));
    if (!taken) return std::string(to_string(taken.error().code));
    body += reader.take_body();
  }
  const auto ended = reader.put_end();
  if (!ended) return std::string(to_string(ended.error().code));
  body += reader.take_body();
  return std::to_string(reader.status()) + ' ' + body;
}

std::string with_length(std::size_t length, const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

}  // namespace

TEST_CASE("response: a body by length, by chunks and by the connection's end, however it is cut") {
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
  for (const std::size_t part : {1U, 2U, 7U, 1000U}) {
    CAPTURE(part);
    CHECK(read(with_length(5) + "hello", part) == "200 hello");
    CHECK(read(chunked, part) == "200 abc0123456789");
    CHECK(read("HTTP/1.0 200 OK\r\n\r\nall", part) == "200 all");
    CHECK(read(with_length(0), part) == "200 ");
    CHECK(read("HTTP/1.1 204 No Content\r\n\r\n", part) == "204 ");
    CHECK(read("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", part) == "304 ");
    CHECK(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n" +
                   with_length(2) + "ok",
               part) == "200 ok");
  }
}

TEST_CASE("response: an empty body of chunks, cut anywhere") {
  const std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (std::size_t part = 1; part <= text.size(); ++part) {
    CAPTURE(part);
    CHECK(read(text, part) == "200 ");
  }
}

TEST_CASE("response: one that ends too early is truncated") {
  CHECK(read("") == "truncated");
  CHECK(read("HTTP/1.1 200") == "truncated");
  CHECK(read("HTTP/1.1 200 OK\r\nA: b\r\n") == "truncated");
  CHECK(read(with_length(5) + "hell") == "truncated");
  CHECK(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n") == "truncated");
  CHECK(read("HTTP/1.1 100 Continue\r\n\r\n") == "truncated");
}

TEST_CASE("response: what is no HTTP is malformed") {
  for (const std::string text :
       {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nA b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA\x01: b\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nabc",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n"}) {
    CAPTURE(text);
    CHECK(read(text) == "malformed");
  }
  std::string interim;
  for (std::size_t i = 0; i < fetch::limits::interim_responses; ++i)
    interim += "HTTP/1.1 100 Continue\r\n\r\n";
  CHECK(read(interim + with_length(0)) == "200 ");
  CHECK(read(interim + "HTTP/1.1 100 Continue\r\n\r\n" + with_length(0)) == "malformed");
}

TEST_CASE("response: a transfer encoding besides chunked is named as unsupported") {
  CHECK(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n") == "unsupported");
  CHECK(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n") == "200 ");
}

TEST_CASE("response: a body at its bound and one past it, announced or not") {
  const std::string ten = "0123456789";
  const auto chunked = [](const std::string& body) {
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n" + body.substr(0, 5) +
           "\r\n" + std::to_string(body.size() - 5) + "\r\n" + body.substr(5) + "\r\n0\r\n\r\n";
  };
  for (const std::size_t part : {1U, 1000U}) {
    CAPTURE(part);
    CHECK(read(with_length(10) + ten, part, 10) == "200 " + ten);
    CHECK(read(with_length(11), part, 10) == "too_large");
    CHECK(read("HTTP/1.0 200 OK\r\n\r\n" + ten, part, 10) == "200 " + ten);
    CHECK(read("HTTP/1.0 200 OK\r\n\r\n" + ten + 'x', part, 10) == "too_large");
    CHECK(read(chunked("012345678"), part, 9) == "200 012345678");
    CHECK(read(chunked("012345678"), part, 8) == "too_large");
  }
  CHECK(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabcdef", 1,
             2) == "too_large");
}

TEST_CASE("response: of an error's body as much is kept as its message needs") {
  const std::string body(fetch::limits::error_body_bytes, 'x');
  for (const std::string status : {"404 Not Found", "307 Temporary Redirect"}) {
    ResponseReader whole(body.size() * 2, Expects::body);
    REQUIRE(whole.put(with_length(body.size(), status) + body).has_value());
    CHECK(whole.take_body() == body);
    CHECK(whole.is_reusable());
    ResponseReader cut(body.size() * 2, Expects::body);
    REQUIRE(cut.put(with_length(body.size() + 1, status) + body + 'x').has_value());
    CHECK(cut.is_done());
    CHECK(cut.take_body() == body);
    CHECK_FALSE(cut.is_reusable());
  }
}

TEST_CASE("response: a header at its bound and one past it") {
  const auto header = [](std::size_t size) {
    const std::string begin = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: ";
    return begin + std::string(size - begin.size() - 4, 'x') + "\r\n\r\n";
  };
  CHECK(read(header(fetch::limits::header_bytes / 2), 4096) == "200 ");
  CHECK(read(header(fetch::limits::header_bytes * 2), 4096) == "too_large");
  CHECK(read("HTTP/1.1 200 " + std::string(fetch::limits::header_bytes * 2, 'x'), 4096) ==
        "too_large");
  const std::string begin = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;";
  CHECK(read(begin + std::string(1000, 'x') + "\r\na\r\n0\r\n\r\n", 100) == "200 a");
  CHECK(read(begin + std::string(fetch::limits::header_bytes + 100, 'x'), 100) == "too_large");
}

TEST_CASE("response: headers are found in lower case, joined, and trailers are none") {
  ResponseReader reader(10, Expects::body);
  REQUIRE(reader
              .put("HTTP/1.1 401 X\r\nWWW-Authenticate: Basic realm=\"a\"\r\nTransfer-Encoding: "
                   "chunked\r\n"
                   "www-authenticate: Bearer realm=\"b\"\r\nEmpty:\r\n\r\n0\r\nWWW-Authenticate: "
                   "c\r\n\r\n")
              .has_value());
  CHECK(reader.is_done());
  CHECK(header_of(reader.headers(), "www-authenticate") == "Basic realm=\"a\", Bearer realm=\"b\"");
  CHECK(header_of(reader.headers(), "empty").empty());
  CHECK(header_of(reader.headers(), "none").empty());
}

TEST_CASE("response: HEAD and CONNECT have no body, whatever the header says") {
  CHECK(read(with_length(99999), 1, 10, Expects::no_body) == "200 ");
  CHECK(read("HTTP/1.1 204 No Content\r\nContent-Length: 99\r\n\r\n", 1, 10) == "204 ");
  ResponseReader reader(0, Expects::no_body);
  REQUIRE(reader.put("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nTLS").has_value());
  CHECK(reader.is_done());
  CHECK(reader.has_unread());
}

TEST_CASE("response: when the connection takes another request") {
  const auto reusable = [](const std::string& text) {
    ResponseReader reader(10, Expects::body);
    const auto taken = reader.put(text);
    return taken && reader.is_reusable();
  };
  CHECK(reusable(with_length(1) + "x"));
  CHECK_FALSE(reusable(with_length(1)));
  CHECK_FALSE(reusable(with_length(1) + "xHTTP/1.1 200 OK"));
  CHECK_FALSE(reusable("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
  CHECK_FALSE(reusable("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"));
  CHECK(reusable("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"));
}
