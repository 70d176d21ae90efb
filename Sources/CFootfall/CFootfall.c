#define _GNU_SOURCE
#include "CFootfall.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

int ff_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// A socket that is not yet bound, and where to bind it; a negated errno where the address is none.
static int inet_socket(
    const char *address, int is_ipv6, uint16_t port, int type, struct sockaddr_storage *where, socklen_t *size) {
    memset(where, 0, sizeof *where);
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)where;
    struct sockaddr_in *v4 = (struct sockaddr_in *)where;
    where->ss_family = is_ipv6 ? AF_INET6 : AF_INET;
    *size = is_ipv6 ? sizeof *v6 : sizeof *v4;
    if (is_ipv6)
        v6->sin6_port = htons(port);
    else
        v4->sin_port = htons(port);
    if (inet_pton(where->ss_family, address, is_ipv6 ? (void *)&v6->sin6_addr : (void *)&v4->sin_addr) != 1)
        return -EINVAL;
    int fd = socket(where->ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -errno;
    int zero = 0;
    if (is_ipv6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
    return fd;
}

/// Closes the descriptor and gives the error there was.
static int failed(int fd) {
    int code = errno;
    close(fd);
    return -code;
}

int ff_udp_bind(const char *address, int is_ipv6, uint16_t port) {
    struct sockaddr_storage where;
    socklen_t size;
    int fd = inet_socket(address, is_ipv6, port, SOCK_DGRAM, &where, &size);
    if (fd < 0) return fd;
    int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&where, size) != 0) return failed(fd);
    return fd;
}

int ff_tcp_listen(const char *address, int is_ipv6, uint16_t port, int receive_buffer) {
    struct sockaddr_storage where;
    socklen_t size;
    int fd = inet_socket(address, is_ipv6, port, SOCK_STREAM, &where, &size);
    if (fd < 0) return fd;
    // Connections inherit these.
    int one = 1, idle = 300, interval = 30, count = 4;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    if (bind(fd, (struct sockaddr *)&where, size) != 0 || listen(fd, 1024) != 0) return failed(fd);
    return fd;
}

/// Where a path's socket is; 0 where the path is too long.
static int unix_address(const char *path, struct sockaddr_un *where) {
    memset(where, 0, sizeof *where);
    where->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof where->sun_path) return 0;
    strcpy(where->sun_path, path);
    return 1;
}

int ff_unix_bind(const char *path) {
    struct sockaddr_un where;
    if (!unix_address(path, &where)) return -ENAMETOOLONG;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -errno;
    if (bind(fd, (struct sockaddr *)&where, sizeof where) != 0) return failed(fd);
    // Whatever the umask is: a socket to log to that only root can write to serves nobody.
    if (chmod(path, 0666) != 0) return failed(fd);
    return fd;
}

int ff_unix_probe(const char *path) {
    struct sockaddr_un where;
    if (!unix_address(path, &where)) return ENAMETOOLONG;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return errno;
    int code = connect(fd, (struct sockaddr *)&where, sizeof where) == 0 ? 0 : errno;
    close(fd);
    return code;
}

void ff_host_name(char *text) {
    if (gethostname(text, 256) != 0) text[0] = 0;
    text[255] = 0;
}

int ff_bound_port(int fd) {
    struct sockaddr_storage name;
    socklen_t size = sizeof name;
    if (getsockname(fd, (struct sockaddr *)&name, &size) != 0) return -1;
    if (name.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&name)->sin_port);
    if (name.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&name)->sin6_port);
    return -1;
}

int ff_set_receive_buffer(int fd, int bytes) {
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    int granted = 0;
    socklen_t size = sizeof granted;
    if (getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &granted, &size) != 0) return 0;
    return granted / 2;  // The kernel doubles what is asked for, for its own use.
}

int64_t ff_socket_drops(int fd) {
    uint32_t info[SK_MEMINFO_VARS] = {0};
    socklen_t size = sizeof info;
    if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &size) != 0) return -1;
    if (size < (SK_MEMINFO_DROPS + 1) * sizeof info[0]) return -1;
    return info[SK_MEMINFO_DROPS];
}

enum { control_bytes = 64 };

struct ff_datagrams {
    int count;
    size_t stride;
    int64_t drops;
    struct mmsghdr *messages;
    struct iovec *rooms;
    struct sockaddr_in6 *senders;
    uint8_t *bytes;
    char *controls;
};

ff_datagrams *ff_datagrams_new(int count, int bytes_each) {
    ff_datagrams *d = calloc(1, sizeof *d);
    if (!d) return NULL;
    d->count = count;
    // A multiple of 64 KiB apart, the datagrams would all fall on the same few lines of the cache.
    d->stride = ((size_t)bytes_each + 63) / 64 * 64 + 320;
    d->messages = calloc(count, sizeof *d->messages);
    d->rooms = calloc(count, sizeof *d->rooms);
    d->senders = calloc(count, sizeof *d->senders);
    d->bytes = malloc(count * d->stride);
    d->controls = calloc(count, control_bytes);
    if (!d->messages || !d->rooms || !d->senders || !d->bytes || !d->controls) {
        ff_datagrams_free(d);
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        d->rooms[i] = (struct iovec){d->bytes + i * d->stride, bytes_each};
        struct msghdr *header = &d->messages[i].msg_hdr;
        header->msg_iov = &d->rooms[i];
        header->msg_iovlen = 1;
        header->msg_name = &d->senders[i];
        header->msg_control = d->controls + (size_t)i * control_bytes;
    }
    return d;
}

void ff_datagrams_free(ff_datagrams *d) {
    free(d->messages);
    free(d->rooms);
    free(d->senders);
    free(d->bytes);
    free(d->controls);
    free(d);
}

