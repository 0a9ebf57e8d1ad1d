// Builds a filter through libseccomp as runc does, loads it in a child for each probe, makes the call, and says what became
// of it. Reads lines from standard input:
//
//     default ACTION ERRNO              before all others; an errno of -1 is none
//     arch NAME                         beside the native one: x86, x32
//     rule ACTION ERRNO NAME [INDEX OP VALUE SECOND]…
//     size                              prints the instructions of the filter
//     probe NAME A0 A1 A2 A3 A4 A5      prints "ok", the name of the error, or "signal N"
#include <errno.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const comparisons[] = {"", "ne", "lt", "le", "eq", "ge", "gt", "masked_eq"};

static void fail(const char *what, int code) {
    printf("failed: %s: %s\n", what, strerror(code < 0 ? -code : code));
    exit(1);
}

static uint32_t action(const char *name, int error) {
    if (!strcmp(name, "SCMP_ACT_ALLOW")) return SCMP_ACT_ALLOW;
    if (!strcmp(name, "SCMP_ACT_ERRNO")) return SCMP_ACT_ERRNO(error < 0 ? EPERM : error);
    if (!strcmp(name, "SCMP_ACT_KILL_PROCESS")) return SCMP_ACT_KILL_PROCESS;
    fail(name, EINVAL);
    return 0;
}

static void add_rule(scmp_filter_ctx filter, uint32_t fallback) {
    const char *word = strtok(NULL, " \n");
    int error = atoi(strtok(NULL, " \n"));
    uint32_t wanted = action(word, error);
    const char *name = strtok(NULL, " \n");
    struct scmp_arg_cmp arguments[6];
    unsigned count = 0;
    const char *index;
    while (count < 6 && (index = strtok(NULL, " \n"))) {
        const char *op = strtok(NULL, " \n");
        uint64_t value = strtoull(strtok(NULL, " \n"), NULL, 10), second = strtoull(strtok(NULL, " \n"), NULL, 10);
        int comparison = 1;
        while (strcmp(comparisons[comparison], op)) comparison++;
        arguments[count++] = SCMP_CMP64(atoi(index), (enum scmp_compare)comparison, value, second);
    }
    int number = seccomp_syscall_resolve_name(name);
    // As runc: a call that this libseccomp does not know is passed over, and so is what the default says already.
    if (number == __NR_SCMP_ERROR || wanted == fallback) return;
    int result = seccomp_rule_add_array(filter, wanted, number, count, arguments);
    if (result && result != -EDOM) fail(name, result);
}

static void size(scmp_filter_ctx filter) {
    FILE *file = tmpfile();
    struct stat about;
    int result = seccomp_export_bpf(filter, fileno(file));
    if (result) fail("export", result);
    fstat(fileno(file), &about);
    printf("%ld\n", (long)about.st_size / 8);
    fclose(file);
}

static void probe(scmp_filter_ctx filter) {
    int number = seccomp_syscall_resolve_name(strtok(NULL, " \n"));
    unsigned long a[6];
    for (int i = 0; i < 6; i++) a[i] = strtoul(strtok(NULL, " \n"), NULL, 0);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        int pipe_of_result = dup(STDOUT_FILENO);
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || seccomp_load(filter)) {
            dprintf(pipe_of_result, "failed: load\n");
            _exit(1);
        }
        errno = 0;
        long result = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
        const char *name = result >= 0 ? "ok" : strerrorname_np(errno);
        dprintf(pipe_of_result, "%s\n", name);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
        printf("signal %d\n", WTERMSIG(status));
        fflush(stdout);
    }
}

int main(void) {
    char line[4096];
    scmp_filter_ctx filter = NULL;
    uint32_t fallback = 0;
    while (fgets(line, sizeof line, stdin)) {
        const char *word = strtok(line, " \n");
        if (!word) continue;
        if (!strcmp(word, "default")) {
            const char *name = strtok(NULL, " \n");
            fallback = action(name, atoi(strtok(NULL, " \n")));
            if (!(filter = seccomp_init(fallback))) fail("init", ENOMEM);
            // As runc: who loads it may not have CAP_SYS_ADMIN, and the order of rules is not looked at.
            seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
        } else if (!strcmp(word, "arch")) {
            int result = seccomp_arch_add(filter, seccomp_arch_resolve_name(strtok(NULL, " \n")));
            if (result && result != -EEXIST) fail("arch", result);
        } else if (!strcmp(word, "rule")) {
            add_rule(filter, fallback);
        } else if (!strcmp(word, "size")) {
            size(filter);
        } else if (!strcmp(word, "probe")) {
            probe(filter);
        }
        fflush(stdout);
    }
    return 0;
}
