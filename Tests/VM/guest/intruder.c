// A program that has been taken over: it tries what a confined program must not be able to do, and says for each attempt
// whether it worked. Static, so that it runs in any image in place of the program that the profile lets run.
//
//   intruder ATTACK[:ARGUMENT]…
//
// Each line of the output is "ATTACK[:ARGUMENT] worked", "… refused" (EACCES or EPERM) or "… failed: why".
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Each attack gives 0 where it worked, otherwise the error number.
static int open_as(const char *path, int flags) {
    int file = open(path, flags | O_CLOEXEC, 0644);
    if (file < 0) return errno;
    close(file);
    return 0;
}

static int attack_write(const char *path) { return open_as(path, O_WRONLY | O_CREAT); }

static int attack_read(const char *path) { return open_as(path, O_RDONLY); }

// The child tells through a pipe why it could not start the program; the start itself closes the pipe.
static int attack_run(const char *path) {
    int ends[2], error = 0;
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    pid_t child = fork();
    if (child < 0) return errno;
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);
        for (int file = 0; null >= 0 && file < 3; file++) dup2(null, file);
        execl(path, path, (char *)0);
        error = errno;
        _exit(write(ends[1], &error, sizeof error) == sizeof error);
    }
    close(ends[1]);
    if (read(ends[0], &error, sizeof error) != sizeof error) error = 0;
    close(ends[0]);
    waitpid(child, 0, 0);
    return error;
}

static int make_socket(int family, int type, int protocol) {
    int made = socket(family, type, protocol);
    if (made < 0) return errno;
    close(made);
    return 0;
}

static int attack_raw(const char *unused) { return (void)unused, make_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP); }

static int attack_packet(const char *unused) { return (void)unused, make_socket(AF_PACKET, SOCK_RAW, 0); }

static int attack_tcp(const char *unused) { return (void)unused, make_socket(AF_INET, SOCK_STREAM, 0); }

static int attack_mount(const char *target) { return mount("tmpfs", target, "tmpfs", 0, "") == 0 ? 0 : errno; }

static int attack_ptrace(const char *pid) {
    if (ptrace(PTRACE_SEIZE, (pid_t)atoi(pid), 0, 0) != 0) return errno;
    ptrace(PTRACE_DETACH, (pid_t)atoi(pid), 0, 0);
    return 0;
}

static int attack_signal(const char *pid) { return kill((pid_t)atoi(pid), SIGCONT) == 0 ? 0 : errno; }

static int attack_namespace(const char *unused) { return (void)unused, unshare(CLONE_NEWNS) == 0 ? 0 : errno; }

static int attack_chmod(const char *path) { return chmod(path, 04755) == 0 ? 0 : errno; }

// A message of its own to the audit system, as Docker's default capabilities allow: behind a newline a record that would
// let the profile write to PATH.
static int attack_forge(const char *path) {
    struct {
        struct nlmsghdr head;
        char text[800];
    } message = {.head = {.nlmsg_type = AUDIT_USER_AVC, .nlmsg_flags = NLM_F_REQUEST}};
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    int audit = socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT), error = 0;
    if (audit < 0) return errno;
    snprintf(message.text, sizeof message.text,
             "x\ntype=AVC msg=audit(1790000000.001:7): apparmor=\"ALLOWED\" operation=\"open\" profile=\"%s\" name=\"%s\" "
             "pid=7 comm=\"nginx\" requested_mask=\"wc\" denied_mask=\"wc\" fsuid=0 ouid=0",
             getenv("FORGED_PROFILE"), path);
    message.head.nlmsg_len = NLMSG_LENGTH(strlen(message.text) + 1);
    if (sendto(audit, &message, message.head.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof kernel) < 0) error = errno;
    close(audit);
    return error;
}

static int attack_mkdir(const char *path) { return mkdir(path, 0755) == 0 ? 0 : errno; }

// Any system call: its number and arguments, with commas between.
static int attack_call(const char *numbers) {
    long word[7] = {0};
    char *rest = (char *)numbers;
    for (int each = 0; each < 7 && *rest; each++) {
        word[each] = strtol(rest, &rest, 0);
        if (*rest == ',') rest++;
    }
    return syscall(word[0], word[1], word[2], word[3], word[4], word[5], word[6]) < 0 ? errno : 0;
}

// More names in one folder than anybody can read.
static int attack_flood(const char *folder) {
    char path[200];
    for (int each = 0; each < 2500; each++) {
        snprintf(path, sizeof path, "%s/%08x", folder, (unsigned)each * 2654435761u);
        int error = open_as(path, O_WRONLY | O_CREAT);
        if (error != 0) return error;
        unlink(path);
    }
    return 0;
}

static const struct {
    const char *name;
    int (*attempt)(const char *argument);
} attacks[] = {
    {"write", attack_write},   {"read", attack_read},     {"run", attack_run},       {"raw", attack_raw},
    {"packet", attack_packet}, {"tcp", attack_tcp},       {"mount", attack_mount},   {"ptrace", attack_ptrace},
    {"signal", attack_signal}, {"chmod", attack_chmod},   {"namespace", attack_namespace},
    {"forge", attack_forge},   {"flood", attack_flood},   {"mkdir", attack_mkdir},   {"call", attack_call},
};

// A server of one line, for images that hold nothing else.
static int serve(int port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 8) != 0) {
        perror("serve");
        return 1;
    }
    signal(SIGTERM, _exit);
    for (;;) {
        int client = accept(listener, 0, 0);
        char request[2048];
        const char *answer = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nserved under its profile\n";
        if (client < 0 || read(client, request, sizeof request) < 0 || write(client, answer, strlen(answer)) < 0) return 1;
        close(client);
    }
}

static int attempt(const char *text) {
    const char *colon = strchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : strlen(text);
    for (size_t each = 0; each < sizeof attacks / sizeof attacks[0]; each++) {
        if (strlen(attacks[each].name) != length || strncmp(attacks[each].name, text, length) != 0) continue;
        int error = attacks[each].attempt(colon ? colon + 1 : "");
        if (error == 0) printf("%s worked\n", text);
        else if (error == EACCES || error == EPERM) printf("%s refused\n", text);
        else printf("%s failed: %s\n", text, strerror(error));
        return 0;
    }
    fprintf(stderr, "intruder: no attack is called %s\n", text);
    return 64;
}

int main(int count, char **arguments) {
    setvbuf(stdout, 0, _IOLBF, 0);
    if (count == 3 && strcmp(arguments[1], "serve") == 0) return serve(atoi(arguments[2]));
    for (int each = 1; each < count; each++) {
        int status = attempt(arguments[each]);
        if (status != 0) return status;
    }
    return 0;
}
