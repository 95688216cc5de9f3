#include "core/inventory.h"
