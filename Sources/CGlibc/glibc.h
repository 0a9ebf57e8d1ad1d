// Headers of glibc that Swift's own module of it leaves out.
#include <malloc.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/fsuid.h>

// Declared by glibc's headers only under _GNU_SOURCE, which would change structures of other headers: memrchr(3), pipe(2),
// two actions and a flag of posix_spawn(3), POSIX_SPAWN_SETSID, as in spawn.h of 2.34 and later.
void *memrchr(const void *bytes, int byte, size_t length);
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
enum { spawnInOwnSession = 0x80 };

// Asks the processor to have an address near soon; whatever the address, nothing else happens.
static inline void prefetch(const void *address) { __builtin_prefetch(address); }
