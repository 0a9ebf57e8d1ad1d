// The kernel interface of libapparmor (aa_kernel_interface(3), aa_query_label(2)). Linked statically, by the module
// map: what needs no AppArmor runs on hosts without the library, and no command waits for it to be loaded.
#include <sys/apparmor.h>
