import Foundation
import Glibc

/// A process of the desk's program, with nothing of ours around it but what is given.
final class Child {
  let pid: pid_t
  private var status: Int32?

  struct Trouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  /// The program under test: it is built beside the test bundle.
  static let program: String = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let candidates = [
      bundle.appendingPathComponent("esimdesk"),
      Bundle.main.bundleURL.appendingPathComponent("esimdesk"),
      repository.appendingPathComponent(".build/debug/esimdesk"),
    ]
    return candidates.map(\.path).first { access($0, X_OK) == 0 } ?? candidates[2].path
  }()

  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A child that went away must not take the tests along.
  private static let pipesAreQuiet: Bool = {
    signal(SIGPIPE, SIG_IGN)
    return true
  }()

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - arguments: what follows its name.
  ///   - environment: all there is.
  ///   - terminal: the path of a terminal that becomes its own, on 0, 1 and 2.
  ///   - descriptors: which of ours become which of its.
  /// - Throws: when there is no such program.
  init(
    _ program: String, _ arguments: [String], environment: [String: String],
    terminal: String? = nil, descriptors: [(ours: Int32, its: Int32)] = []
  ) throws {
    _ = Self.pipesAreQuiet
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let terminal {
      posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    }
    for pair in descriptors { posix_spawn_file_actions_adddup2(&actions, pair.ours, pair.its) }
    let given = descriptors.map(\.its)
    for other: Int32 in 3..<256 where !given.contains(other) {
      posix_spawn_file_actions_addclose(&actions, other)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID, SETSIGDEF and SETSIGMASK.
    posix_spawnattr_setflags(&attributes, 0x80 | 0x04 | 0x08)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, program, &actions, &attributes, &argv, &envp)
    guard code == 0 else { throw Trouble("cannot start \(program): \(code)") }
    self.pid = pid
  }

  deinit {
    if status == nil {
      Glibc.kill(pid, SIGKILL)
      _ = ended()
    }
  }

  func kill(_ signal: Int32) { Glibc.kill(pid, signal) }

  /// How it ended: its exit code, or minus the signal; nil while it runs.
  func poll() -> Int32? {
    if status == nil {
      var raw: Int32 = 0
      let got = waitpid(pid, &raw, WNOHANG)
      if got == pid { status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -(raw & 0x7F) }
      if got < 0 { status = -999 }
    }
    return status
  }

  /// Waits for its end; nil when it still runs at the deadline.
  func ended(within seconds: Double = Deadline.patience) -> Int32? {
    let deadline = Deadline(seconds)
    while poll() == nil, !deadline.isOver { deadline.pause() }
    return poll()
  }
}

/// A moment after which nothing more is waited for.
struct Deadline {
  let end: UInt64

  /// Seconds to wait for what is to come: so many that a slow, busy machine does not run out of them.
  static let patience = 60.0

  init(_ seconds: Double = patience) { end = Self.now + UInt64(seconds * 1e9) }

  static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  var isOver: Bool { Self.now >= end }
  var milliseconds: Int32 { Int32(end > Self.now ? (end - Self.now) / 1_000_000 + 1 : 0) }

  /// Lets others run for a moment before the condition is looked at again.
  func pause() { Glibc.poll(nil, 0, 2) }
}

/// A pipe whose ends no other child inherits.
struct Pipe2 {
  let reading: Int32
  let writing: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    // It has no name in Swift, and setting the flag later would let another child in between.
    typealias PipeCall = @convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32
    guard let symbol = dlsym(nil, "pipe2"),
      unsafeBitCast(symbol, to: PipeCall.self)(&ends, O_CLOEXEC) == 0
    else { throw Child.Trouble("no pipe") }
    (reading, writing) = (ends[0], ends[1])
  }
}

