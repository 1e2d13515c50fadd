import Domain
import Journeys

/// What stands around a prompt and does not come from it.
struct Chrome: Equatable {
  var brand: String
  var language: Language
  var isPractice: Bool
  /// Whether the terminal has Chinese characters.
  var showsChinese = true
  /// The newest message of the practice desk, as long as it matters.
  var message: MessageText?
  /// What went wrong that is nobody's answer.
  var trouble: [Phrase] = []
  /// What turned out to be done.
  var news: Phrase?

  init(
    brand: String, language: Language, isPractice: Bool, message: MessageText? = nil,
    showsChinese: Bool = true, trouble: [Phrase] = [],
    news: Phrase? = nil
  ) {
    self.brand = brand
    self.language = language
    self.isPractice = isPractice
    self.message = message
    self.showsChinese = showsChinese
    self.trouble = trouble
    self.news = news
  }
}

extension Language {
  /// The mark of the language in the first line.
  var tag: String {
    switch self {
    case .en: "EN"
    case .zhHans: "简"
    case .zhHant: "繁"
    }
  }

  /// The language's name in itself: the same whatever is spoken now.
  var ownName: String {
    switch self {
    case .en: "English"
    case .zhHans: "简体中文"
    case .zhHant: "繁體中文"
    }
  }

  /// The language after this one, round and round.
  var next: Language {
    switch self {
    case .en: .zhHans
    case .zhHans: .zhHant
    case .zhHant: .en
    }
  }
}

extension Layout {
  /// What the key for the language promises: the next language in itself, where it can be shown.
  func nextLanguage(_ chrome: Chrome) -> String {
    chrome.showsChinese ? chrome.language.next.ownName : say("front.key.chinese")
  }
}
