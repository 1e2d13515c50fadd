/// A language the desk speaks.
public enum Language: String, Codable, Sendable, CaseIterable {
  case en
  case zhHans = "zh-Hans"
  case zhHant = "zh-Hant"
}

/// A text of a carrier's policy, in every language the desk speaks.
public struct LocalizedText: Codable, Hashable, Sendable {
  public let en: String
  public let zhHans: String
  public let zhHant: String

  public init(en: String, zhHans: String, zhHant: String) {
    self.en = en
    self.zhHans = zhHans
    self.zhHant = zhHant
  }

  enum CodingKeys: String, CodingKey {
    case en
    case zhHans = "zh-Hans"
    case zhHant = "zh-Hant"
  }

  public subscript(language: Language) -> String {
    switch language {
    case .en: en
    case .zhHans: zhHans
    case .zhHant: zhHant
    }
  }
}