int ff_datagrams_receive(ff_datagrams *d, int fd) {
    for (int i = 0; i < d->count; i++) {
        // The kernel writes what it used into these.
        d->messages[i].msg_hdr.msg_namelen = sizeof d->senders[i];
        d->messages[i].msg_hdr.msg_controllen = control_bytes;
    }
    int count = recvmmsg(fd, d->messages, d->count, MSG_DONTWAIT, NULL);
    if (count < 0) return -errno;
    d->drops = -1;
    for (int i = 0; i < count; i++) {
        struct msghdr *header = &d->messages[i].msg_hdr;
        for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c))
            if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL) {
                uint32_t drops;
                memcpy(&drops, CMSG_DATA(c), sizeof drops);
                d->drops = drops;
            }
    }
    return count;
}

const uint8_t *ff_datagram_bytes(const ff_datagrams *d, int i) { return d->bytes + i * d->stride; }

int ff_datagram_length(const ff_datagrams *d, int i) { return d->messages[i].msg_len; }

int ff_datagram_is_cut(const ff_datagrams *d, int i) { return (d->messages[i].msg_hdr.msg_flags & MSG_TRUNC) != 0; }

void ff_datagram_sender(const ff_datagrams *d, int i, uint64_t *high, uint64_t *low) {
    uint8_t address[16] = {0};
    if (d->senders[i].sin6_family == AF_INET) {
        address[10] = address[11] = 0xff;
        memcpy(address + 12, &((const struct sockaddr_in *)&d->senders[i])->sin_addr, 4);
    } else {
        memcpy(address, &d->senders[i].sin6_addr, 16);
    }
    memcpy(high, address, 8);
    memcpy(low, address + 8, 8);
}

int64_t ff_datagrams_drops(const ff_datagrams *d) { return d->drops; }

void ff_address_text(uint64_t high, uint64_t low, char *text) {
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    uint8_t address[16];
    memcpy(address, &high, 8);
    memcpy(address + 8, &low, 8);
    text[0] = 0;
    if (memcmp(address, mapped, 12) == 0)
        inet_ntop(AF_INET, address + 12, text, 46);
    else
        inet_ntop(AF_INET6, address, text, 46);
}

int ff_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : -errno; }

// In the child, between fork and exec: nothing but calls that are safe after a fork of many threads.
static void become(
    char *const *arguments, char **environment, int given, int output, int errors, int failure, pid_t parent) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    // The parent may have ended before that was asked for.
    if (getppid() != parent) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    int input = given < 0 ? open("/dev/null", O_RDONLY) : fcntl(given, F_DUPFD, 10);
    // Above the standard ones first, so that none is overwritten before it was moved.
    int out = fcntl(output, F_DUPFD, 10), err = fcntl(errors, F_DUPFD, 10), tell = fcntl(failure, F_DUPFD, 10);
    if (input < 0 || out < 0 || err < 0 || tell < 0 || dup2(input, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0 ||
        dup2(tell, 3) < 0 || fcntl(3, F_SETFD, FD_CLOEXEC) < 0)
        goto failed;
#ifdef SYS_close_range
    syscall(SYS_close_range, 4u, ~0u, 0u);
#endif
    if (environment) environ = environment;
    execvp(arguments[0], arguments);
    tell = 3;
failed:;
    int code = errno;
    (void)!write(tell < 0 ? failure : tell, &code, sizeof code);
    _exit(127);
}

int ff_spawn(char *const *arguments, int output, int errors) {
    return ff_spawn_fed(arguments, NULL, -1, output, errors);
}

int ff_memory_file(void) {
    int fd = memfd_create("footfall", MFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int ff_spawn_fed(char *const *arguments, char **environment, int input, int output, int errors) {
    int failure[2];
    if (pipe2(failure, O_CLOEXEC) != 0) return -errno;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) become(arguments, environment, input, output, errors, failure[1], parent);
    int code = child < 0 ? errno : 0;
    close(failure[1]);
    if (child > 0) {
        // Ends with the exec, which closes the other end.
        ssize_t count;
        do count = read(failure[0], &code, sizeof code);
        while (count < 0 && errno == EINTR);
        if (count != sizeof code) code = 0;
        if (code != 0) while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    }
    close(failure[0]);
    return code != 0 ? -code : child;
}

struct access_question {
    const char *path;
    int mode;
    uint32_t user, group;
    const uint32_t *groups;
    int count, answer;
};

// The system calls themselves: those of the C library change every thread of the process.
static void *ask_access(void *context) {
    struct access_question *question = context;
#ifdef SYS_setgroups32
    long groups = SYS_setgroups32, group = SYS_setresgid32, user = SYS_setresuid32;
#else
    long groups = SYS_setgroups, group = SYS_setresgid, user = SYS_setresuid;
#endif
    if (syscall(groups, (size_t)question->count, question->groups) != 0 ||
        syscall(group, question->group, question->group, question->group) != 0 ||
        syscall(user, question->user, question->user, question->user) != 0 ||
        access(question->path, question->mode) != 0)
        question->answer = errno;
    return NULL;
}

int ff_access_as(const char *path, int mode, uint32_t user, uint32_t group, const uint32_t *groups, int count) {
    struct access_question question = {path, mode, user, group, groups, count, 0};
    pthread_t thread;
    int failure = pthread_create(&thread, NULL, ask_access, &question);
    if (failure != 0) return failure;
    pthread_join(thread, NULL);
    return question.answer;
}

int ff_clock_is_synchronised(void) {
    struct timex clock = {0};
    int state = adjtimex(&clock);
    return state < 0 ? -1 : state != TIME_ERROR;
}

int64_t ff_file_system(const char *path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? (int64_t)status.f_type : -1;
}
