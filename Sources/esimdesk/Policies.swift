import Domain

/// The carriers this desk serves.
enum Policies {
  /// The embedded policies, by brand.
  static func embedded() throws(Failure) -> [String: BrandPolicy] {
    var policies: [String: BrandPolicy] = [:]
    for name in Surroundings.resources(below: "Brands/") {
      guard let bytes = Surroundings.resource(name) else { continue }
      let policy = try read(bytes, name)
      policies[policy.id] = policy
    }
    return policies
  }

  /// A policy file, or what is wrong with it: file, path, problem and remedy in one line.
  static func read(_ bytes: [UInt8], _ file: String) throws(Failure) -> BrandPolicy {
    do {
      return try BrandPolicy.read(bytes)
    } catch {
      let place = error.path.isEmpty ? "" : " at \(error.path)"
      throw Failure(
        code: Exit.config,
        line: "esimdesk: \(Options.printable(file))\(place): \(words(error.kind))")
    }
  }

  private static func words(_ kind: PolicyProblem.Kind) -> String {
    switch kind {
    case .unreadable(let why): "cannot be read (\(why)); compare it with a bundled policy"
    case .newerFormat(let found):
      "is of format \(found), newer than this program reads; update esimdesk"
    case .unknownKey: "no such key is known; remove it or correct its spelling"
    case .missing: "is missing; add it"
    case .wrongValue(let wanted): "has a wrong value; it must be \(wanted)"
    case .duplicateID(let id): "the id \(Options.printable(id)) stands twice; make each its own"
    case .impossible(let why): "cannot be: \(why)"
    case .strands(let remedy): "could leave a person stuck; there must be \(remedy)"
    }
  }
}
