// libapparmor's reader of log lines, for tests to compare with. A member of its record is called `namespace`, which no
// Swift code reads. Linked as CAppArmor is.
#include <aalogparse/aalogparse.h>
