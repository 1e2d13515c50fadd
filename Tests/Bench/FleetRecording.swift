import Foundation
import Synchronization

/// What a desk says to its server in one act: the statements, the sizes of their values, and which go out together.
///
/// Taken from the wire (PostgreSQL 15, 55.7), so that whoever does the same without a vault does just that.
struct FleetRecording: Codable {
  struct Statement: Codable {
    let name: String
    let sql: String
    let types: [UInt32]
    /// In bytes; nil is null.
    let sizes: [Int?]
  }

  /// How the session is set, as simple queries.
  var settings: [String] = []
  /// Statements that are answered together, in turn.
  var journeys: [[Statement]] = []

  var statements: Int { journeys.reduce(0) { $0 + $1.count } }

  /// Reads what a desk sent since it connected, of which the last act is kept.
  init(_ bytes: [UInt8]) throws {
    var known: [String: (sql: String, types: [UInt32])] = [:]
    var together: [Statement] = []
    var reader = Reader(bytes)
    // The first message has no letter.
    reader.skip(reader.number(4) - 4)
    while !reader.isAtEnd {
      let letter = Character(UnicodeScalar(UInt8(reader.number(1))))
      let end = reader.place + reader.number(4)
      switch letter {
      case "Q": settings.append(reader.text())
      case "P":
        let (name, sql) = (reader.text(), reader.text())
        known[name] = (sql, (0..<reader.number(2)).map { _ in UInt32(reader.number(4)) })
      case "B":
        _ = reader.text()
        let name = reader.text()
        reader.skip(2 * reader.number(2))
        let sizes = (0..<reader.number(2)).map { _ -> Int? in
          let size = Int(Int32(truncatingIfNeeded: reader.number(4)))
          reader.skip(max(0, size))
          return size < 0 ? nil : size
        }
        guard let one = known[name] else { throw Trouble(what: "\(name) was never prepared") }
        if name.hasPrefix("begin") { journeys = [] }
        together.append(Statement(name: name, sql: one.sql, types: one.types, sizes: sizes))
      case "S":
        if !together.isEmpty { journeys.append(together) }
        together = []
      default: break
      }
      reader.place = end
    }
    guard journeys.last?.last?.name == "commit" else { throw Trouble(what: "no act was recorded") }
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place >= bytes.count }

    mutating func skip(_ count: Int) { place += count }

    mutating func number(_ length: Int) -> Int {
      defer { place += length }
      return bytes[place..<(place + length)].reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func text() -> String {
      let end = bytes[place...].firstIndex(of: 0) ?? bytes.endIndex
      defer { place = end + 1 }
      return String(decoding: bytes[place..<end], as: UTF8.self)
    }
  }
}

/// A way to a server for one connection, which keeps what goes there.
final class Wiretap: Sendable {
  let port: Int
  private let heard = Mutex<[UInt8]>([])

  init(to server: Int) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = Self.loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 1) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard isListening else { throw Trouble(what: "cannot listen") }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread {
      let near = accept(listener, nil, nil)
      close(listener)
      let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = Self.loopback(server)
      let isThere = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(far, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      guard isThere else { return }
      Thread.detachNewThread { Self.pump(far, near) { _ in } }
      Self.pump(near, far) { bytes in self.heard.withLock { $0 += bytes } }
    }
  }

  var bytes: [UInt8] { heard.withLock { $0 } }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private static func pump(_ from: Int32, _ to: Int32, _ tell: (ArraySlice<UInt8>) -> Void) {
    var room = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(from, &room, room.count)
      guard count > 0 else { break }
      tell(room[..<count])
      guard write(to, room, count) == count else { break }
    }
    shutdown(to, Int32(SHUT_RDWR))
    shutdown(from, Int32(SHUT_RDWR))
  }
}
