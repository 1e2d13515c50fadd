/// Comma-separated values as RFC 4180 has them: quotes, doubled quotes, line breaks inside quotes.
public enum CSV {
  /// What is wrong, and on which line of the file (counted from 1).
  public struct Problem: Error, Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
      /// A quote that is never closed, or text after a closing one.
      case quote
      case utf8
    }

    public let line: Int
    public let kind: Kind
  }

  /// One record and the line it begins on.
  public struct Row: Equatable, Sendable {
    public let line: Int
    public let values: [String]
  }

  /// One record as a line with its end: quoted where a value has a comma, a quote or a line's end in it.
  public static func line(_ values: [String]) -> String {
    values.map { value in
      value.utf8.contains { [0x22, 0x2C, 0x0D, 0x0A].contains($0) }
        ? "\""
          + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
          + "\"" : value
    }.joined(separator: ",") + "\r\n"
  }

  /// Reads a file row by row; a byte order mark and empty lines are passed over.
  struct Reader {
    private var bytes: ByteFeed
    private var line = 1

    init(_ bytes: ByteFeed) {
      self.bytes = bytes
      self.bytes.skip([0xEF, 0xBB, 0xBF])
    }

    /// The next row that is not empty; nil behind the last.
    mutating func next() throws(Problem) -> Row? {
      while bytes.peek() != nil {
        let start = line
        let values = try row(from: start)
        if values != [""] { return Row(line: start, values: values) }
      }
      return nil
    }

    private mutating func row(from start: Int) throws(Problem) -> [String] {
      var values: [String] = []
      var field: [UInt8] = []
      var quoted = false
      var closed = false

      func text() throws(Problem) -> String {
        guard let text = String(validating: field, as: UTF8.self) else {
          throw Problem(line: start, kind: .utf8)
        }
        return text
      }

      while let byte = bytes.next() {
        switch byte {
        case 0x22 where quoted:
          if bytes.peek() == 0x22 {
            field.append(0x22)
            _ = bytes.next()
          } else {
            quoted = false
            closed = true
          }
        case 0x22 where field.isEmpty && !closed: quoted = true
        case 0x2C where !quoted:
          values.append(try text())
          field.removeAll(keepingCapacity: true)
          closed = false
        case 0x0D where !quoted && bytes.peek() == 0x0A: break
        case 0x0A where !quoted:
          line += 1
          return values + [try text()]
        default:
          guard !closed, byte != 0x22 || quoted else { throw Problem(line: start, kind: .quote) }
          if byte == 0x0A { line += 1 }
          field.append(byte)
        }
      }
      if quoted { throw Problem(line: start, kind: .quote) }
      return values + [try text()]
    }
  }
}
