#include "io/signed_file.h"

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <filesystem>
#include <string>

using namespace prodparity;

TEST_CASE("signed file: what is signed itself, or has something beside it") {
  const test::TempFolder folder;
  const std::string sbom = R"({"bomFormat":"CycloneDX"})";
  CHECK_FALSE(has_signature(folder.path() + "/none.json"));
  CHECK_FALSE(has_signature(folder.path()));
  CHECK_FALSE(has_signature(folder.put("/empty.json", "")));
  CHECK_FALSE(has_signature(folder.put("/plain.json", sbom)));
  for (const std::string ending : {".sigstore.json", ".bundle", ".att", ".sig"}) {
    const std::string path = folder.put("/sbom" + ending.substr(0, 4) + ".json", sbom);
    folder.put("/sbom" + ending.substr(0, 4) + ".json" + ending, "");
    CHECK(has_signature(path));
  }
  const std::string large(200'000, 'A');
  for (const std::string text :
       {R"({"mediaType":"x","verificationMaterial":{}})",
        R"({"mediaType":"x","messageSignature":{},"verificationMaterial":{}})",
        R"({"payload":"","payloadType":"x","signatures":[]})"})
    CHECK(has_signature(folder.put("/signed.json", text)));
  CHECK(has_signature(folder.put("/sorted.json", R"({"dsseEnvelope":{"payload":")" + large +
                                                     R"("},"verificationMaterial":{}})")));
  // A member of that name makes no document a signed one.
  CHECK_FALSE(has_signature(folder.put("/oci.json", R"({"mediaType":"x","layers":[]})")));
}

TEST_CASE("signed file: its address has the whole path") {
  const std::string here = std::filesystem::current_path().string();
  CHECK(signed_file_address("a/../sbom.json") == "file:" + here + "/sbom.json");
  CHECK(signed_file_address("file:sbom.json") == "file:" + here + "/sbom.json");
  CHECK(signed_file_address("/srv/sbom.json") == "file:/srv/sbom.json");
  CHECK(signed_file_address("file:///srv/sbom.json") == "file:/srv/sbom.json");
}