/// Whether something can be read before the deadline.
func isReadable(_ descriptor: Int32, _ deadline: Deadline) -> Bool {
  var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  while true {
    let count = poll(&wanted, 1, deadline.milliseconds)
    if count < 0, errno == EINTR { continue }
    return count > 0
  }
}

func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return }
    rest = rest.dropFirst(count)
  }
}

/// A folder of a test's own, removed with it.
final class Folder {
  let path: String

  init() throws {
    var template = Array("/tmp/desktests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Child.Trouble("no folder") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try FileManager.default.createDirectory(
      atPath: path + "/tmp", withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// What a person's shell would hand over, and nothing else of this machine.
  var environment: [String: String] {
    [
      "LANG": "C.UTF-8", "TZ": "UTC", "HOME": path, "XDG_STATE_HOME": path + "/state",
      "TMPDIR": path + "/tmp", "TERM": "xterm-256color", "PATH": "/usr/bin:/bin",
    ]
  }

  func write(_ text: String, to name: String, mode: mode_t = 0o600) throws -> String {
    let file = self(name)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    chmod(file, mode)
    return file
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: name.hasPrefix("/") ? name : self(name))))
  }

  func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: self(folder))) ?? []).sorted()
  }

  /// The practice desks' throw-away folders that are still there.
  var practiceFolders: [String] { names("tmp").filter { $0.hasPrefix("esimdesk-practice") } }
}

/// What a command left behind.
struct Result {
  let code: Int32?
  let out: String
  let err: String

  var errLines: [String] {
    err.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}

/// Runs a command to its end, its standard input a pipe.
///
/// - Parameters:
///   - arguments: what follows `esimdesk`.
///   - folder: where it is at home.
///   - input: what it reads.
///   - passphrase: what it reads on descriptor 9, without the end of the line.
///   - more: variables beside the usual ones; an empty value takes one away.
/// - Returns: what it left behind.
/// - Throws: when it cannot be started.
func esimdesk(
  _ arguments: String..., in folder: Folder, input: String = "", passphrase: String? = nil,
  more: [String: String] = [:]
) throws -> Result {
  try esimdesk(arguments, in: folder, input: input, passphrase: passphrase, more: more)
}

func esimdesk(
  _ arguments: [String], in folder: Folder, input: String = "", passphrase: String? = nil,
  more: [String: String] = [:], program: String = Child.program
) throws -> Result {
  let (into, out, err) = (try Pipe2(), try Pipe2(), try Pipe2())
  var descriptors = [(into.reading, Int32(0)), (out.writing, 1), (err.writing, 2)]
  var secret: Pipe2?
  if let passphrase {
    let pipe = try Pipe2()
    writeAll(Array((passphrase + "\n").utf8), to: pipe.writing)
    close(pipe.writing)
    descriptors.append((pipe.reading, 9))
    secret = pipe
  }
  let environment = folder.environment.merging(more) { $1 }.filter { !$0.value.isEmpty }
  let child = try Child(
    program, arguments, environment: environment,
    descriptors: descriptors.map { (ours: $0.0, its: $0.1) })
  for end in [into.reading, out.writing, err.writing] + (secret.map { [$0.reading] } ?? []) {
    close(end)
  }
  writeAll(Array(input.utf8), to: into.writing)
  close(into.writing)
  var texts: [[UInt8]] = [[], []]
  var open = [out.reading, err.reading]
  let deadline = Deadline()
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while open.contains(where: { $0 >= 0 }), !deadline.isOver {
    var wanted = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&wanted, 2, deadline.milliseconds) > 0 else { continue }
    for index in 0..<2 where wanted[index].revents != 0 {
      let count = read(open[index], &buffer, buffer.count)
      if count > 0 {
        texts[index] += buffer[..<count]
      } else {
        close(open[index])
        open[index] = -1
      }
    }
  }
  return Result(
    code: child.ended(), out: String(decoding: texts[0], as: UTF8.self),
    err: String(decoding: texts[1], as: UTF8.self))
}
