#define _GNU_SOURCE
#include "CFootfall.h"

#include <sys/eventfd.h>

int ff_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
