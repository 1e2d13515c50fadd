import Foundation

/// What the program's own sources say of it.
public enum Sources {
  /// The name of every journey there is.
  public static func journeys() throws -> Set<String> {
    let folder = Carrier.root.appending(path: "Sources/Journeys")
    var names: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let source = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for name in source.matches(of: /(?:journey: |[pP]rompt\(\s*)"(\w+)"/) {
        names.insert(String(name.1))
      }
    }
    return names
  }
}
