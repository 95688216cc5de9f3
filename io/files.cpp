#include "io/files.h"
