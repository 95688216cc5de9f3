#pragma once

// Where this checkout is. Constants of one file, which alone is compiled anew in another folder.
namespace prodparity::test {

extern const char* const fixtures_folder;  // tests/fixtures
extern const char* const project_folder;

}  // namespace prodparity::test
