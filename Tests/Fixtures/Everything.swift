public import Domain
import Foundation

/// A made-up carrier that uses everything a policy can say: all gates, ways, details and methods.
///
/// What it says is fixed here, so that rules are tested whatever the carriers' own files come to say.
public enum Everything {
  public static func policy() throws -> BrandPolicy { try read.get() }

  private static let read = Result { try BrandPolicy.read(try bytes()) }

  /// The file with one value changed, or taken out where the new one is nil.
  public static func policy(_ path: [Any], _ value: Any?) throws -> BrandPolicy {
    try BrandPolicy.read(try bytes(path, value))
  }

  public static func bytes(_ path: [Any] = [], _ value: Any? = nil) throws -> [UInt8] {
    var file: Any = try JSONSerialization.jsonObject(with: Data(try Carrier.heyon.bytes()))
    for (path, value) in changes { file = Carrier.changed(file, path[...], value) }
    if !path.isEmpty { file = Carrier.changed(file, path[...], value) }
    return [UInt8](try JSONSerialization.data(withJSONObject: file))
  }

  private static func text(_ words: String) -> [String: String] {
    ["en": words, "zh-Hans": words, "zh-Hant": words]
  }

  private static func named(_ ids: String...) -> [[String: Any]] {
    ids.map { ["id": $0, "names": text($0)] }
  }

  private static func gates(_ gates: [(String, String)]) -> [[String: Any]] {
    gates.map { ["kind": $0.0, "level": $0.1] }
  }

  private static var changes: [([Any], Any?)] {
    [
      (["id"], "everything"), (["planChange"], ["plans": ["data-plus", "data-basic"]]),
      (["suspension"], ["maxDays": 90, "extendsTerm": true]),
      (
        ["securityQuestions"],
        [["id": "school", "text": text("school?")], ["id": "pet", "text": text("pet?")]]
      ),
      (["accountKinds"], named("personal", "business")), (["outlets"], outlets),
      (["plans", 1, "id"], "data-basic"),
      (
        ["plans", 1, "tiers"],
        [
          ["id": "month", "term": "monthly", "price": 2900],
          ["id": "payg", "term": "payAsYouGo", "price": 0],
        ]
      ),
      (["closure", "procedures"], [online, counter, carrier]),
      (["closure", "survey"], survey), (["closure", "postCloseSignIn"], "readOnlyStatus"),
      (["closure", "statusDays"], 30),
      (
        ["closure", "reasons"],
        [("noLongerNeeded", false), ("deviceLost", true), ("other", false)].map {
          ["id": $0.0, "names": text($0.0), "deviceLost": $0.1] as [String: Any]
        }
      ),
    ]
  }

  private static var survey: [[String: Any]] {
    [
      ["id": "why", "text": text("why?"), "choices": named("price", "coverage")],
      ["id": "again", "text": text("again?"), "choices": named("yes", "no")],
    ]
  }

  private static var outlets: [[String: Any]] {
    [("central", true), ("airport", false)].map { id, proof in
      [
        "id": id, "names": text(id), "city": text("Hong Kong"), "address": text("1 \(id) road"),
        "hours": text("9 to 18"), "latitude": 22.28, "longitude": 114.16,
        "asksPurchaseProof": proof,
      ]
    }
  }

  private static func procedure(
    _ way: String, gates: [(String, String)], details: [String], identity: [[String]],
    documents: [String] = [], window: [String: Any], steps: [String] = [],
    materials: [(String, String)] = []
  ) -> [String: Any] {
    [
      "way": way, "about": text("about \(way)"), "steps": steps.map(text),
      "gates": Self.gates(gates), "details": details, "identity": identity,
      "documents": documents, "extraProof": way == "online", "window": window,
      "review": "staff", "materials": materials.map { ["kind": $0.0, "text": text($0.1)] },
    ]
  }

  private static var online: [String: Any] {
    procedure(
      "online",
      gates: [
        ("bills", "blocking"), ("orders", "blocking"), ("contract", "blocking"),
        ("balance", "blocking"), ("linkedAccounts", "attest"), ("devices", "advisory"),
        ("services", "blocking"), ("documents", "blocking"), ("deviceSupport", "advisory"),
        ("backup", "attest"), ("terms", "attest"),
      ], details: ["accountType", "msisdn", "email", "deviceModel", "imei"],
      identity: [
        ["mailCode"], ["smsCode"], ["totp"], ["document", "idPhoto"],
        ["securityQuestion", "idPhoto"],
      ], documents: ["passport", "residentID", "hkid"],
      window: ["min": 1, "max": 3, "unit": "workingDays", "calendar": "CN"])
  }

  private static var counter: [String: Any] {
    procedure(
      "counter",
      gates: [
        ("bills", "blocking"), ("orders", "blocking"), ("contract", "blocking"),
        ("balance", "blocking"), ("linkedAccounts", "attest"), ("documents", "blocking"),
        ("terms", "attest"),
      ], details: [], identity: [], documents: ["passport", "residentID", "hkid", "exitPermit"],
      window: ["min": 3, "max": 15, "unit": "carrierDefined"], steps: ["tell", "sign", "take"],
      materials: [
        ("document", "document"), ("device", "phone"), ("purchaseProof", "proof"),
        ("other", "bill"), ("other", "box"),
      ])
  }

  private static var carrier: [String: Any] {
    procedure(
      "carrier", gates: [("bills", "blocking"), ("backup", "attest")],
      details: ["msisdn", "deviceModel", "imei"], identity: [["mailCode"], ["document"]],
      documents: ["passport"], window: ["min": 1, "max": 4, "unit": "weeks"],
      steps: ["back up", "contact", "give", "confirm", "wait", "done"])
  }
}
