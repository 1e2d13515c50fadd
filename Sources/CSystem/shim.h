// System calls that are variadic in C and therefore invisible to Swift.
#ifndef ESIMDESK_CSYSTEM_SHIM_H
#define ESIMDESK_CSYSTEM_SHIM_H
#include <sys/prctl.h>
#include <syslog.h>

// No core dump, no ptrace by others: the process holds keys and identities.
static inline int esimdesk_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

static inline void esimdesk_log_critical(const char *line) {
  syslog(LOG_CRIT | LOG_USER, "%s", line);
}

#endif
