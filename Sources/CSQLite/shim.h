#ifndef ESIMDESK_CSQLITE_SHIM_H
#define ESIMDESK_CSQLITE_SHIM_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// What Swift cannot say: variadic calls, SQLITE_TRANSIENT, and a read through SQLite's own
// descriptor (opening and closing another one would drop the POSIX locks of this process).

static inline int esd_bind_blob(sqlite3_stmt *s, int i, const void *p, int n) {
  return sqlite3_bind_blob(s, i, n ? p : "", n, SQLITE_TRANSIENT);
}

static inline int esd_bind_text(sqlite3_stmt *s, int i, const char *p) {
  return sqlite3_bind_text(s, i, p, -1, SQLITE_TRANSIENT);
}

// Nothing in a file may run code of its own: no triggers, no views, no odd schema.
static inline void esd_defend(sqlite3 *db) {
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)0);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
}

// Whether closing the last connection moves the log into the file.
static inline void esd_checkpoint_on_close(sqlite3 *db, int on) {
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !on, (int *)0);
}

// Reads the first bytes of the file without taking a lock or looking at the log.
static inline int esd_read_start(sqlite3 *db, void *into, int count) {
  sqlite3_file *file = 0;
  int rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (rc != SQLITE_OK) return rc;
  if (!file || !file->pMethods) return SQLITE_CANTOPEN;
  return file->pMethods->xRead(file, into, count, 0);
}

// Sleeping in the kernel for a lock is fair, but has no end when its holder was stopped. So a timer
// of this thread's own wakes us: a real-time signal that nobody else uses, and that does nothing
// but interrupt. It comes again and again, in case it came just before we slept.

static inline void esd_woken(int signal) { (void)signal; }

// Takes a file's first byte for this one opening of it, without waiting; -1 where another has it. Such a lock is an
// open file description's: by its number, since glibc shows F_OFD_SETLK only to those who define _GNU_SOURCE.
static inline int esd_take_first_byte(int file) {
  struct flock byte = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
  return fcntl(file, 37, &byte);
}

// Takes an exclusive flock; -1 with errno EWOULDBLOCK after so many milliseconds without it.
static inline int esd_flock(int file, int milliseconds) {
  if (flock(file, LOCK_EX | LOCK_NB) == 0) return 0;
  if (errno != EWOULDBLOCK && errno != EINTR) return -1;

  struct sigaction wake = {0};
  wake.sa_handler = esd_woken;
  int number = SIGRTMAX - 3;
  struct sigevent event = {0};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = number;
  event._sigev_un._tid = (int)syscall(SYS_gettid);
  timer_t timer;
  if (sigaction(number, &wake, 0) != 0) return -1;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return -1;

  struct timespec now, end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  end.tv_sec += milliseconds / 1000;
  end.tv_nsec += (milliseconds % 1000) * 1000000L;
  if (end.tv_nsec >= 1000000000L) {
    end.tv_sec += 1;
    end.tv_nsec -= 1000000000L;
  }
  struct itimerspec when = {.it_interval = {0, 20000000L}, .it_value = end};
  // A thread may have been started with every signal blocked; it must hear this one.
  sigset_t heard, before;
  sigemptyset(&heard);
  sigaddset(&heard, number);
  pthread_sigmask(SIG_UNBLOCK, &heard, &before);
  timer_settime(timer, TIMER_ABSTIME, &when, 0);

  int result, error;
  for (;;) {
    result = flock(file, LOCK_EX);
    error = errno;
    if (result == 0 || error != EINTR) break;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec > end.tv_sec || (now.tv_sec == end.tv_sec && now.tv_nsec >= end.tv_nsec)) {
      error = EWOULDBLOCK;
      break;
    }
  }
  timer_delete(timer);
  pthread_sigmask(SIG_SETMASK, &before, 0);
  errno = error;
  return result;
}

#endif
