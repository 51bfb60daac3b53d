/*
 * The floor: a relay that does the least that a relay of this format can do, written close to the system. It reads the envelope of each
 * packet by looking for three keys, passes the bytes on as they came, and answers the sender's acknowledgement at once. It keeps no state
 * for delivery, checks nothing, and is no server: it is what the costs of a real one are compared with.
 *
 *   floor tcp|udp PORT        (port 0: a free one; says "ready tcp=PORT" when it listens)
 *
 * One thread. TCP by epoll with one write a connection and round; UDP by recvmmsg and sendmmsg.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  ID_BYTES = 32,
  TABLE_SLOTS = 1 << 16,     /* users; a power of two */
  READ_BYTES = 256 * 1024,   /* at once from a connection, and the largest packet */
  BATCH = 128,               /* datagrams a system call */
  DATAGRAM_BYTES = 4096,
  EVENTS = 256
};

typedef struct {
  const char *at;
  size_t length;
} text;

typedef struct buffer {
  char *bytes;
  size_t length, capacity;
} buffer;

/* A connection, or over UDP an address. */
typedef struct peer {
  int fd;
  struct sockaddr_in address;
  buffer in, out;
  int dirty;              /* is in the list of those that have something to write */
  int waits;              /* the socket was full: epoll tells when it is not */
  struct peer *next_dirty;
} peer;

typedef struct {
  char id[ID_BYTES];
  size_t length;
  peer *peer;
} user;

static user users[TABLE_SLOTS];
static peer *dirty_peers;
static int udp;

/* The datagrams to be sent with the next system call. */
static struct {
  char bytes[BATCH][DATAGRAM_BYTES];
  struct iovec parts[BATCH];
  struct sockaddr_in to[BATCH];
  struct mmsghdr headers[BATCH];
  unsigned count;
  int fd;
} outgoing;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static user *find_user(text id) {
  uint32_t hash = 2166136261u; /* FNV-1a */
  for (size_t i = 0; i < id.length; i++) hash = (hash ^ (unsigned char)id.at[i]) * 16777619u;
  for (uint32_t i = hash;; i++) {
    user *u = &users[i & (TABLE_SLOTS - 1)];
    if (u->length == 0 || (u->length == id.length && memcmp(u->id, id.at, id.length) == 0)) return u;
  }
}

/* The value of a key, without its quotes; empty if the key is not there. Quotes inside of strings are escaped, so this finds keys only. */
static text value(text packet, const char *key, size_t key_length) {
  text none = {packet.at, 0};
  const char *end = packet.at + packet.length;
  const char *from = memmem(packet.at, packet.length, key, key_length);
  if (from == NULL) return none;
  from += key_length;
  const char *to;
  if (*from == '"') {
    from++;
    to = memchr(from, '"', (size_t)(end - from));
  } else {
    for (to = from; to < end && *to >= '0' && *to <= '9';) to++;
  }
  return to == NULL ? none : (text){from, (size_t)(to - from)};
}
#define VALUE(packet, key) value(packet, "\"" key "\":", sizeof key + 2)

static void append(buffer *b, const void *bytes, size_t length) {
  if (b->length + length > b->capacity) {
    b->capacity = 2 * (b->length + length);
    if ((b->bytes = realloc(b->bytes, b->capacity)) == NULL) fail("realloc");
  }
  memcpy(b->bytes + b->length, bytes, length);
  b->length += length;
}

static void send_datagrams(void) {
  for (unsigned sent = 0; sent < outgoing.count;) {
    int n = sendmmsg(outgoing.fd, outgoing.headers + sent, outgoing.count - sent, 0);
    if (n <= 0) break; /* what does not go out is lost, as datagrams are */
    sent += (unsigned)n;
  }
  outgoing.count = 0;
}

static void put(peer *to, const char *bytes, size_t length) {
  if (udp) {
    if (length > DATAGRAM_BYTES) return;
    if (outgoing.count == BATCH) send_datagrams();
    unsigned i = outgoing.count++;
    memcpy(outgoing.bytes[i], bytes, length);
    outgoing.parts[i] = (struct iovec){outgoing.bytes[i], length};
    outgoing.to[i] = to->address;
    outgoing.headers[i].msg_hdr = (struct msghdr){.msg_name = &outgoing.to[i],
                                                  .msg_namelen = sizeof outgoing.to[i],
                                                  .msg_iov = &outgoing.parts[i],
                                                  .msg_iovlen = 1};
    return;
  }
  uint32_t prefix = htonl((uint32_t)length);
  append(&to->out, &prefix, sizeof prefix);
  append(&to->out, bytes, length);
  if (!to->dirty) {
    to->dirty = 1;
    to->next_dirty = dirty_peers;
    dirty_peers = to;
  }
}

static void on_login(text packet, peer *from, const struct sockaddr_in *address) {
  text id = VALUE(packet, "from");
  if (id.length == 0 || id.length > ID_BYTES) return;
  user *u = find_user(id);
  if (u->length == 0) {
    memcpy(u->id, id.at, id.length);
    u->length = id.length;
  }
  if (udp) {
    from = u->peer != NULL ? u->peer : calloc(1, sizeof *from);
    if (from == NULL) fail("calloc");
    from->address = *address;
  }
  u->peer = from;
  char answer[256];
  int n = snprintf(answer, sizeof answer,
                   "{\"bridge\":false,\"type\":50,\"dataContent\":\"{\\\"code\\\":0,\\\"firstLoginTime\\\":1}\",\"from\":\"0\",\"to\":"
                   "\"%.*s\",\"QoS\":false,\"typeu\":-1,\"sm\":-1}",
                   (int)id.length, id.at);
  put(from, answer, (size_t)n);
}

