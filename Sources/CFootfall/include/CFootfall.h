// What Glibc's Swift module does not show.
#ifndef CFOOTFALL_H
#define CFOOTFALL_H

#include <stdint.h>

/// A descriptor that becomes readable when eight bytes are written to it: eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK).
int ff_eventfd(void);

/// A UDP socket that does not block, bound to an address; a negated errno where that fails (-EINVAL: no address).
///
/// `[::]` takes IPv4 too. SO_RXQ_OVFL is set.
int ff_udp_bind(const char *address, int is_ipv6, uint16_t port);

/// A TCP socket that does not block and listens at an address; a negated errno where that fails, as above.
///
/// Its connections find out by themselves that a peer is gone (keep-alive: after 5 minutes of silence, 4 questions), and
/// have a receive buffer of `receive_buffer` bytes each.
int ff_tcp_listen(const char *address, int is_ipv6, uint16_t port, int receive_buffer);

/// A Unix datagram socket that does not block, bound to a path, to which everybody may write; a negated errno where that
/// fails.
int ff_unix_bind(const char *path);

/// Asks whether somebody receives at the path of a Unix socket: 0 if so, else an errno (ECONNREFUSED: nobody does).
int ff_unix_probe(const char *path);

/// The machine's own name; `text` has room for 256 bytes. Empty where it has none.
void ff_host_name(char *text);

/// The port a socket is bound to; -1 where unknown.
int ff_bound_port(int descriptor);

/// Asks for a receive buffer, beyond the system's limit where that is allowed; the bytes granted.
int ff_set_receive_buffer(int descriptor, int bytes);

/// The datagrams that a socket dropped since it was made, modulo 2^32; -1 where the kernel does not say.
int64_t ff_socket_drops(int descriptor);

/// Room for several datagrams that are received in one call.
typedef struct ff_datagrams ff_datagrams;

ff_datagrams *ff_datagrams_new(int count, int bytes_each);
void ff_datagrams_free(ff_datagrams *datagrams);

/// Receives what is there without waiting: how many datagrams, or a negated errno.
int ff_datagrams_receive(ff_datagrams *datagrams, int descriptor);

const uint8_t *ff_datagram_bytes(const ff_datagrams *datagrams, int index);
int ff_datagram_length(const ff_datagrams *datagrams, int index);
/// Longer than the room: the rest is lost.
int ff_datagram_is_cut(const ff_datagrams *datagrams, int index);
/// Writes the sender's address as IPv6 has it, IPv4 mapped.
void ff_datagram_sender(const ff_datagrams *datagrams, int index, uint64_t *high, uint64_t *low);

/// The drops told with the datagrams of the last call, counted as by ff_socket_drops; -1 where none were told.
int64_t ff_datagrams_drops(const ff_datagrams *datagrams);

/// An address from ff_datagram_sender as text, IPv4-mapped ones as IPv4; `text` has room for 46 bytes.
void ff_address_text(uint64_t high, uint64_t low, char *text);

/// A pipe, both ends closed on exec: 0, or a negated errno.
int ff_pipe(int ends[2]);

/// Starts a program, found by PATH, with these descriptors for its output and errors and nothing to read: its process id,
/// or a negated errno.
///
/// It has a process group of its own, so that a terminal's Ctrl-C does not reach it, and it gets SIGTERM when the thread
/// that started it is no more, whatever ended that.
int ff_spawn(char *const *arguments, int output, int errors);

/// The same with an environment of its own (`NULL`: the one of this process) and something to read (-1: nothing).
int ff_spawn_fed(char *const *arguments, char **environment, int input, int output, int errors);

/// What access(2) says of a path to another user, asked by a thread that is that user: 0, or an errno.
///
/// Needs root. ACLs and read-only file systems are seen as that user would meet them.
int ff_access_as(const char *path, int mode, uint32_t user, uint32_t group, const uint32_t *groups, int count);

/// Whether the kernel's clock is synchronised: 1, 0, or -1 where it does not say.
int ff_clock_is_synchronised(void);

/// The number by which statfs(2) knows the kind of file system a path is on; -1 where it is not known.
int64_t ff_file_system(const char *path);

/// A file in memory that has no name, closed on exec; a negated errno where there can be none.
int ff_memory_file(void);

#endif
