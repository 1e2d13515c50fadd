internal import CNCurses
internal import Glibc

typealias Files = (UnsafeMutablePointer<FILE>, UnsafeMutablePointer<FILE>)

/// Streams of our own for curses, so that closing them leaves the descriptors open.
func openFiles(input: Int32, output: Int32) -> Files? {
  let copies = (fcntl(input, F_DUPFD_CLOEXEC, 3), fcntl(output, F_DUPFD_CLOEXEC, 3))
  guard let reading = fdopen(copies.0, "r") else { return nil }
  guard let writing = fdopen(copies.1, "w") else {
    fclose(reading)
    return nil
  }
  return (reading, writing)
}

func closeFiles(_ files: Files) {
  fclose(files.0)
  fclose(files.1)
}

/// Calls `newterm` so that curses buffers a whole frame.
///
/// Its buffer follows from the size at the start, (2 + rows) x (6 + columns) bytes, and never
/// grows; a frame full of Chinese in colour outgrows it. So curses is told at first of one row so long that
/// the buffer is what twice the rows, and at least 96, would bring. (Told of those rows themselves it makes
/// three pictures of that size, which takes longer than all of the first frame.) Terminals of a size that
/// nobody has get more than one: curses counts columns in 16 bits.
func newTerminal(_ name: String, _ files: Files) -> OpaquePointer? {
  var (rows, columns): (Int32, Int32) = (24, 80)
  if esimdesk_size(fileno(files.1), &rows, &columns) != 0 || rows <= 0 || columns <= 0 {
    (rows, columns) = (24, 80)
  }
  let buffer = (2 + min(max(96, 2 * rows), 2_000)) * (6 + min(max(80, columns), 2_000))
  let long = min(buffer / 3, 16_000)
  return withEnvironment(["LINES=\(max(1, buffer / long - 2))", "COLUMNS=\(long)"]) {
    newterm(name, files.1, files.0)
  }
}

/// Has something see an environment of its own.
///
/// Other threads may be reading ours, so none of it is changed or moved, as `setenv` would: they see the one
/// or the other, each whole. What is made for it is never freed, since one of them may still be looking.
private func withEnvironment<T>(_ changes: [String], _ body: () -> T) -> T {
  let names = changes.map { $0.prefix { $0 != "=" } + "=" }
  var entries: [UnsafeMutablePointer<CChar>?] = changes.map { strdup($0) }
  let before = esimdesk_environment()
  var next = before
  while let place = next, let entry = place.pointee {
    if !names.contains(where: { strncmp(entry, String($0), $0.utf8.count) == 0 }) {
      entries.append(entry)
    }
    next = place + 1
  }
  let made = UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>.allocate(
    capacity: entries.count + 1)
  _ = made.initialize(from: entries + [nil])
  esimdesk_use_environment(made.baseAddress)
  defer { esimdesk_use_environment(before) }
  return body()
}
