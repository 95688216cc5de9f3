#include "core/registry/host.h"

#include "tests/support/catch.h"

#include <string>
#include <string_view>

namespace prodparity::registry {

TEST_CASE("host: a name or address, and its port") {
  CHECK(parse_host("Registry.example") == Host{.name = "registry.example", .port = {}});
  CHECK(parse_host("registry.example:5000") == Host{.name = "registry.example", .port = "5000"});
  CHECK(parse_host("[2001:DB8::1]:443") ==
        Host{.name = "2001:db8::1", .port = "443", .ipv6 = true});
  for (const std::string_view text :
       {"", ":80", "a:", "a:0", "a:65536", "a:b", "a b", "a/b", "a@b", ".a", "-a", "a..b", "[::1",
        "[::1]x", "[::g]", "::1", "a:1:2", "\xc3\xa9.example"})
    CHECK_FALSE(parse_host(text));
  CHECK_FALSE(parse_host(std::string("[::1\0]", 6)));
}

// As URL parsers of browsers have it: such a name is an address or nothing, never asked of DNS.
TEST_CASE("host: an IPv4 address in another spelling is none") {
  for (const std::string_view text : {"127.1", "2130706433", "0x7f000001", "0x7f.0.0.1",
                                      "0177.0.0.1.5", "127.0.0.1.", "1.2.3.256"})
    CHECK_FALSE(parse_host(text));
  CHECK(parse_host("127.0.0.1"));
  CHECK(parse_host("1password.example"));
}

TEST_CASE("host: what is this machine, and what no public server has") {
  for (const std::string_view text :
       {"localhost", "a.localhost", "127.0.0.1", "127.9.9.9:1", "[::1]"})
    CHECK(is_loopback(*parse_host(text)));
  for (const std::string_view text :
       {"localhost.example", "128.0.0.1", "[::2]", "[::ffff:127.0.0.1]"})
    CHECK_FALSE(is_loopback(*parse_host(text)));
  for (const std::string_view text : {"127.0.0.1",
                                      "10.1.2.3",
                                      "172.16.0.1",
                                      "172.31.255.255",
                                      "192.168.1.1",
                                      "169.254.169.254",
                                      "100.64.0.1",
                                      "0.0.0.0",
                                      "224.0.0.1",
                                      "255.255.255.255",
                                      "[::1]",
                                      "[::]",
                                      "[fe80::1]",
                                      "[fd00::1]",
                                      "[fc00::1]",
                                      "[ff02::1]",
                                      "[::ffff:10.0.0.1]",
                                      "[::127.0.0.1]",
                                      "[64:ff9b::169.254.169.254]",
                                      "[2002:7f00:1::]"})
    CHECK(is_private_address(*parse_host(text)));
  for (const std::string_view text :
       {"8.8.8.8", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.63.0.1", "100.128.0.1",
        "169.253.0.1", "[2001:db8::1]", "[::ffff:8.8.8.8]", "[64:ff9b::8.8.8.8]",
        "registry.example", "localhost"})
    CHECK_FALSE(is_private_address(*parse_host(text)));
}

}  // namespace prodparity::registry
