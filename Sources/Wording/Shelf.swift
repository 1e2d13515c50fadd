import CResources
import Domain
import FoundationEssentials

/// The embedded catalogues, each read when its language is first spoken.
enum Shelf {
  static func sentences(_ language: Language) -> [String: String] {
    switch language {
    case .en: en
    case .zhHans: zhHans
    case .zhHant: zhHant
    }
  }

  /// The file as it was embedded; empty where there is none.
  static func file(_ language: Language) -> Data {
    guard let resource = esimdesk_resource_named("Locales/\(language.rawValue).json"),
      let bytes = resource.pointee.bytes
    else { return Data() }
    return Data(bytes: bytes, count: resource.pointee.count)
  }

  private static let en = read(.en)
  private static let zhHans = read(.zhHans)
  private static let zhHant = read(.zhHant)

  // A broken file speaks in keys rather than ending the desk; the tests never let one pass.
  private static func read(_ language: Language) -> [String: String] {
    (try? JSONDecoder().decode([String: String].self, from: file(language))) ?? [:]
  }
}
