import Foundation
import Glibc
import Testing

/// The manual pages say all that the program can do, and nothing else.
@Suite struct ManualTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  static func text(_ path: String) throws -> String {
    try String(
      contentsOf: Child.repository.appendingPathComponent(path), encoding: .utf8)
  }

  static func words(_ text: String, _ pattern: String) throws -> Set<String> {
    let regex = try Regex(pattern, as: (Substring, Substring).self).anchorsMatchLineEndings()
    return Set(text.matches(of: regex).map { String($0.output.1) })
  }

  /// What a page lists as `.It Ic a , b`.
  private func keys(of page: String) throws -> Set<String> {
    let lines = try Self.words(try Self.text("Resources/man/\(page)"), "^\\.It Ic ([^{\n]+)$")
    return Set(lines.flatMap { $0.components(separatedBy: " , ") })
  }

  /// Every option that the program reads, without its dashes.
  static func options() throws -> Set<String> {
    try words(try text("Sources/esimdesk/Options.swift"), "case \"--([a-z-]+)\"")
  }

  @Test func `the help lists every option that is read, and no other`() throws {
    let help = try esimdesk("--help", in: folder).out
    #expect(try Self.words(help, "--([a-z][a-z-]+)") == Self.options())
  }

  @Test func `esimdesk(1) has every command and option of the help, and no other`() throws {
    let help = try esimdesk("--help", in: folder).out
    let page = try Self.text("Resources/man/esimdesk.1")
    let commands = try Self.words(help, "^  esimdesk \\[?([a-z-]+)")
    #expect(try commands == Self.words(page, "^\\.It Cm ([a-z-]+)").filter(commands.contains))
    #expect(try Self.words(page, "Fl Fl ([a-z-]+)") == Self.options())
    // Commands of two words, such as review ask.
    for (first, second) in help.matches(of: /esimdesk ([a-z]+) ([a-z][a-z-]*)/)
      .map({ ($0.output.1, $0.output.2) }) where commands.contains(String(first))
    {
      #expect(page.contains(".It Cm \(first) \(second)"), "\(first) \(second)")
    }
  }

  @Test func `esimdesk(1) has every number the program ends with`() throws {
    let numbers = try Self.words(
      try Self.text("Sources/esimdesk/Exit.swift"), "static let [a-zA-Z]+: Int32 = ([0-9]+)")
    let page = try Self.text("Resources/man/esimdesk.1")
    let section = try #require(page.components(separatedBy: ".Sh EXIT STATUS").last)
    #expect(try numbers == Self.words(section, "^\\.It ([0-9]+)$"))
  }

  /// The stored properties of the types that a configuration is made of, as the sources declare them.
  private func settings() throws -> [String: [(name: String, type: String)]] {
    let property = /\ {2}(?:public )?var (\w+)(?:: (\[[^\]]+\]|[\w.]+)\??)?(?: = \S+)?/
    var types: [String: [(name: String, type: String)]] = [:]
    for folder in ["Sources/Connectors", "Sources/esimdesk"] {
      let path = Child.repository.appendingPathComponent(folder).path
      for file in try FileManager.default.contentsOfDirectory(atPath: path) {
        var type: String?
        for line in try Self.text("\(folder)/\(file)").components(separatedBy: "\n") {
          if let head = line.wholeMatch(of: /(?:public )?struct (\w+): Codable.* {/) {
            type = String(head.output.1)
          } else if line == "}" {
            type = nil
          } else if let type, let found = line.wholeMatch(of: property) {
            types[type, default: []].append(
              (String(found.output.1), String(found.output.2 ?? "")))
          }
        }
      }
    }
    return types
  }

  @Test func `esimdesk-config(5) has every key of the configuration, and no other`() throws {
    let types = try settings()
    func paths(_ type: String, below path: String) -> [String] {
      (types[type] ?? []).flatMap { name, type in
        types[type] == nil ? [path + name] : paths(type, below: "\(path)\(name).")
      }
    }
    let all = Set(paths("Configuration", below: ""))
    #expect(all.contains("format") && all.contains("printer.charset"))
    let known = try keys(of: "esimdesk-config.5")
    #expect(all.symmetricDifference(known).isEmpty, "\(all.symmetricDifference(known).sorted())")
  }

  /// The paths of what stands in a file, lists as `[]`; texts in three languages are one thing.
  private func paths(_ value: Any, _ path: String = "") -> [String] {
    if let object = value as? [String: Any], object["zh-Hans"] == nil {
      return object.flatMap { paths($1, path.isEmpty ? $0 : "\(path).\($0)") }
    }
    if let list = value as? [Any], let objects = list as? [[String: Any]], !objects.isEmpty,
      objects[0]["zh-Hans"] == nil
    {
      return objects.flatMap { paths($0, "\(path)[]") }
    }
    return [path]
  }

  private func paths(inFilesOf folder: String) throws -> Set<String> {
    let place = Child.repository.appendingPathComponent("Resources/\(folder)")
    let files = try FileManager.default.contentsOfDirectory(atPath: place.path)
    return Set(
      try files.filter { $0.hasSuffix(".json") }.flatMap {
        paths(
          try JSONSerialization.jsonObject(with: Data(contentsOf: place.appendingPathComponent($0)))
        )
      })
  }

  @Test func `esimdesk-brand(5) has every key of the bundled carriers and calendars`() throws {
    let known = try keys(of: "esimdesk-brand.5")
    let used = try paths(inFilesOf: "Brands").union(paths(inFilesOf: "Calendars"))
    #expect(used.count > 60)
    // A list that is empty here stands for its elements.
    let missing = used.filter { path in !known.contains { $0 == path || $0.hasPrefix(path + "[]") }
    }
    #expect(missing.isEmpty, "\(missing.sorted())")
  }

  @Test func `esimdesk-json(7) has every code, kind and member of the protocol`() throws {
    let page = try Self.text("Resources/man/esimdesk-json.7")
    let said = Set(page.split { !$0.isLetter && !$0.isNumber && $0 != "." }.map(String.init))
    let input = try Self.text("Sources/Fronts/JSONInput.swift")
    let output = try Self.text("Sources/Fronts/JSONPrompt.swift")
    let prompt = try Self.text("Sources/Journeys/Prompt.swift")
    let kinds = try #require(prompt.components(separatedBy: "public enum Kind: String").last)
      .components(separatedBy: "  }")[0]
    var words = try Self.words(input, "code: \"([a-zA-Z.]+)\"")
    words.formUnion(try Self.words(input, "case \\(\"([a-z]+)\","))
    words.formUnion(try Self.words(output, "\\(\"([a-zA-Z]+)\", "))
    words.formUnion(try Self.words(output, "case \\.[a-z]+: \"([a-z]{2,})\"$"))
    words.formUnion(try Self.words(kinds, "[ ,]([a-z][a-zA-Z]+)(?=,|\n)"))
    #expect(words.count > 60 && words.contains("activationCode"), "\(words.sorted())")
    #expect(words.subtracting(said).isEmpty, "\(words.subtracting(said).sorted())")
  }

  // MARK: The session of esimdesk-json(7)

  /// Whether all that is shown stands in what was said; a list may leave elements out.
  private func holds(_ shown: Any, in said: Any?) -> Bool {
    switch (shown, said) {
    case (let shown as [String: Any], let said as [String: Any]):
      return shown.allSatisfy { holds($1, in: said[$0]) }
    case (let shown as [Any], let said as [Any]):
      var rest = said[...]
      return shown.allSatisfy { element in
        guard let index = rest.firstIndex(where: { holds(element, in: $0) }) else { return false }
        rest = rest[(index + 1)...]
        return true
      }
    case (let shown as NSObject, let said as NSObject): return shown == said
    default: return false
    }
  }

  @Test func `the session of esimdesk-json(7) is what the program says`() throws {
    let page = try Self.text("Resources/man/esimdesk-json.7")
    let examples = try #require(page.components(separatedBy: ".Sh EXAMPLES").last)
    let command = try #require(examples.firstMatch(of: /\.Ql esimdesk (.*)/)).output.1
    let session = examples.components(separatedBy: ".Bd -literal\n")[1]
      .components(separatedBy: "\n.Ed")[0].replacingOccurrences(of: "\n  ", with: "")
      .components(separatedBy: "\n")
    let answers = session.filter { $0.hasPrefix("\\(<- ") }.map { String($0.dropFirst(5)) }
    let shown = session.filter { $0.hasPrefix("\\(-> ") }.map { String($0.dropFirst(5)) }
    #expect(answers.count + shown.count == session.count && answers.count > 5)
    let result = try esimdesk(
      command.split(separator: " ").map(String.init), in: folder,
      input: answers.joined(separator: "\n") + "\n")
    #expect(result.code == 0 && result.err.isEmpty, "\(result.err)")
    let said = result.out.split(separator: "\n").map(String.init)
    #expect(said.count == shown.count, "\(result.out)")
    for (shown, said) in zip(shown, said) {
      let (shown, said) = try (DeskLine(shown), DeskLine(said))
      #expect(holds(shown.object, in: said.object), "\(shown.text)\n\(said.text)")
    }
  }

  // MARK: As manual pages

  @Test(
    .enabled(if: access("/usr/bin/mandoc", X_OK) == 0, "there is no mandoc here"),
    arguments: [
      "esimdesk.1", "esimdesk-brand.5", "esimdesk-config.5", "esimdesk-fleet.7",
      "esimdesk-json.7",
    ]) func `mandoc finds nothing wrong with it, and shows JSON as it is to be typed`(
      _ page: String
    )
    throws
  {
    let path = Child.repository.appendingPathComponent("Resources/man/\(page)").path
    let result = try esimdesk(
      ["-Tlint", "-Wwarning", path], in: folder, program: "/usr/bin/mandoc")
    #expect(result.code == 0 && result.out.isEmpty, "\(result)")
    // A quotation mark where a macro's word begins is the macro's own, and is not shown.
    let shown = try esimdesk(
      ["-Tutf8", "-Owidth=200", path], in: folder, program: "/usr/bin/mandoc"
    ).out
      .replacing(/.\u{8}/, with: "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for line in try Self.text("Resources/man/\(page)").matches(of: /(?m)^\.[A-Z].*?(\{.*\})/) {
      let typed = line.output.1.replacing("\\(dq", with: "\"")
      #expect(shown.contains(typed), "\(typed)")
    }
  }
}

