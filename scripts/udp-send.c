// Sends syslog datagrams to a port of this machine at a rate, in bursts of 32; prints how many were sent.
//
//     udp-send PORT RATE SECONDS SIZE event|plain
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { burst = 32, largest = 8192 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    if (argc != 6) return 64;
    double rate = atof(argv[2]), seconds = atof(argv[3]);
    int size = atoi(argv[4]), is_event = strcmp(argv[5], "event") == 0;
    if (size > largest) return 64;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) return 1;

    static char text[burst][largest];
    struct iovec rooms[burst];
    struct mmsghdr messages[burst];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < burst; i++) {
        rooms[i] = (struct iovec){text[i], size};
        messages[i].msg_hdr.msg_iov = &rooms[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    char stamp[32];
    time_t clock = time(NULL);
    strftime(stamp, sizeof stamp, "%b %e %H:%M:%S", gmtime(&clock));

    long sent = 0, number = 0;
    double begun = now();
    for (double t; (t = now() - begun) < seconds;) {
        if (sent >= rate * t) {
            struct timespec pause = {0, 100000};
            nanosleep(&pause, NULL);
            continue;
        }
        for (int i = 0; i < burst; i++, number++) {
            int n = snprintf(text[i], largest,
                is_event ? "<86>%s web%ld sshd[811]: Accepted publickey for user%ld from 192.0.%ld.%ld port 50022 ssh2: "
                           "ED25519 SHA256:"
                         : "<86>%s web%ld app[811]: item %ld of shelf %ld.%ld ",
                stamp, number % 20, number % 5000, number / 250 % 4, number % 250);
            if (n < size) memset(text[i] + n, 'A', size - n);
        }
        int count = sendmmsg(fd, messages, burst, 0);
        if (count > 0) sent += count;
    }
    printf("%ld\n", sent);
    return 0;
}
