// start PROGRAM ARGUMENT...: makes the terminal on descriptor 0 its own, says on descriptor 3 when it begins
// and what processor time it has used itself, both in nanoseconds, and becomes the program. The time Python
// takes to start a process is so in nobody's figure.
#include <fcntl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static int64_t now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

int main(int count, char **words) {
  if (count < 2) return 64;
  ioctl(0, TIOCSCTTY, 0);
  fcntl(3, F_SETFD, FD_CLOEXEC);
  int64_t stamps[2] = {now(CLOCK_MONOTONIC), now(CLOCK_PROCESS_CPUTIME_ID)};
  if (write(3, stamps, sizeof stamps) != sizeof stamps) return 74;
  execv(words[1], words + 1);
  return 66;
}
