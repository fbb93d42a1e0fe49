/*
 * The practical limit of a fan-out over Server-Sent Events: the least that a server can do for each event and subscriber,
 * which is one write(2) of bytes that are ready. It has no history, no ids, no resume, no back-pressure and no care for slow
 * readers; a hub can come near it, and only pass it by joining events.
 *
 *   GET /events/N   an event stream of topic N; any other GET is answered with 200 and nothing
 *   POST /pub/N     the body is an event for topic N
 *
 * Build and run: gcc -O2 -o limit limit.c && ./limit PORT
 * It listens on the loopback address alone, in one thread. A reader that is too slow for its socket loses events, which is
 * told on the standard error.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define TOPICS 4096
#define DESCRIPTORS 65536
#define REQUEST_BYTES 65536

/* What is known of a connection: the request that it is sending, or the topic that it listens to. */
struct connection {
    char *request;
    size_t length;
    int topic; /* -1 for none */
    int seat;  /* its index among the topic's readers */
};

struct topic {
    int *readers;
    int count;
    int room;
};

static struct connection connections[DESCRIPTORS];
static struct topic topics[TOPICS];
static unsigned long lost;

static const char stream_head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                                  "Transfer-Encoding: chunked\r\n\r\n";
static const char accepted[] = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
static const char fine[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
static const char unknown[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void answer(int socket, const char *text, size_t length) {
    if (send(socket, text, length, MSG_NOSIGNAL) != (ssize_t)length)
        lost++;
}

static void join(int socket, int number) {
    struct topic *topic = &topics[number];
    if (topic->count == topic->room) {
        topic->room = topic->room ? 2 * topic->room : 64;
        topic->readers = realloc(topic->readers, (size_t)topic->room * sizeof *topic->readers);
        if (!topic->readers)
            fail("realloc");
    }
    connections[socket].topic = number;
    connections[socket].seat = topic->count;
    topic->readers[topic->count++] = socket;
}

static void leave(int socket) {
    struct connection *connection = &connections[socket];
    if (connection->topic >= 0) {
        struct topic *topic = &topics[connection->topic];
        int last = topic->readers[--topic->count];
        topic->readers[connection->seat] = last;
        connections[last].seat = connection->seat;
    }
    free(connection->request);
    *connection = (struct connection){.topic = -1};
    close(socket);
}

/* One chunk of HTTP with one event in it, made once, and written to each reader. */
static void publish(int number, const char *data, size_t length) {
    static char chunk[REQUEST_BYTES + 64];
    int start = sprintf(chunk, "%zx\r\ndata: ", length + 8);
    size_t bytes = (size_t)start;
    memcpy(chunk + bytes, data, length);
    bytes += length;
    memcpy(chunk + bytes, "\n\n\r\n", 4);
    bytes += 4;
    struct topic *topic = &topics[number];
    for (int i = 0; i < topic->count; i++)
        if (write(topic->readers[i], chunk, bytes) != (ssize_t)bytes)
            lost++;
}

/* The topic in a target that begins so, or -1. */
static int topic_of(const char *target, const char *start) {
    size_t length = strlen(start);
    if (strncmp(target, start, length) != 0)
        return -1;
    int number = atoi(target + length);
    return number >= 0 && number < TOPICS ? number : -1;
}

/* Serves the first request that is whole; answers how many bytes it had, 0 if there is none yet. */
static size_t serve(int socket, char *request, size_t length) {
    char *end = memmem(request, length, "\r\n\r\n", 4);
    if (!end)
        return 0;
    size_t head = (size_t)(end - request) + 4;
    if (strncmp(request, "GET ", 4) == 0) {
        int number = topic_of(request + 4, "/events/");
        if (number >= 0) {
            answer(socket, stream_head, sizeof stream_head - 1);
            join(socket, number);
        } else {
            answer(socket, fine, sizeof fine - 1);
        }
        return head;
    }
    size_t body = 0;
    for (char *line = request; line < end; line = memmem(line, (size_t)(end + 2 - line), "\r\n", 2) + 2)
        if (strncasecmp(line, "content-length:", 15) == 0)
            body = (size_t)strtoul(line + 15, NULL, 10);
    if (length < head + body)
        return 0;
    int number = strncmp(request, "POST ", 5) == 0 ? topic_of(request + 5, "/pub/") : -1;
    if (number >= 0) {
        publish(number, request + head, body);
        answer(socket, accepted, sizeof accepted - 1);
    } else {
        answer(socket, unknown, sizeof unknown - 1);
    }
    return head + body;
}

static void readable(int socket) {
    struct connection *connection = &connections[socket];
    if (!connection->request && !(connection->request = malloc(REQUEST_BYTES)))
        fail("malloc");
    ssize_t count =
        recv(socket, connection->request + connection->length, REQUEST_BYTES - 1 - connection->length, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) { /* gone, or its request is too long */
        leave(socket);
        return;
    }
    connection->length += (size_t)count;
    size_t served;
    while (connection->length > 0 && (served = serve(socket, connection->request, connection->length)) > 0) {
        connection->length -= served;
        memmove(connection->request, connection->request + served, connection->length);
    }
    if (connection->topic >= 0 && connection->length == 0) { /* a reader sends nothing more */
        free(connection->request);
        connection->request = NULL;
    }
}

static void welcome(int listener, int poll) {
    int on = 1;
    int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (socket < 0)
        return;
    if (socket >= DESCRIPTORS) {
        close(socket);
        return;
    }
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections[socket] = (struct connection){.topic = -1};
    struct epoll_event interest = {.events = EPOLLIN, .data.fd = socket};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, socket, &interest))
        fail("epoll_ctl");
}

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: limit PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    int on = 1;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((unsigned short)atoi(arguments[1])),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096))
        fail("listen");
    int poll = epoll_create1(0);
    struct epoll_event interest = {.events = EPOLLIN, .data.fd = listener};
    if (poll < 0 || epoll_ctl(poll, EPOLL_CTL_ADD, listener, &interest))
        fail("epoll");
    for (;;) {
        struct epoll_event ready[512];
        int number = epoll_wait(poll, ready, 512, -1);
        for (int i = 0; i < number; i++) {
            if (ready[i].data.fd == listener)
                welcome(listener, poll);
            else
                readable(ready[i].data.fd);
        }
        if (lost) {
            fprintf(stderr, "limit: %lu writes did not fit into their sockets\n", lost);
            lost = 0;
        }
    }
}
