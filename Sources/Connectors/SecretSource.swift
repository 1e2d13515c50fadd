import Domain
import Glibc

/// Where a secret is kept: a file, or a systemd credential; never the configuration itself.
public enum SecretSource: Codable, Equatable, Sendable {
  case file(String)
  /// A name below `$CREDENTIALS_DIRECTORY` (systemd.exec, Credentials).
  case credential(String)

  /// Why a secret cannot be had.
  public enum Trouble: Error, Equatable, Sendable {
    case missing(String)
    /// Everybody on the machine can read the file.
    case open(String)
    case empty(String)

    /// The file or the credential it is about.
    public var place: String {
      switch self {
      case .missing(let place), .open(let place), .empty(let place): place
      }
    }
  }

  private enum CodingKeys: String, CodingKey { case file, credential }

  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    let file = try keys.decodeIfPresent(String.self, forKey: .file)
    let credential = try keys.decodeIfPresent(String.self, forKey: .credential)
    switch (file, credential) {
    case (let file?, nil) where file.hasPrefix("/"): self = .file(file)
    case (nil, let name?) where !name.isEmpty && !name.contains("/"): self = .credential(name)
    default:
      throw Wanted(
        "secret", ["file": #"{"file": "/…"}"#, "credential": #"{"credential": "…"}"#]
      ).at(decoder.codingPath)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .file(let path): try keys.encode(path, forKey: .file)
    case .credential(let name): try keys.encode(name, forKey: .credential)
    }
  }

  /// The file behind it; nil for a credential where no service manager hands over any.
  public var path: String? {
    switch self {
    case .file(let path): return path
    case .credential(let name):
      guard let folder = getenv("CREDENTIALS_DIRECTORY") else { return nil }
      return "\(String(cString: folder))/\(name)"
    }
  }

  /// Its bytes, without the line end that editors leave, at most 64 KiB.
  public func read() throws(Trouble) -> [UInt8] {
    guard let path else { throw .missing(name) }
    return try Self.bytes(path, name, isSecret: true)
  }

  /// The bytes of a file that everybody may read, such as another's public key.
  static func published(_ path: String) throws(Trouble) -> [UInt8] {
    try bytes(path, path, isSecret: false)
  }

  private static func bytes(
    _ path: String, _ name: String, isSecret: Bool
  ) throws(Trouble) -> [UInt8] {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .missing(name) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .missing(name)
    }
    guard !isSecret || status.st_mode & 0o007 == 0 else { throw .open(name) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw .missing(name) }
    bytes.removeLast(bytes.count - count)
    while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    guard !bytes.isEmpty else { throw .empty(name) }
    return bytes
  }

  /// As it stands in the configuration.
  private var name: String {
    switch self {
    case .file(let path): path
    case .credential(let name): name
    }
  }
}