/// What the three shells complete.
@Suite struct CompletionTests {
  private let folder: Folder
  private let programs: String

  init() throws {
    folder = try Folder()
    programs = URL(fileURLWithPath: Child.program).deletingLastPathComponent().path
  }

  private static func path(_ name: String) -> String {
    Child.repository.appendingPathComponent("Resources/completions/\(name)").path
  }

  private func run(_ shell: String, _ arguments: String...) throws -> Result {
    try esimdesk(arguments, in: folder, program: "/usr/bin/\(shell)")
  }

  @Test func `every command and option is completed by each of them, and no other`() throws {
    let options = try ManualTests.options()
    let help = try esimdesk("--help", in: folder).out
    let commands = try ManualTests.words(help, "^  esimdesk \\[?([a-z-]+)")
    let forBash = try ManualTests.text("Resources/completions/esimdesk.bash")
    let forZsh = try ManualTests.text("Resources/completions/_esimdesk")
    let forFish = try ManualTests.text("Resources/completions/esimdesk.fish")
    #expect(try ManualTests.words(forBash, "--([a-z][a-z-]+)") == options)
    #expect(try ManualTests.words(forZsh, "--([a-z][a-z-]+)") == options)
    #expect(try ManualTests.words(forFish, "^complete .* -l ([a-z-]+) ") == options)
    for command in commands {
      #expect(forZsh.contains("'\(command):") || forZsh.contains("\"\(command):"), "\(command)")
      #expect(forFish.contains("-n $none -a \(command) "), "\(command)")
    }
    #expect(Set(try bash([])) == commands)
  }

