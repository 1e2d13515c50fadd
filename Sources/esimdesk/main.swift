import CSystem
import Glibc

// The front door: commands and composition. Everything else lives in a room of its own.

umask(0o077)
_ = esimdesk_forbid_dumps()
var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
signal(SIGPIPE, SIG_IGN)
// Swift's own crash report would write memory to the terminal, wait half a minute there and offer a
// debugger: not in front of whoever comes next. Someone looking for a fault asks for it by name.
if getenv("SWIFT_BACKTRACE") == nil {
  for crash in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
    var before = sigaction()
    sigaction(crash, nil, &before)
    // A program told to ignore it, by a shell that began it in the background, goes on ignoring it.
    let isIgnored = unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1
    if !isIgnored { signal(crash, SIG_DFL) }
  }
}
esimdesk_release_crash_signals()

exit(Program.run(Array(CommandLine.arguments.dropFirst())))
