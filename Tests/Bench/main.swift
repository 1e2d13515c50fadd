import Domain
import Glibc

// `bench vault [--dir FOLDER] [--sizes 1000,100000,1000000] [--seconds S]`
//
// `bench queue [--dir FOLDER] [--sizes 1000,100000]`
//
// What a reviewer waits for with so many applications open, and what run-due does with a backlog.
//
// `bench journeys --program FILE [--dir FOLDER] [--sizes 1000,100000] [--all] [--desks 1,4,16]`
//
// Whole renewals and closures through the json front of the release program.
//
// `bench fleet [--dir FOLDER] [--sizes 1000,100000,1000000] [--desks 1,4,16] [--seconds S] [--only commits,reads]`
//
// A vault on PostgreSQL beside libpq that says the same, and beside the file; ends with 1 where a goal is missed.
//
// The vault beside plain SQLite, doing the same with the same records in the same run, in turns.

/// What was asked for on the command line.
struct Request {
  private var words = Array(CommandLine.arguments.dropFirst())

  mutating func option(_ name: String) -> String? {
    guard let place = words.firstIndex(of: name), place + 1 < words.count else { return nil }
    defer { words.removeSubrange(place...(place + 1)) }
    return words[place + 1]
  }

  mutating func flag(_ name: String) -> Bool {
    guard let place = words.firstIndex(of: name) else { return false }
    words.remove(at: place)
    return true
  }

  mutating func run() throws {
    let folder = option("--dir") ?? "/var/tmp"
    let seconds = option("--seconds").flatMap(Double.init) ?? 3
    let sizes =
      option("--sizes")
      ?? (["queue", "journeys"].contains(words.first) ? "1000,100000" : "1000,100000,1000000")
    switch words.first {
    case "vault":
      try VaultBench(folder: folder, seconds: seconds).run(
        sizes.split(separator: ",").compactMap { Int($0) })
    case "queue":
      try QueueBench(folder: folder).run(sizes.split(separator: ",").compactMap { Int($0) })
    case "journeys":
      let all = flag("--all")
      let desks = option("--desks") ?? "1,4,16"
      guard let program = option("--program") else { throw Trouble(what: "--program is missing") }
      try JourneyBench(
        folder: folder, program: program, desks: desks.split(separator: ",").compactMap { Int($0) }
      ).run(
        (all ? "1000,100000,1000000" : sizes).split(separator: ",").compactMap { Int($0) })
    case "fleet":
      let desks = option("--desks") ?? "1,4,16"
      let parts = option("--only") ?? "commits,reads"
      let isMet = try FleetBench(
        folder: folder, seconds: seconds, desks: desks.split(separator: ",").compactMap { Int($0) },
        parts: Set(parts.split(separator: ",").map(String.init))
      ).run(sizes.split(separator: ",").compactMap { Int($0) })
      if !isMet { exit(1) }
    case "desk": try FleetWriter.desk(Array(words.dropFirst()))
    case "bare": try FleetWriter.bare(Array(words.dropFirst()))
    case "customer": try Customer.run(Array(words.dropFirst()))
    case "writer" where words.count == 6:
      // One of several processes that write at once: SHELF PATH ACCOUNTS SECONDS SEED.
      let shelf: any Shelf.Type = words[1] == Sealed.name ? Sealed.self : Plain.self
      try Writer.run(
        shelf, path: words[2], accounts: Int(words[3]) ?? 1, seconds: Double(words[4]) ?? 1,
        seed: UInt64(words[5]) ?? 1)
    default:
      say("usage: bench vault|queue|journeys|fleet [--dir FOLDER] [--sizes N,N,…] [--seconds S]")
      exit(64)
    }
  }
}

var request = Request()
try request.run()
