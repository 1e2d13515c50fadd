/// A carrier of this desk: what a list of carriers shows of it, and its policy, which is read when something
/// first asks for it.
///
/// The first screen asks for no policy, so that a desk starts as fast with fifty carriers as with one.
public struct Brand: Sendable {
  public let id: String
  public let names: LocalizedText
  /// What the product is, in a sentence; nil where the policy does not say.
  public let summary: LocalizedText?
  private let file: OnDemand<BrandPolicy>

  /// Everything about it.
  public var policy: BrandPolicy { file.value }

  public init(_ policy: BrandPolicy) {
    id = policy.id
    names = policy.names
    summary = policy.about.first
    file = OnDemand(value: policy)
  }

  /// A carrier whose policy file is known to be sound, such as an embedded one; nil where the file does not
  /// begin as a policy does.
  ///
  /// - Parameters:
  ///   - bytes: the file; no more of it is looked at than its head.
  ///   - policy: reads all of it.
  public init?(
    head bytes: UnsafeBufferPointer<UInt8>, policy: @escaping @Sendable () -> BrandPolicy
  ) {
    var scanner = JSONScanner(bytes)
    var (id, names, summary): (String?, LocalizedText?, LocalizedText?) = (nil, nil, nil)
    guard scanner.take("{") else { return nil }
    while id == nil || names == nil || summary == nil, let key = scanner.key() {
      switch key {
      case "id": id = scanner.string()
      case "names": names = scanner.localizedText()
      case "about" where scanner.take("["): summary = scanner.localizedText()
      default: guard scanner.skip() else { return nil }
      }
    }
    guard let id, let names, let summary else { return nil }
    self.id = id
    self.names = names
    self.summary = summary
    file = OnDemand(policy)
  }
}

extension Brand: Equatable {
  public static func == (a: Brand, b: Brand) -> Bool {
    a.file === b.file || (a.id == b.id && a.policy == b.policy)
  }
}

extension JSONScanner {
  fileprivate mutating func localizedText() -> LocalizedText? {
    var (en, zhHans, zhHant): (String?, String?, String?) = (nil, nil, nil)
    guard take("{") else { return nil }
    while let key = key() {
      switch key {
      case "en": en = string()
      case "zh-Hans": zhHans = string()
      case "zh-Hant": zhHant = string()
      default: _ = string()
      }
    }
    guard take("}"), let en, let zhHans, let zhHant else { return nil }
    return LocalizedText(en: en, zhHans: zhHans, zhHant: zhHant)
  }
}

/// The carriers of a desk, by id.
public struct Brands: Equatable, Sendable, ExpressibleByDictionaryLiteral {
  /// All of them, in the order of their ids: a handful, and read at every start.
  public private(set) var all: [Brand] = []

  public init(_ brands: [Brand] = []) {
    for brand in brands { add(brand) }
  }

  public init(dictionaryLiteral policies: (String, BrandPolicy)...) {
    self.init(policies.map { Brand($1) })
  }

  public var ids: [String] { all.map(\.id) }

  public var count: Int { all.count }

  public func brand(_ id: String) -> Brand? { all.first { $0.id == id } }

  /// The policy of one, read now where it was not yet.
  public subscript(id: String) -> BrandPolicy? { brand(id)?.policy }

  /// Adds one; one of the same id gives way to it.
  public mutating func add(_ brand: Brand) {
    let place = all.firstIndex { $0.id >= brand.id } ?? all.count
    if place < all.count, all[place].id == brand.id {
      all[place] = brand
    } else {
      all.insert(brand, at: place)
    }
  }
}
