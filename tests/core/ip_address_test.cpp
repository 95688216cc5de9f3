#include "core/ip_address.h"

#include "tests/support/catch.h"

#include <arpa/inet.h>

#include <string>

using namespace prodparity;

TEST_CASE("an address is read as inet_pton reads it, and has one spelling") {
  for (const std::string text : {"0.0.0.0",
                                 "127.0.0.1",
                                 "255.255.255.255",
                                 "1.2.3",
                                 "1.2.3.4.5",
                                 "256.1.1.1",
                                 "1.2.3.4 ",
                                 "",
                                 ".",
                                 "1..2.3",
                                 "::",
                                 "::1",
                                 "1::",
                                 "1:2:3:4:5:6:7:8",
                                 "1:2:3:4:5:6:7::",
                                 "::2:3:4:5:6:7:8",
                                 "1:2:3:4:5:6:7:8:9",
                                 "1::2::3",
                                 ":::",
                                 ":",
                                 "1:",
                                 ":1",
                                 "12345::",
                                 "::ffff:1.2.3.4",
                                 "::ffff:1.2.3",
                                 "1.2.3.4::",
                                 "::1.2.3.4:1",
                                 "fe80::1%eth0",
                                 "g::",
                                 "2001:DB8::A",
                                 "2001:db8:0:0:1:0:0:1",
                                 "0:0:0:0:0:0:0:0",
                                 "1:0:0:2:0:0:0:3",
                                 "::0:1"}) {
    CAPTURE(text);
    unsigned char wanted[16];
    const bool is_v6 = text.find(':') != std::string::npos;
    const bool is_address = inet_pton(is_v6 ? AF_INET6 : AF_INET, text.c_str(), wanted) == 1;
    const auto address = parse_ip(text);
    REQUIRE(address.has_value() == is_address);
    if (!address) continue;
    CHECK(std::equal(address->bytes.end() - (is_v6 ? 16 : 4), address->bytes.end(), wanted));
    CHECK(parse_ip(to_string(*address)) == address);
  }
  CHECK(to_string(*parse_ip("2001:DB8:0:0:1:0:0:1")) == "2001:db8::1:0:0:1");
  CHECK(to_string(*parse_ip("1:0:0:2:0:0:0:3")) == "1:0:0:2::3");
  CHECK(to_string(*parse_ip("0:0:0:0:0:0:0:0")) == "::");
  CHECK(to_string(*parse_ip("1:0:2:3:4:5:6:7")) == "1:0:2:3:4:5:6:7");
}

TEST_CASE("a number with a leading zero is no address: some read it as octal") {
  CHECK_FALSE(parse_ip("0177.0.0.1"));
  CHECK_FALSE(parse_ip("127.0.0.01"));
  CHECK(parse_ip("127.0.0.0"));
}

TEST_CASE("where an address leads to") {
  const auto reach = [](const char* text) { return reach_of(*parse_ip(text)); };
  for (const char* text : {"1.1.1.1", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111",
                           "::ffff:1.1.1.1", "2002:101:101::"}) {
    CAPTURE(text);
    CHECK(reach(text) == AddressReach::global);
  }
  for (const char* text : {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
                           "fd00::1", "fc00::", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1"}) {
    CAPTURE(text);
    CHECK(reach(text) == AddressReach::private_use);
  }
  for (const char* text :
       {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1", "2002:7f00:1::"}) {
    CAPTURE(text);
    CHECK(reach(text) == AddressReach::loopback);
  }
  for (const char* text : {"169.254.169.254", "fe80::1", "febf::1", "::ffff:169.254.169.254"}) {
    CAPTURE(text);
    CHECK(reach(text) == AddressReach::link_local);
  }
  for (const char* text : {"0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1", "::1.2.3.4",
                           "192.0.2.1", "2001:db8::1"}) {
    CAPTURE(text);
    CHECK(reach(text) == AddressReach::special);
  }
}

TEST_CASE("a prefix is of one family, and of as many bits as it says") {
  CHECK(is_in(*parse_ip("10.1.2.3"), *parse_ip("10.0.0.0"), 8));
  CHECK_FALSE(is_in(*parse_ip("11.1.2.3"), *parse_ip("10.0.0.0"), 8));
  CHECK(is_in(*parse_ip("10.1.2.3"), *parse_ip("10.1.2.3"), 32));
  CHECK_FALSE(is_in(*parse_ip("10.1.2.2"), *parse_ip("10.1.2.3"), 32));
  CHECK(is_in(*parse_ip("10.1.2.2"), *parse_ip("10.1.2.3"), 31));
  CHECK(is_in(*parse_ip("10.1.2.2"), *parse_ip("0.0.0.0"), 0));
  CHECK_FALSE(is_in(*parse_ip("::10.1.2.2"), *parse_ip("0.0.0.0"), 0));
}
