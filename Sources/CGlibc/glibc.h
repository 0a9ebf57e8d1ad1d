// Headers of glibc that Swift's own module of it leaves out.
#include <malloc.h>
#include <stddef.h>
#include <sys/fsuid.h>

// memrchr(3): declared by string.h only under _GNU_SOURCE, which would change structures of other headers.
void *memrchr(const void *bytes, int byte, size_t length);

// Asks the processor to have an address near soon; whatever the address, nothing else happens.
static inline void prefetch(const void *address) { __builtin_prefetch(address); }
