// What Glibc's Swift module does not show.
#ifndef CFOOTFALL_H
#define CFOOTFALL_H

/// A descriptor that becomes readable when eight bytes are written to it: eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK).
int ff_eventfd(void);

#endif
