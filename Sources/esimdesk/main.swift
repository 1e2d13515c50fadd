import CSystem
import Glibc

// The front door: commands and composition. Everything else lives in a room of its own.

umask(0o077)
_ = esimdesk_forbid_dumps()
var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
signal(SIGPIPE, SIG_IGN)

exit(Program.run(Array(CommandLine.arguments.dropFirst())))
