/// A statement with its parameters' types; prepared at its first use on a connection.
struct LinkStatement: Sendable {
  /// Under which the server keeps it; no two statements share one.
  let name: String
  let sql: String
  let types: [LinkType]

  init(_ name: StaticString, _ sql: String, _ types: LinkType...) {
    self.name = name.description
    self.sql = sql
    self.types = types
  }
}

/// Types of parameters and columns, by their numbers in `pg_type`.
enum LinkType: UInt32, Sendable {
  case bytes = 17
  case integer = 20
  case text = 25
}

/// What a parameter is set to.
enum LinkValue: Equatable, Sendable {
  case integer(Int64)
  case bytes([UInt8])
  case text(String)
  case null

  init(_ number: Int64?) { self = number.map { .integer($0) } ?? .null }

  /// In bytes, as the protocol has it.
  var length: Int {
    switch self {
    case .integer: 8
    case .bytes(let bytes): bytes.count
    case .text(let text): text.utf8.count
    case .null: 0
    }
  }
}

/// Values as the protocol has them: whole numbers big endian, everything else as it is.
struct PackedValues: ~Copyable {
  private(set) var bytes: [UInt8] = []
  /// Where each begins; nil is null.
  private(set) var starts: [Int?] = []
  private(set) var lengths: [Int32] = []

  init(_ values: [LinkValue]) {
    bytes.reserveCapacity(values.reduce(1) { $0 + $1.length })
    starts.reserveCapacity(values.count)
    lengths.reserveCapacity(values.count)
    for value in values {
      let start = bytes.count
      switch value {
      case .integer(let number):
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
      case .bytes(let part): bytes += part
      case .text(let text): bytes += text.utf8
      case .null: break
      }
      starts.append(value == .null ? nil : start)
      lengths.append(Int32(bytes.count - start))
    }
    // An address to point at where all values are empty.
    bytes.append(0)
  }
}
