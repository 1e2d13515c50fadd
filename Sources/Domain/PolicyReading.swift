import FoundationEssentials

/// What is wrong with a policy file, where, and what would be right.
public struct PolicyProblem: Error, Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// Not JSON, or of a shape no policy has.
    case unreadable(String)
    case newerFormat(Int)
    case unknownKey
    case missing
    case wrongValue(String)
    case duplicateID(String)
    /// A window that ends before it begins, or a price below nothing.
    case impossible(String)
    /// A person could get stuck: what would prevent it.
    case strands(String)
  }

  /// Such as `closure.reasons[1].names`; empty for the whole file.
  public let path: String
  public let kind: Kind

  public init(_ path: String, _ kind: Kind) {
    self.path = path
    self.kind = kind
  }
}

extension BrandPolicy {
  /// The newest version of the schema this program reads.
  public static let newestFormat = 1

  /// Reads a policy file, strictly: an unknown key is a mistake, not something to be ignored.
  public static func read(_ bytes: [UInt8]) throws(PolicyProblem) -> BrandPolicy {
    let data = Data(bytes)
    let decoder = JSONDecoder()
    if let head = try? decoder.decode(FormatOnly.self, from: data), head.format > newestFormat {
      throw PolicyProblem("format", .newerFormat(head.format))
    }
    let policy: BrandPolicy
    let written: Shape
    let known: Shape
    do {
      policy = try decoder.decode(BrandPolicy.self, from: data)
      written = try decoder.decode(Shape.self, from: data)
      known = try decoder.decode(Shape.self, from: JSONEncoder().encode(policy))
    } catch let error as DecodingError {
      throw PolicyProblem(error)
    } catch {
      throw PolicyProblem("", .unreadable("not JSON"))
    }
    if let unknown = written.keyUnknown(to: known, path: "") {
      throw PolicyProblem(unknown, .unknownKey)
    }
    if let problem = policy.problems.first { throw problem }
    return policy
  }

  private struct FormatOnly: Decodable { let format: Int }

  /// What could not work, or could strand a person, although the file has the right shape.
  public var problems: [PolicyProblem] {
    var found: [PolicyProblem] = []
    func unique(_ ids: [String], _ path: String) {
      var seen: Set<String> = []
      for (index, id) in ids.enumerated() where !seen.insert(id).inserted {
        found.append(PolicyProblem("\(path)[\(index)].id", .duplicateID(id)))
      }
    }
    unique(plans.map(\.id), "plans")
    unique(promotions.map(\.id), "promotions")
    unique(closure.reasons.map(\.id), "closure.reasons")
    if currency.count != 3 || !currency.allSatisfy({ ("A"..."Z").contains($0) }) {
      found.append(PolicyProblem("currency", .wrongValue("an ISO 4217 code such as CNY")))
    }
    if signIn.isEmpty { found.append(PolicyProblem("signIn", .strands("one identifier"))) }
    if plans.isEmpty { found.append(PolicyProblem("plans", .strands("one plan"))) }
    for (index, plan) in plans.enumerated() {
      unique(plan.tiers.map(\.id), "plans[\(index)].tiers")
      if plan.tiers.isEmpty {
        found.append(PolicyProblem("plans[\(index)].tiers", .strands("one tier")))
      }
      for (tier, price) in plan.tiers.map(\.price).enumerated()
      where !(0...1_000_000_000_000).contains(price) {
        let why = price < 0 ? "a price below 0" : "a price above 1000000000000"
        found.append(PolicyProblem("plans[\(index)].tiers[\(tier)].price", .impossible(why)))
      }
    }
    for (index, promotion) in promotions.enumerated() {
      if (promotion.freeMonths == nil) == (promotion.percentOff == nil) {
        found.append(
          PolicyProblem("promotions[\(index)]", .wrongValue("either freeMonths or percentOff")))
      }
      if let months = promotion.freeMonths, !(1...120).contains(months) {
        found.append(PolicyProblem("promotions[\(index)].freeMonths", .impossible("not 1 to 120")))
      }
      if let percent = promotion.percentOff, !(1...100).contains(percent) {
        found.append(PolicyProblem("promotions[\(index)].percentOff", .impossible("not 1 to 100")))
      }
    }
    if !(0...60).contains(renewal.remindDays) {
      found.append(PolicyProblem("renewal.remindDays", .impossible("not 0 to 60")))
    }
    return found + closureProblems
  }

  private var closureProblems: [PolicyProblem] {
    var found: [PolicyProblem] = []
    if closure.reasons.isEmpty {
      found.append(PolicyProblem("closure.reasons", .strands("one reason")))
    }
    if closure.identity.isEmpty {
      found.append(PolicyProblem("closure.identity", .strands("one channel")))
    }
    if closure.identity == [.sms], closure.reasons.contains(where: \.deviceLost) {
      found.append(
        PolicyProblem("closure.identity", .strands("a way besides the phone, which may be lost")))
    }
    if closure.consequences.isEmpty {
      found.append(PolicyProblem("closure.consequences", .missing))
    }
    let window = closure.window
    if window.min < 0 || window.max < window.min || window.max > 366 {
      found.append(
        PolicyProblem("closure.window", .impossible("min 0 or more, max from min to 366")))
    }
    for (index, gate) in closure.gates.enumerated()
    where [.backup, .terms].contains(gate.kind) && gate.level == .blocking {
      found.append(
        PolicyProblem("closure.gates[\(index)].level", .strands("attest: nothing else clears it")))
    }
    return found
  }
}

extension PolicyProblem {
  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context):
      self.init(Self.path(context.codingPath + [key]), .missing)
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      self.init(Self.path(context.codingPath), .wrongValue("another type"))
    case .dataCorrupted(let context):
      self.init(
        Self.path(context.codingPath),
        context.codingPath.isEmpty
          ? .unreadable("not JSON") : .wrongValue(context.debugDescription))
    @unknown default:
      self.init("", .unreadable("not a policy"))
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
  }
}

/// The keys of a JSON text, without its values.
private indirect enum Shape: Decodable {
  case object([String: Shape])
  case array([Shape])
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let object = try? container.decode([String: Shape].self) {
      self = .object(object)
    } else if let array = try? container.decode([Shape].self) {
      self = .array(array)
    } else {
      self = .other
    }
  }

  /// The path of the first key that the other does not have; keys whose value is null do not count.
  func keyUnknown(to known: Shape, path: String) -> String? {
    switch (self, known) {
    case (.object(let mine), .object(let theirs)):
      for key in mine.keys.sorted() {
        let inner = path.isEmpty ? key : "\(path).\(key)"
        guard let value = mine[key] else { continue }
        guard let other = theirs[key] else {
          if case .other = value, Self.optionalKeys.contains(key) { continue }
          return inner
        }
        if let unknown = value.keyUnknown(to: other, path: inner) { return unknown }
      }
      return nil
    case (.array(let mine), .array(let theirs)):
      for (index, pair) in zip(mine, theirs).enumerated() {
        if let unknown = pair.0.keyUnknown(to: pair.1, path: "\(path)[\(index)]") {
          return unknown
        }
      }
      return nil
    default: return nil
    }
  }

  /// Keys that may be null, and are then not written again.
  private static let optionalKeys: Set<String> = ["dataMB", "minutes", "freeMonths", "percentOff"]
}
