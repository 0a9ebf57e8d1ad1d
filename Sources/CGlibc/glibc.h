// Headers of glibc that Swift's own module of it leaves out.
#include <malloc.h>
#include <sys/fsuid.h>
