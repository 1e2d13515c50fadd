import Fixtures
import Foundation
import Testing

/// What keeps the vaults of the whole program's tests: a file each, or, where `ESIMDESK_TEST_ENGINE` says so, a database
/// each of a fleet's server (`Scripts/test --engine postgresql`); `FileMatter` says what does not run on both, and why.
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
  /// What is tested is so of a file alone, and why.
  static func aboutFiles(_ matter: FileMatter) -> Self {
    .enabled(if: FileMatter.isTried, "about files: \(matter)")
  }
}