  /// What bash offers for the last of these words.
  private func bash(_ words: [String], _ last: String = "") throws -> [String] {
    let script = """
      source "$1"; shift; program=$1; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _esimdesk "$program"; printf '%s\\n' "${COMPREPLY[@]}"
      """
    let result = try esimdesk(
      ["-c", script, "bash", Self.path("esimdesk.bash"), Child.program] + words + [last],
      in: folder, program: "/usr/bin/bash")
    #expect(result.err.isEmpty, "\(result.err)")
    return result.out.split(separator: "\n").map(String.init)
  }

  @Test func `bash completes commands, options, values, carriers and files`() throws {
    #expect(try bash([], "re") == ["restore", "rekey", "review", "receipt"])
    #expect(try bash(["--lang"]) == ["en", "zh-Hans", "zh-Hant"])
    #expect(try bash(["--lang", "="], "zh-Hans") == ["zh-Hans"])
    #expect(try bash(["--lang", "=", "en", "review"], "a") == ["approve", "ask"])
    #expect(try bash(["demo", "--brand"], "h") == ["heyon"])
    #expect(try bash(["--vault", "backup", "restore"], "--r") == ["--replace"])
    #expect(try bash(["verify"], "--skip").isEmpty)
    let file = try folder.write("", to: "subscribers of may.csv")
    #expect(try bash(["import"], folder("subscribers of")) == [file])
  }

