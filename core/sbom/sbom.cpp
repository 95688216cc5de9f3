#include "core/sbom/sbom.h"
