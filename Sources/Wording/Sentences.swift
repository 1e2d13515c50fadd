import CResources
import Domain
import Synchronization

/// The sentences of one language, by key, each read when it is first said.
///
/// The embedded files have one key a line, in order, so that a key is found by halving and no file is ever
/// decoded. What was found is kept, with its blanks known.
final class Sentences: Sendable {
  private let language: Language?
  private let known: Mutex<[String: Template?]>

  /// Those of an embedded file.
  private init(_ language: Language) {
    self.language = language
    known = Mutex([:])
  }

  /// These and no others.
  init(_ sentences: [String: String]) {
    language = nil
    known = Mutex(sentences.mapValues { Template($0) })
  }

  static func embedded(_ language: Language) -> Sentences {
    switch language {
    case .en: en
    case .zhHans: zhHans
    case .zhHant: zhHant
    }
  }

  private static let en = Sentences(.en)
  private static let zhHans = Sentences(.zhHans)
  private static let zhHant = Sentences(.zhHant)

  subscript(key: String) -> Template? {
    known.withLock { known in
      if let template = known[key] { return template }
      let template = language.flatMap { Self.line(key, in: Self.file($0)) }.map { Template($0) }
      known[key] = .some(template)
      return template
    }
  }

  /// The file as it was embedded; empty where there is none.
  static func file(_ language: Language) -> UnsafeBufferPointer<UInt8> {
    let found = esimdesk_resource_named("Locales/\(language.rawValue).json")?.pointee
    return UnsafeBufferPointer(start: found?.bytes, count: found?.count ?? 0)
  }

  /// The sentence on the line of a key; nil where there is no such line.
  static func line(_ key: String, in file: UnsafeBufferPointer<UInt8>) -> String? {
    // The lines that may be it begin in here.
    var (low, high) = (0, file.count)
    while low < high {
      var start = (low + high) / 2
      while start > low, file[start - 1] != 0x0A { start -= 1 }
      var scanner = JSONScanner(file, at: start)
      // The first line and the last have no key.
      let found = scanner.string()
      if found == key { return scanner.take(":") ? scanner.string() : nil }
      if let found, found > key {
        high = start
      } else if found == nil, start > 0 {
        high = start
      } else {
        low = start
        while low < file.count, file[low] != 0x0A { low += 1 }
        low += 1
      }
    }
    return nil
  }
}
