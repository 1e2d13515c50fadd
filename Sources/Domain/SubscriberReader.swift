internal import FoundationEssentials

/// Reads an import file one subscriber, or one update, at a time.
public struct SubscriberReader {
  private enum Form {
    case csv(CSV.Reader, head: [String])
    case json(ByteFeed)
  }

  private let columns: [String]
  private var form: Form
  private var number = 0

  /// Looks at how the file begins: with `[`, it is JSON.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - isJSON: it must be JSON, whatever it begins with.
  ///   - columns: the names it may use.
  /// - Throws: where the columns are not named, or there is nothing at all.
  public init(
    _ bytes: ByteFeed, isJSON: Bool = false, columns: [String] = SubscriberRow.columns
  ) throws(ImportProblem) {
    var bytes = bytes
    self.columns = columns
    if isJSON || bytes.begins(with: 0x5B) {
      guard bytes.pastSpace() == 0x5B, bytes.next() != nil else { throw Self.notAnArray(1) }
      form = .json(bytes)
      return
    }
    var reader = CSV.Reader(bytes)
    guard let head = try Self.row(&reader) else { throw ImportProblem(line: 1, .empty) }
    if let unknown = head.values.first(where: { !columns.contains($0) }) {
      throw ImportProblem(line: head.line, .columns(unknown))
    }
    if Set(head.values).count != head.values.count {
      throw ImportProblem(line: head.line, .columns("a name stands twice"))
    }
    form = .csv(reader, head: head.values)
  }

  /// The next subscriber; nil behind the last.
  ///
  /// - Returns: the row, which may still be wrong in itself.
  /// - Throws: what makes the rest of the file unreadable.
  public mutating func next() throws(ImportProblem) -> SubscriberRow? {
    switch form {
    case .csv(var reader, let head):
      defer { form = .csv(reader, head: head) }
      guard let row = try Self.row(&reader) else { return nil }
      guard row.values.count == head.count else {
        // Told with the other wrong lines: one must not hide the rest.
        let found = "\(row.values.count) instead of \(head.count)"
        return SubscriberRow(line: row.line, values: [:], found: found)
      }
      return SubscriberRow(
        line: row.line, values: Dictionary(uniqueKeysWithValues: zip(head, row.values)))
    case .json(var bytes):
      defer { form = .json(bytes) }
      return try object(&bytes)
    }
  }

  private static func row(_ reader: inout CSV.Reader) throws(ImportProblem) -> CSV.Row? {
    do {
      return try reader.next()
    } catch {
      throw ImportProblem(line: error.line, error.kind == .utf8 ? .utf8 : .quote)
    }
  }

  // MARK: JSON

  private static func notAnArray(_ line: Int) -> ImportProblem {
    ImportProblem(line: line, .json("not an array of objects"))
  }

  private mutating func object(_ bytes: inout ByteFeed) throws(ImportProblem) -> SubscriberRow? {
    let index = number
    number += 1
    let refusal = Self.notAnArray(number)
    var first = bytes.pastSpace()
    if first == 0x5D {
      _ = bytes.next()
      guard bytes.pastSpace() == nil else { throw refusal }
      // Asked once more, it is still at its end.
      bytes = ByteFeed([0x5D])
      if index == 0 { throw ImportProblem(line: 1, .empty) }
      return nil
    }
    if index > 0 {
      guard first == 0x2C else { throw refusal }
      _ = bytes.next()
      first = bytes.pastSpace()
    }
    guard first == 0x7B, let text = Self.whole(&bytes) else { throw refusal }
    do {
      let object = try JSONDecoder().decode([String: Value].self, from: Data(text))
      if let unknown = object.keys.sorted().first(where: { !columns.contains($0) }) {
        throw ImportProblem(line: number, .columns(unknown))
      }
      return SubscriberRow(line: number, values: object.mapValues(\.text))
    } catch let problem as ImportProblem {
      throw problem
    } catch let error as DecodingError {
      let path = FileProblem(error).path
      if path.isEmpty { throw refusal }
      throw ImportProblem(line: number, .json("[\(index)].\(path)"))
    } catch {
      throw refusal
    }
  }

  /// The bytes of the object that begins here, by its braces; nil when it does not end.
  private static func whole(_ bytes: inout ByteFeed) -> [UInt8]? {
    var text: [UInt8] = []
    var depth = 0
    var isText = false
    var isEscaped = false
    while let byte = bytes.next() {
      text.append(byte)
      if isText {
        if isEscaped {
          isEscaped = false
        } else if byte == 0x5C {
          isEscaped = true
        } else if byte
          == 0x22
        {
          isText = false
        }
        continue
      }
      switch byte {
      case 0x22: isText = true
      case 0x7B, 0x5B: depth += 1
      case 0x7D, 0x5D:
        depth -= 1
        if depth == 0 { return text }
      default: break
      }
    }
    return nil
  }

  private struct Value: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        text = ""
      } else if let number = try? container.decode(Int64.self) {
        text = String(number)
      } else {
        text = try container.decode(String.self)
      }
    }
  }
}