static void on_message(text packet) {
  text from = VALUE(packet, "from"), to = VALUE(packet, "to"), fp = VALUE(packet, "fp");
  peer *recipient = find_user(to)->peer, *sender = find_user(from)->peer;
  if (recipient == NULL || sender == NULL) return;
  put(recipient, packet.at, packet.length);
  char ack[512];
  int n = snprintf(ack, sizeof ack,
                   "{\"bridge\":false,\"type\":4,\"dataContent\":\"%.*s\",\"from\":\"%.*s\",\"to\":\"%.*s\",\"QoS\":false,\"typeu\":-1,"
                   "\"sm\":-1}",
                   (int)fp.length, fp.at, (int)to.length, to.at, (int)from.length, from.at);
  if (n > 0 && (size_t)n < sizeof ack) put(sender, ack, (size_t)n);
}

/* Acknowledgements of recipients and keep-alives end here. */
static void on_packet(text packet, peer *from, const struct sockaddr_in *address) {
  text type = VALUE(packet, "type");
  if (type.length != 1) return;
  if (*type.at == '2') on_message(packet);
  else if (*type.at == '0') on_login(packet, from, address);
}

static void wait_for_room(int epoll, peer *p, int on) {
  struct epoll_event e = {.events = EPOLLIN | (on ? EPOLLOUT : 0), .data.ptr = p};
  p->waits = on;
  epoll_ctl(epoll, EPOLL_CTL_MOD, p->fd, &e);
}

static void flush(int epoll, peer *p) {
  ssize_t n = send(p->fd, p->out.bytes, p->out.length, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n > 0) {
    p->out.length -= (size_t)n;
    memmove(p->out.bytes, p->out.bytes + n, p->out.length);
  }
  if ((p->out.length > 0) != p->waits) wait_for_room(epoll, p, p->out.length > 0);
}

static void read_stream(peer *p) {
  static char bytes[READ_BYTES];
  ssize_t n = recv(p->fd, bytes, sizeof bytes, 0);
  if (n == 0 || (n < 0 && errno != EAGAIN)) {
    close(p->fd); /* its memory stays: users may point to it, and the process is short-lived */
    p->fd = -1;
    return;
  }
  if (n < 0) return;
  append(&p->in, bytes, (size_t)n);
  size_t done = 0;
  uint32_t length;
  while (p->in.length - done >= sizeof length) {
    memcpy(&length, p->in.bytes + done, sizeof length);
    length = ntohl(length);
    if (p->in.length - done - sizeof length < length) break;
    on_packet((text){p->in.bytes + done + sizeof length, length}, p, NULL);
    done += sizeof length + length;
  }
  p->in.length -= done;
  memmove(p->in.bytes, p->in.bytes + done, p->in.length);
}

static void accept_all(int epoll, int listener) {
  int fd, on = 1;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    peer *p = calloc(1, sizeof *p);
    if (p == NULL) fail("calloc");
    p->fd = fd;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = p};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) < 0) fail("epoll_ctl");
  }
}

static void serve_streams(int listener) {
  int epoll = epoll_create1(0);
  struct epoll_event events[EVENTS] = {{.events = EPOLLIN, .data.ptr = NULL}};
  if (listen(listener, 1024) < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, events) < 0) fail("listen");
  for (;;) {
    int n = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < n; i++) {
      peer *p = events[i].data.ptr;
      if (p == NULL) {
        accept_all(epoll, listener);
        continue;
      }
      if (events[i].events & EPOLLOUT) flush(epoll, p);
      if (events[i].events & ~(uint32_t)EPOLLOUT) read_stream(p);
    }
    while (dirty_peers != NULL) {
      peer *p = dirty_peers;
      dirty_peers = p->next_dirty;
      p->dirty = 0;
      if (p->fd >= 0 && !p->waits) flush(epoll, p);
    }
  }
}

static void serve_datagrams(int fd) {
  static char bytes[BATCH][DATAGRAM_BYTES];
  static struct iovec parts[BATCH];
  static struct sockaddr_in from[BATCH];
  static struct mmsghdr headers[BATCH];
  int buffer = 4 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  outgoing.fd = fd;
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      parts[i] = (struct iovec){bytes[i], DATAGRAM_BYTES};
      headers[i].msg_hdr = (struct msghdr){
          .msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &parts[i], .msg_iovlen = 1};
    }
    int n = recvmmsg(fd, headers, BATCH, MSG_WAITFORONE, NULL);
    for (int i = 0; i < n; i++) on_packet((text){bytes[i], headers[i].msg_len}, NULL, &from[i]);
    send_datagrams();
  }
}

int main(int argc, char **argv) {
  if (argc != 3 || (strcmp(argv[1], "tcp") != 0 && strcmp(argv[1], "udp") != 0)) {
    fprintf(stderr, "usage: floor tcp|udp PORT\n");
    return 2;
  }
  udp = strcmp(argv[1], "udp") == 0;
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)atoi(argv[2])),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int fd = socket(AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0) fail("bind");
  getsockname(fd, (struct sockaddr *)&address, &size);
  if (!udp && listen(fd, 1024) < 0) fail("listen");
  printf("ready %s=%d\n", argv[1], ntohs(address.sin_port));
  fflush(stdout);
  if (udp) serve_datagrams(fd);
  else serve_streams(fd);
}