  @Test(.enabled(if: access("/usr/bin/fish", X_OK) == 0, "there is no fish here"))
  func `fish completes commands, options, values and carriers`() throws {
    func offers(_ line: String) throws -> [String] {
      let result = try run(
        "fish", "-N", "-c",
        "set -p PATH \(programs); source \(Self.path("esimdesk.fish"))"
          + "; complete -C '\(line)'")
      return result.out.split(separator: "\n").map {
        String($0.split(separator: "\t", omittingEmptySubsequences: false)[0])
      }
    }
    #expect(try offers("esimdesk sal") == ["salvage"])
    #expect(try offers("esimdesk review a") == ["approve", "ask"])
    #expect(try offers("esimdesk demo --brand zh") == ["zhonggangtong"])
    #expect(try offers("esimdesk backup --rep") == ["--replace"])
    #expect(try offers("esimdesk --lang zh-Hant").contains("zh-Hant"))
  }

  @Test(
    .enabled(if: access("/usr/bin/zsh", X_OK) == 0, "there is no zsh here"),
    arguments: [
      ("sal", "vage"), ("--lang zh-Hans review app", "rove"), ("demo --brand zh", "onggangtong"),
      ("rekey --remove", "-slot"), ("receipt pub", "lic-key"),
    ])
  func `zsh completes commands, options, values and carriers`(
    _ typed: String, _ added: String
  ) throws {
    // A real zsh at a terminal of its own; what it adds to what was typed appears there.
    let script = """
      zmodload zsh/zpty
      zpty desk zsh -f -i
      zpty -w desk "PS1=; fpath=($1 \\$fpath); path=($2 \\$path); autoload -Uz compinit && compinit -u -D"
      zpty -w -n desk "esimdesk $3"$'\\t'
      zpty -r -m desk shown "*$4*" && print found
      zpty -d desk
      """
    let result = try run(
      "timeout", "30", "/usr/bin/zsh", "-f", "-c", script, "zsh",
      URL(fileURLWithPath: Self.path("_esimdesk")).deletingLastPathComponent().path, programs,
      typed,
      added)
    #expect(result.out == "found\n", "\(result)")
  }
}
