// make_bundle SBOM FOLDER: a keyless Sigstore bundle of a statement about an image, with this SBOM
// as its predicate, by a Sigstore of its own: FOLDER/bundle.json and FOLDER/trusted_root.json. For
// the bench.
#include "tests/support/sigstore.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

int main(int argc, char** argv) {
  using namespace prodparity;
  if (argc != 3) {
    std::fputs("usage: make_bundle SBOM FOLDER\n", stderr);
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  const std::string sbom{std::istreambuf_iterator<char>(file), {}};
  const std::string statement =
      R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"api","digest":{"sha256":")" +
      std::string(64, 'a') + R"("}}],"predicateType":"https://cyclonedx.org/bom","predicate":)" +
      sbom + '}';
  const test::Sigstore sigstore;
  const std::string folder = argv[2];
  std::ofstream(folder + "/bundle.json", std::ios::binary) << sigstore.bundle(statement).dump();
  std::ofstream(folder + "/trusted_root.json", std::ios::binary) << sigstore.trust_root().dump();
  return 0;
}
