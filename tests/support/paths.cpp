#include "tests/support/paths.h"

namespace prodparity::test {

const char* const fixtures_folder = FIXTURES;
const char* const project_folder = PROJECT_SOURCE;

}  // namespace prodparity::test
