public import Domain
public import Journeys
import Testing

/// A clock that stands still until it is moved.
public final class TestClock {
  public var now: Instant

  /// Begins on Friday 2026-11-20 at nine in the morning, Heyon's time.
  public init(_ now: Instant = Instant(seconds: 1_795_136_400)) { self.now = now }

  public func advance(_ seconds: Int64) { now = now.adding(seconds: seconds) }
}

/// What was delivered, in order: the inbox a person reads their codes in.
public final class Inbox {
  public private(set) var notices: [Notice] = []
  /// Whether messages get through.
  public var works = true
  public var channels: [Channel] = [.mail, .sms]
  /// Rung in place of delivering at once, where somebody else delivers.
  public var courier: (() -> Void)?

  public init() {}

  public var port: Ports.Post {
    if let courier { return Ports.Post(channels: channels, way: .courier(ring: courier)) }
    return Ports.Post(
      channels: channels,
      way: .atOnce { notice in
        guard self.works else { return .later(DeliveryTrouble(.connection)) }
        self.notices.append(notice)
        return .done
      })
  }

  /// The newest code, whoever it went to.
  public var code: String? {
    for notice in notices.reversed() {
      if case .code(let code, _) = notice.body { return code }
    }
    return nil
  }

  public func clear() { notices = [] }
}

/// What a person has with them: photos by path, and where copies of their data went.
public final class Folder {
  /// Whether files can be read and written at this desk at all.
  public var isAvailable = true
  public var photos: [String: Ports.PhotoFile] = ["/usb/id.jpg": .bytes(Folder.photo)]
  public private(set) var copies: [(account: Account, format: ExportFormat, folder: String)] = []

  /// The receipts that were kept as files.
  public private(set) var receipts: [String] = []

  public init() {}

  /// The smallest thing that is taken for a photo.
  public static let photo: [UInt8] =
    [0xFF, 0xD8, 0xFF] + Array(repeating: 7, count: Photo.smallest) + [0xFF, 0xD9]

  public var port: Ports.Files {
    Ports.Files(
      isAvailable: isAvailable,
      readPhoto: { path, limit in
        guard let found = self.photos[path] else { return .missing }
        if case .bytes(let bytes) = found, bytes.count > limit { return .tooLarge }
        return found
      },
      keep: { receipt, _, folder in
        guard folder.hasPrefix("/usb") else { return .refused("file.folder") }
        self.receipts.append(receipt.number)
        return .written(path: "\(folder)/\(receipt.number).txt")
      },
      export: { account, _, format, folder in
        guard folder.hasPrefix("/usb") else { return .refused("file.folder") }
        self.copies.append((account, format, folder))
        return .written(path: "\(folder)/copy.\(format.rawValue)")
      })
  }
}

extension Ports.Passwords {
  /// Instant hashing.
  public static var test: Ports.Passwords {
    Ports.Passwords(
      hash: { Secrets.hash($0) }, verify: { Secrets.hash($0) == $1 }, waste: { _ in })
  }

  /// Fails the test when touched.
  public static var untouched: Ports.Passwords {
    Ports.Passwords(
      hash: { _ in
        Issue.record("a password was hashed")
        return ""
      },
      verify: { _, _ in
        Issue.record("a password was checked")
        return false
      }, waste: { _ in Issue.record("time was spent on a password") })
  }
}

extension Ports.Payment {
  /// Is offered as a way to pay, and fails the test when used.
  public static var untouched: Ports.Payment {
    func touched(_ what: String) -> Ports.ProviderState {
      Issue.record("the payment provider was asked to \(what)")
      return .unreachable
    }
    return Ports.Payment(
      methods: [.practice], begin: { _ in touched("begin") }, ask: { _ in touched("answer") },
      cancel: { _ in touched("cancel") }, refund: { _ in touched("refund") },
      practise: { _, _ in touched("practise") })
  }
}

extension Ports.Post {
  /// Both channels work here; nobody may be written to.
  public static var untouched: Ports.Post {
    Ports.Post(
      channels: [.mail, .sms],
      way: .atOnce { _ in
        Issue.record("a message was delivered")
        return .refused(DeliveryTrouble(.address))
      })
  }
}
