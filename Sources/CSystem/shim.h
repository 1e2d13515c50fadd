// System calls that Swift cannot see by itself.
#ifndef ESIMDESK_CSYSTEM_SHIM_H
#define ESIMDESK_CSYSTEM_SHIM_H
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <syslog.h>
#include <unistd.h>

// No core dump, no ptrace by others: the process holds keys and identities.
static inline int esimdesk_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// Swift's runtime takes the signals of a crash over before `main`, for a report of its own that keeps
// the terminal for half a minute. Whoever presses Ctrl-\ in those first milliseconds would meet it,
// so these signals are held back from before the runtime starts until `main` has settled them.
// By the call's number and the signals': <signal.h> in here would take its types from other modules.
static inline unsigned long *esimdesk_mask_at_start(void) {
  static unsigned long mask;
  return &mask;
}

static inline void esimdesk_hold_crash_signals(void) {
  // SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE and SIGSEGV.
  unsigned long held = 1UL << 2 | 1UL << 3 | 1UL << 4 | 1UL << 5 | 1UL << 6 | 1UL << 7 | 1UL << 10;
  syscall(SYS_rt_sigprocmask, 0 /* SIG_BLOCK */, &held, esimdesk_mask_at_start(), sizeof held);
}

// Lets the signals through that were held back since the start. What calls it is held back for.
static inline void esimdesk_release_crash_signals(void) {
  // Called by the loader before the initialisers of any library.
  static void (*const at_start)(void)
      __attribute__((section(".preinit_array"), used)) = esimdesk_hold_crash_signals;
  syscall(SYS_rt_sigprocmask, 2 /* SIG_SETMASK */, esimdesk_mask_at_start(), (void *)0, sizeof(unsigned long));
}

static inline void esimdesk_log_critical(const char *line) {
  syslog(LOG_CRIT | LOG_USER, "%s", line);
}

// Whether the kernel's clock is kept by somebody (NTP): 1, 0, or -1 where it cannot be told.
static inline int esimdesk_clock_is_set(void) {
  struct timex clock = {0};
  int state = adjtimex(&clock);
  if (state < 0) return -1;
  return state != TIME_ERROR && !(clock.status & STA_UNSYNC);
}

// A file in memory that has no name anywhere; -1 where there can be none. By its number, since glibc
// shows memfd_create only to those who define _GNU_SOURCE, which changes types that other modules share.
static inline int esimdesk_memory_file(void) {
  return (int)syscall(SYS_memfd_create, "esimdesk", 1U /* MFD_CLOEXEC */);
}

#endif
