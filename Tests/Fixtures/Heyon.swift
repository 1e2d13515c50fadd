public import Domain

/// The carrier most tests are at: Heyon, as its policy file in this repository says.
public enum Heyon {
  public static func bytes() throws -> [UInt8] { try Carrier.heyon.bytes() }

  public static func policy() throws -> BrandPolicy { try Carrier.heyon.policy() }

  /// The file with one value changed, or taken out where the new one is nil.
  public static func bytes(_ path: [Any], _ value: Any?) throws -> [UInt8] {
    try Carrier.heyon.bytes(path, value)
  }

  public static func policy(_ path: [Any], _ value: Any?) throws -> BrandPolicy {
    try Carrier.heyon.policy(path, value)
  }
}
