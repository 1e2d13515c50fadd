internal import Glibc

/// Runs what writes to a pipe or socket of another: one that went away fails the write, and sends no
/// signal that would end the desk.
///
/// libcurl leaves this to its caller, since it must touch no signal of a program with threads
/// (CURLOPT_NOSIGNAL(3)); a signal of this kind goes to the thread that wrote, so this thread holds
/// it back and takes it away.
func withoutBrokenPipe<T>(_ body: () -> T) -> T {
  var signals = sigset_t()
  var before = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGPIPE)
  pthread_sigmask(SIG_BLOCK, &signals, &before)
  let result = body()
  let error = errno
  guard sigismember(&before, SIGPIPE) == 0 else { return result }
  var atOnce = timespec()
  while sigtimedwait(&signals, nil, &atOnce) == SIGPIPE {}
  pthread_sigmask(SIG_SETMASK, &before, nil)
  errno = error
  return result
}
