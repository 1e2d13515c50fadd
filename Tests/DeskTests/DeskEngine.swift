import Foundation
import Testing

/// What keeps the vaults of the whole program's tests: a file each, or, where `ESIMDESK_TEST_ENGINE` says so, a database
/// each of a fleet's server.
///
/// Every test of a desk runs on both (`Scripts/test --engine postgresql`), but for those that are about files as such, and say
/// so with ``Testing/Trait/aboutFiles(_:)``, and those that begin a fleet of their own.
enum DeskEngine: String {
  case file, postgresql

  static let current: DeskEngine = {
    let name = ProcessInfo.processInfo.environment["ESIMDESK_TEST_ENGINE"] ?? "file"
    guard let engine = DeskEngine(rawValue: name) else {
      fatalError("ESIMDESK_TEST_ENGINE is file or postgresql, not \(name)")
    }
    return engine
  }()
}

extension Trait where Self == ConditionTrait {
  /// What is tested is done to a file, or what a file alone has.
  static func aboutFiles(_ what: Comment) -> Self {
    .enabled(if: DeskEngine.current == .file, what)
  }
}
