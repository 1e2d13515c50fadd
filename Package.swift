// swift-tools-version: 6.1
import PackageDescription

// The house. Each module earns its place by an import it forbids; README.md draws the map.
//
//   Domain      what is true                       imports nothing of ours
//   Journeys    what to ask next                   Domain
//   Wording     what we say, in three languages    Journeys, Domain
//   Vault       what we remember                   Domain
//   Terminal    cells and keys                     no subscriber, no sentence
//   Fronts      how a prompt meets a person        Journeys, Wording, Terminal
//   Connectors  the world outside                  Journeys, Domain
//   esimdesk    the front door                     all

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .unsafeFlags(
    [
      // Each function by itself, so that the linker can put those together that a start needs: Scripts/order.
      "-Xfrontend", "-function-sections",
      // A type such as [String: Fact] is put together by code. By its name, which is shorter, the runtime looks
      // through five thousand conformances for the one of String, at every start.
      "-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors",
    ], .when(configuration: .release)),
]

func room(_ name: String, _ imports: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: imports, swiftSettings: settings)
}

func tests(_ name: String, _ imports: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: imports, exclude: exclude, swiftSettings: settings)
}

let package = Package(
  name: "esimdesk",
  targets: [
    .systemLibrary(name: "CNCurses"),
    .systemLibrary(name: "CSQLite"),
    .systemLibrary(name: "CSodium"),
    .systemLibrary(name: "CSystem"),
    .systemLibrary(name: "CQREncode"),
    .systemLibrary(name: "CCurl"),
    .systemLibrary(name: "COpenSSL"),
    .systemLibrary(name: "CPQ"),
    .target(name: "CResources"),

    room("Domain", []),
    room("Journeys", ["Domain"]),
    room("Wording", ["Journeys", "Domain", "CResources"]),
    room("Vault", ["Domain", "CSQLite", "CSodium", "CPQ"]),
    .target(
      name: "Terminal", dependencies: ["CNCurses"], swiftSettings: settings,
      // ncurses asks for a character's width by this name; glibc's answer lacks the newest CJK extensions.
      linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic-symbol=wcwidth"])]),
    room("Fronts", ["Journeys", "Wording", "Terminal", "Domain"]),
    room("Connectors", ["Journeys", "Domain", "CQREncode", "CCurl", "COpenSSL", "CSystem"]),
    .executableTarget(
      name: "esimdesk",
      dependencies: [
        "Domain", "Journeys", "Wording", "Vault", "Terminal", "Fronts", "Connectors",
        "CResources", "CSystem",
      ],
      swiftSettings: settings),

    // Shared by tests: records in memory, a clock, an inbox, a person at a desk.
    .target(
      name: "Fixtures", dependencies: ["Domain", "Journeys", "CSodium"], path: "Tests/Fixtures",
      swiftSettings: settings),
    // The vault beside plain SQLite and plain libpq; Scripts/bench runs it.
    .executableTarget(
      name: "bench", dependencies: ["Domain", "Journeys", "Vault", "Fixtures", "CSQLite", "CPQ"],
      path: "Tests/Bench", exclude: ["Terminal"],
      swiftSettings: settings),
    // A million random keys on the front; Scripts/test runs it, optimised.
    .executableTarget(
      name: "hammer",
      dependencies: ["Fronts", "Journeys", "Wording", "Terminal", "Domain", "Fixtures"],
      path: "Tests/Hammer", swiftSettings: settings),
    tests("DomainTests", ["Domain", "Fixtures"]),
    tests(
      "JourneysTests",
      ["Journeys", "Domain", "Fixtures", "Connectors", "Fronts", "Wording", "Terminal"]),
    tests(
      "OracleTests", ["Domain", "Connectors"], exclude: ["oracle.py", "feed.py", "tmforum.json"]),
    tests(
      "ConnectorsTests", ["Connectors", "Journeys", "Domain", "Fixtures"], exclude: ["Servers"]),
    tests("WordingTests", ["Wording", "Journeys", "Domain"]),
    tests("VaultTests", ["Vault", "Domain", "Fixtures", "CSQLite", "CSodium"]),
    tests("TerminalTests", ["Terminal"]),
    tests(
      "FrontsTests", ["Fronts", "Journeys", "Wording", "Terminal", "Domain", "Fixtures"],
      exclude: ["Golden"]),
    tests("DeskTests", ["esimdesk", "Fixtures", "Connectors"], exclude: ["Scripts"]),
  ],
  swiftLanguageModes: [.v6]
)
