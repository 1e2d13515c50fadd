import Domain
import Glibc
import Journeys
import Wording

/// The file that is imported, read in pieces.
final class ImportFile {
  private static let pieceLength = 1 << 16

  private let path: String
  private let descriptor: Int32
  /// In bytes; 0 where it cannot be known, as for a pipe.
  let size: Int
  private(set) var done = 0
  /// Why it could not be read to its end.
  private(set) var failure: Failure?

  /// - Parameter path: `-` is the standard input, for a file that only whoever ran this may read.
  /// - Throws: why it cannot be read.
  init(_ path: String) throws(Failure) {
    self.path = path
    descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Self.failure(path, errno == EACCES ? Exit.noPermission : Exit.noInput)
    }
    var facts = stat()
    size = fstat(descriptor, &facts) == 0 ? Int(facts.st_size) : 0
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit { close(descriptor) }

  func feed() -> ByteFeed { ByteFeed { [self] in piece() } }

  /// Its rows from the beginning once more; nil for what can only be read once, such as a pipe.
  func again(columns: [String] = SubscriberRow.columns) throws(ImportProblem) -> SubscriberReader? {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { return nil }
    (done, failure) = (0, nil)
    return try SubscriberReader(feed(), isJSON: path.hasSuffix(".json"), columns: columns)
  }

  private func piece() -> [UInt8] {
    while true {
      var bytes = [UInt8](repeating: 0, count: Self.pieceLength)
      let count = read(descriptor, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        failure = Self.failure(path, Exit.ioError)
        return []
      }
      done += count
      bytes.removeLast(bytes.count - count)
      return bytes
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    let why = String(cString: strerror(errno))
    return Failure(code: code, line: "esimdesk: cannot read \(Options.printable(path)): \(why)")
  }
}

/// How far an import is, on a terminal.
final class ImportBar {
  private static let least = 256 << 10

  private let file: ImportFile
  private let words: Catalogue
  private let bar: ProgressBar
  private var rows = 0

  init(_ file: ImportFile, _ words: Catalogue) {
    self.file = file
    self.words = words
    bar = ProgressBar(words)
  }

  /// One more row was read.
  func tick() {
    rows += 1
    guard file.size > Self.least, rows % 500 == 0 else { return }
    bar.draw(
      file.done, file.size,
      words.say(
        Phrase(
          "cli.import.progress",
          ["done": .count(rows), "percent": .count(file.done * 100 / max(1, file.size))])))
  }

  func end() { bar.end() }
}
