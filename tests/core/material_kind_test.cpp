#include "core/material_kind.h"

#include "tests/support/catch.h"

#include <cstddef>
#include <string>
#include <utility>

using namespace prodparity;

TEST_CASE("material: what a document is follows from its outermost names, in any order and parts") {
  for (const auto& [text, kind] : std::initializer_list<std::pair<std::string, MaterialKind>>{
           {R"({"mediaType":"x","verificationMaterial":{},"dsseEnvelope":{}})",
            MaterialKind::bundle},
           {R"({"dsseEnvelope":{"payload":"a\"b","signatures":[]},"verificationMaterial":1})",
            MaterialKind::bundle},
           {R"( {"payload" : "eyJfdHlwZSI6", "payloadType": "x", "signatures": [{}]} )",
            MaterialKind::envelope},
           {R"({"signatures":[],"payload":""})", MaterialKind::envelope},
           {R"({"verificationMaterial":{},"messageSignature":{}})", MaterialKind::signature},
           {R"({"messageSignature":{},"x":1,"verificationMaterial":{}})", MaterialKind::signature},
           {R"({"messageSignature":{}})", MaterialKind::document},
           {R"({"payload":""})", MaterialKind::document},
           {R"({"_type":"https://in-toto.io/Statement/v1"})", MaterialKind::statement},
           {R"({"bomFormat":"CycloneDX","x":{"verificationMaterial":1,"_type":2}})",
            MaterialKind::document},
           {R"({"a":"verificationMaterial","b":["_type"],"c":"_type"})", MaterialKind::document},
           {R"({"a":"\\","_type":1})", MaterialKind::statement},
           {R"({"a":"\\\"","_type":1})", MaterialKind::statement},
           {R"(["verificationMaterial","_type"])", MaterialKind::document},
           {R"([{"_type":1}])", MaterialKind::document},
           {R"("_type")", MaterialKind::document},
           {R"(}}]{"_type":1})", MaterialKind::statement},
           {"", MaterialKind::document},
           {"SPDXVersion: SPDX-2.3", MaterialKind::document},
           {"{\"" + std::string(10'000, 'x') + "_type\":1}", MaterialKind::document}}) {
    for (const std::size_t part : {1U, 3U, 100'000U}) {
      CAPTURE(text.substr(0, 60), part);
      MaterialKindOf of;
      for (std::size_t at = 0; at < text.size(); at += part)
        of.take(std::string_view(text).substr(at, part));
      CHECK(of.kind() == kind);
    }
  }
}
