public import Domain
import Glibc

/// Short messages into the folder from which smsd sends them (smstools 3, "File format").
///
/// A file is written under a name that smsd leaves alone and then renamed: smsd never sees half of
/// one. The name follows from the message, so that an attempt repeated before smsd came is the same
/// file. Members of the folder's group can read it: smsd is one.
public struct SMSSpool: Sendable {
  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// The file for one message.
  ///
  /// - Parameters:
  ///   - text: what it says.
  ///   - to: the number, as E.164 has it.
  /// - Returns: its bytes; nil where the number is none.
  public static func file(_ text: String, to: String) -> [UInt8]? {
    let digits = to.drop { $0 == "+" }
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    var file = "To: \(digits)\n"
    // smsd turns Latin-1 into the GSM alphabet, which has all of ASCII but the grave accent.
    if text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x60 }) {
      file += "Alphabet: ISO\n\n"
      return Array((file + text).utf8)
    }
    file += "Alphabet: UCS\n\n"
    return Array(file.utf8) + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  }

  /// Hands a message over; `id` is the same at every attempt at it.
  public func send(_ text: String, to: String, id: String) -> Delivery {
    guard let bytes = Self.file(text, to: to) else { return .refused(DeliveryTrouble(.address)) }
    let name = "esimdesk-\(id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") })"
    guard write(bytes, to: name) else {
      return .later(DeliveryTrouble(.folder, "\(folder): \(String(cString: strerror(errno)))"))
    }
    return .done
  }

  /// Whether messages can be put there.
  public func check() -> Delivery {
    guard access(folder, W_OK | X_OK) == 0 else {
      return .later(DeliveryTrouble(.folder, "\(folder): \(String(cString: strerror(errno)))"))
    }
    return .done
  }

  private func write(_ bytes: [UInt8], to name: String) -> Bool {
    // Two couriers never have the same message; one that died may have left this behind.
    let draft = "\(folder)/.\(name).LOCK"
    unlink(draft)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o660)
    guard file >= 0 else { return false }
    var isWhole = fchmod(file, 0o660) == 0
    var rest = bytes[...]
    while isWhole, !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      isWhole = count > 0
      if isWhole { rest = rest.dropFirst(count) }
    }
    isWhole = isWhole && fsync(file) == 0
    let why = errno
    close(file)
    guard isWhole, rename(draft, "\(folder)/\(name)") == 0 else {
      let reason = isWhole ? errno : why
      unlink(draft)
      errno = reason
      return false
    }
    let place = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard place >= 0 else { return true }
    defer { close(place) }
    return fsync(place) == 0
  }
}
