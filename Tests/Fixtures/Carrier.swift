public import Domain
public import Foundation

/// A carrier of the tests, as its policy file in this repository says.
public enum Carrier: String, CaseIterable, Sendable {
  case heyon, lyca, zhonggangtong, station, esim

  /// The folder of this repository.
  public static var root: URL {
    URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }

  /// The file itself.
  public func bytes() throws -> [UInt8] {
    let file = Self.root.appending(path: "Resources/Brands/\(rawValue).json")
    return [UInt8](try Data(contentsOf: file))
  }

  public func policy() throws -> BrandPolicy {
    guard let policy = try Self.policies[self]?.get() else { return try BrandPolicy.read(bytes()) }
    return policy
  }

  /// Each file is read once.
  private static let policies = Dictionary(
    uniqueKeysWithValues: allCases.map { carrier in
      (carrier, Result { try BrandPolicy.read(try carrier.bytes()) })
    })

  /// The file with one value changed, or taken out where the new one is nil.
  ///
  /// The path is keys and places in lists, such as `["closure", "reasons", 0, "id"]`.
  public func bytes(_ path: [Any], _ value: Any?) throws -> [UInt8] {
    let file = try JSONSerialization.jsonObject(with: Data(try bytes()))
    let changed = Self.changed(file, path[...], value)
    return [UInt8](try JSONSerialization.data(withJSONObject: changed))
  }

  public func policy(_ path: [Any], _ value: Any?) throws -> BrandPolicy {
    try BrandPolicy.read(try bytes(path, value))
  }

  public static func changed(_ json: Any, _ path: ArraySlice<Any>, _ value: Any?) -> Any {
    guard let step = path.first else { return value ?? json }
    let rest = path.dropFirst()
    if let key = step as? String, var object = json as? [String: Any] {
      object[key] = rest.isEmpty ? value : object[key].map { changed($0, rest, value) }
      return object
    }
    if let place = step as? Int, var list = json as? [Any], list.indices.contains(place) {
      if rest.isEmpty, value == nil {
        list.remove(at: place)
      } else {
        list[place] = changed(list[place], rest, value)
      }
      return list
    }
    return json
  }
}

/// The calendars of this repository.
public enum Calendars {
  public static func all() throws -> WorkCalendars {
    try read.get()
  }

  private static let read = Result {
    var all = WorkCalendars()
    for id in ["CN", "HK", "GB"] { all.add(try WorkCalendar.read(try bytes(id))) }
    return all
  }

  public static func bytes(_ id: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: Carrier.root.appending(path: "Resources/Calendars/\(id).json")))
  }
}
