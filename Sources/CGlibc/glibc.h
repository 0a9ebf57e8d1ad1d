// Headers of glibc that Swift's own module of it leaves out.
#include <malloc.h>
#include <stddef.h>
#include <sys/fsuid.h>

// memmem(3), memrchr(3): declared by string.h only under _GNU_SOURCE, which would change structures of other headers.
void *memmem(const void *haystack, size_t length, const void *needle, size_t needle_length);
void *memrchr(const void *bytes, int byte, size_t length);
