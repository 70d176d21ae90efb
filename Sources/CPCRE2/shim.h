// The width must be chosen here: a target's flags do not reach the module's own build.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
