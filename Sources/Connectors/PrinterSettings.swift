import Domain

/// The receipt printer of a desk, as the configuration says it.
public struct PrinterSettings: Codable, Equatable, Sendable {
  /// A device file such as `/dev/usb/lp0` or `/dev/ttyUSB0`; nil where there is a queue.
  public var device: String?
  /// A print queue of this host, spoken to through `lp`; nil where there is a device.
  public var queue: String?
  /// 32, 42 or 48.
  public var columns: Int
  public var charset: EscPos.Charset

  public init(
    device: String? = nil, queue: String? = nil, columns: Int, charset: EscPos.Charset
  ) {
    self.device = device
    self.queue = queue
    self.columns = columns
    self.charset = charset
  }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    device = try keys.decodeIfPresent(String.self, forKey: .device)
    queue = try keys.decodeIfPresent(String.self, forKey: .queue)
    columns = try keys.decode(Int.self, forKey: .columns)
    charset = try keys.decode(EscPos.Charset.self, forKey: .charset)
    func wrong(_ key: CodingKeys, _ wanted: Wanted) -> DecodingError {
      wanted.at(keys.codingPath + [key])
    }
    guard (device == nil) != (queue == nil) else {
      throw Wanted.onlyOne("device", "queue").at(keys.codingPath)
    }
    if let device, !device.hasPrefix("/dev/") { throw wrong(.device, Wanted("device")) }
    if let queue {
      let isName = queue.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || $0 == 0x5F || $0 == 0x2D
      }
      guard isName, !queue.hasPrefix("-"), (1...127).contains(queue.count) else {
        throw wrong(.queue, Wanted("queue"))
      }
    }
    guard [32, 42, 48].contains(columns) else { throw wrong(.columns, .oneOf(["32", "42", "48"])) }
  }
}
