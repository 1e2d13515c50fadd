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

  /// Reads a whole file; a byte order mark and empty lines are passed over.
  public static func read(_ bytes: [UInt8]) throws(Problem) -> [Row] {
    var rows: [Row] = []
    var values: [String] = []
    var field: [UInt8] = []
    var line = 1
    var start = 1
    var quoted = false
    var closed = false
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0

    func text() throws(Problem) -> String {
      guard let text = String(validating: field, as: UTF8.self) else {
        throw Problem(line: start, kind: .utf8)
      }
      return text
    }
    func endField() throws(Problem) {
      values.append(try text())
      field.removeAll(keepingCapacity: true)
      closed = false
    }
    func endRow() throws(Problem) {
      try endField()
      if values != [""] { rows.append(Row(line: start, values: values)) }
      values = []
    }

    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case 0x22 where quoted:
        if index < bytes.count, bytes[index] == 0x22 {
          field.append(0x22)
          index += 1
        } else {
          quoted = false
          closed = true
        }
      case 0x22 where field.isEmpty && !closed: quoted = true
      case 0x2C where !quoted: try endField()
      case 0x0D where !quoted && index < bytes.count && bytes[index] == 0x0A: break
      case 0x0A where !quoted:
        try endRow()
        line += 1
        start = line
      default:
        guard !closed, byte != 0x22 || quoted else { throw Problem(line: start, kind: .quote) }
        if byte == 0x0A { line += 1 }
        field.append(byte)
      }
    }
    if quoted { throw Problem(line: start, kind: .quote) }
    if !field.isEmpty || !values.isEmpty || closed { try endRow() }
    return rows
  }
}
