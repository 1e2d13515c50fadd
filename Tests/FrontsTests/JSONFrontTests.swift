import Domain
import Foundation
import Journeys
import Testing

@testable import Fronts

struct JSONFrontTests {
  private let done = Prompt(journey: "x", step: "done", title: t("Done"), ask: .finished)

  /// Feeds lines to the front and returns what it says, line by line.
  private func talk(_ script: Script, _ input: [UInt8]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (inFile, outFile) = (folder.appending(path: "in"), folder.appending(path: "out"))
    try Data(input).write(to: inFile)
    try Data().write(to: outFile)
    let (reading, writing) = (
      try FileHandle(forReadingFrom: inFile), try FileHandle(forWritingTo: outFile)
    )
    JSONFront.serve(
      script, brands: ["heyon", "lyca"], input: reading.fileDescriptor,
      output: writing.fileDescriptor, speak: words)
    try reading.close()
    try writing.close()
    return try String(contentsOf: outFile, encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  private func talk(_ script: Script, _ lines: String...) throws -> [String] {
    try talk(script, Array(lines.map { $0 + "\n" }.joined().utf8))
  }

  private func words(_ language: Language) -> JSONWords {
    let words = Words.test(language)
    return JSONWords(say: words.say, render: words.render, receipt: { [$0.number, "a/b"] })
  }

  @Test func `it says hello, then what is asked`() throws {
    let lines = try talk(Script(done))
    #expect(
      lines == [
        #"{"type":"hello","version":1,"lang":"en","brands":["heyon","lyca"],"#
          + #""now":"2026-11-20T09:00:00+08:00"}"#,
        #"{"type":"prompt","journey":"x","step":"done","kind":"finished","title":"Done","#
          + #""body":[],"canGoBack":false}"#,
      ])
  }

  @Test func `every kind of prompt is one line of JSON in a fixed order`() throws {
    let file = Speech.folder.appending(path: "Golden/prompts.jsonl")
    let drawn =
      Samples.all.map { sample in
        JSONPrompt(say: Speech(language: sample.language).say).prompt(sample.prompt).text
      }.joined(separator: "\n") + "\n"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try drawn.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(drawn == (try String(contentsOf: file, encoding: .utf8)))
    for line in drawn.split(separator: "\n") {
      let value = JSONValue.object(ofLine: Array(line.utf8))
      #expect(value?["type"] == .string("prompt"))
    }
  }

  @Test func `every kind of prompt takes its answer`() throws {
    let script = Script(
      Samples.home, Samples.ready, Samples.ready, Samples.ready, Samples.signIn, Samples.submit,
      Samples.progress, Samples.reading, Samples.signIn, done)
    let lines = try talk(
      script, #"{"choose":"renewal"}"#, #"{"check":{"devices":true}}"#,
      #"{"choose":"balance"}"#, #"{"continue":true}"#,
      #"{"enter":{"identifier":"a\/b","password":"密码"}}"#, #"{"confirm":true}"#,
      #"{"choose":"receipt"}"#, #" {"continue":true} "#, #"{"choose":"again"}"#)
    #expect(
      script.answers == [
        .choose("renewal"), .check("devices", true), .choose("balance"), .next,
        .enter(["identifier": "a/b", "password": "密码"]), .confirm(true), .choose("receipt"),
        .next, .choose("again"),
      ])
    #expect(!lines.contains { $0.contains(#""type":"error""#) })
    #expect(lines.count == 11)
  }

  /// Lines that cannot be taken by a list, and the code of the error.
  private static let wrong: [(line: String, code: String)] = [
    ("nonsense", "input.json"), ("[]", "input.json"), ("{}", "input.json"),
    ("1", "input.json"), (#"{"choose":"a"} x"#, "input.json"),
    (#"{"choose":"renewal","confirm":true}"#, "input.json"), (#"{"chose":"a"}"#, "input.unknown"),
    (#"{"choose":1}"#, "input.value"), (#"{"confirm":"yes"}"#, "input.value"),
    (#"{"confirm":1}"#, "input.value"), (#"{"continue":false}"#, "input.value"),
    (#"{"enter":{"a":1}}"#, "input.value"), (#"{"enter":"a"}"#, "input.value"),
    (#"{"check":{"a":true,"b":true}}"#, "input.value"), (#"{"lang":"fr"}"#, "input.value"),
    (#"{"advance":"soon"}"#, "input.value"), (#"{"advance":"P400D"}"#, "input.value"),
    (#"{"confirm":true}"#, "answer.kind"), (#"{"enter":{}}"#, "answer.kind"),
    (#"{"continue":true}"#, "answer.kind"), (#"{"check":{"a":true}}"#, "answer.kind"),
    (#"{"choose":"nothing"}"#, "answer.option"), (#"{"back":true}"#, "back.none"),
    (#"{"choose":"\#(String(repeating: "x", count: 70_000))"}"#, "input.tooLong"),
    (String(repeating: "[", count: 60_000), "input.json"),
  ]

  @Test func `a line it cannot take is an error and changes nothing`() throws {
    for (line, code) in Self.wrong {
      let script = Script(Samples.home, done)
      let lines = try talk(script, line)
      let comment = Comment("\(line.prefix(40)) \(code)")
      #expect(lines.count == 3, comment)
      #expect(
        lines.last?.hasPrefix(#"{"type":"error","code":"\#(code)","text":""#) == true, comment)
      #expect(script.answers.isEmpty, comment)
    }
  }

  @Test func `an empty line is nothing`() throws {
    #expect(try talk(Script(done), "", "  ").count == 2)
  }

  @Test func `bytes that are not UTF-8 are an error, and the next line is taken`() throws {
    let script = Script(Samples.home, done)
    let lines = try talk(
      script,
      Array(#"{"choose":""#.utf8) + [0xFF, 0xC0] + Array("\"}\n".utf8)
        + Array(#"{"choose":"renewal"}"#.utf8))
    #expect(lines.count == 4)
    #expect(lines[2].contains(#""code":"input.utf8""#))
    #expect(script.answers == [.choose("renewal")])
  }

  @Test func `a field that is not asked for is an error`() throws {
    let lines = try talk(Script(Samples.signIn), #"{"enter":{"pin":"1"}}"#)
    #expect(lines.last?.contains(#""code":"answer.field""#) == true)
  }

  @Test func `messages, receipts and trouble come before the next prompt`() throws {
    let script = Script(Samples.home, done)
    script.events = [
      .message(Script.notice("482913")), .receipt(Script.receipt), .trouble(t("No paper.")),
    ]
    let lines = try talk(script)
    #expect(
      Array(lines.dropFirst().prefix(3)) == [
        #"{"type":"message","channel":"sms","to":"+86 138 •••• 8000","#
          + #""text":"Your code is 482913."}"#,
        #"{"type":"receipt","id":"R-7K2M-94QD","lines":["R-7K2M-94QD","a/b"]}"#,
        #"{"type":"error","code":"say","text":"No paper."}"#,
      ])
  }

  @Test func `the language changes what is said and nothing else`() throws {
    let script = Script(Samples.home)
    let lines = try talk(script, #"{"lang":"zh-Hant"}"#, #"{"back":true}"#)
    #expect(script.language == .zhHant && script.answers.isEmpty)
    #expect(lines.last?.contains("此處無法返回上一步。") == true)
  }

  @Test func `back, home, quit and the practice clock`() throws {
    var later = Samples.terms
    later.canGoBack = true
    let script = Script(later, done)
    let lines = try talk(
      script, #"{"back":true}"#, #"{"home":true}"#, #"{"advance":"P3D"}"#, #"{"quit":true}"#,
      #"{"choose":"month"}"#)
    #expect(script.log == ["back", "home", "advance 259200", "leave"])
    #expect(script.answers.isEmpty)
    #expect(lines.count == 5)
    let real = Script(Samples.home)
    real.isPractice = false
    #expect(
      try talk(real, #"{"advance":"P3D"}"#).last?.contains(#""code":"advance.real""#) == true)
    #expect(real.log == ["leave"])
  }

  @Test func `the end of the input ends the session undecided`() throws {
    let script = Script(Samples.submit, done)
    _ = try talk(script)
    #expect(script.isOver && script.answers.isEmpty)
  }

  @Test func `nobody reading ends the session quietly`() throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let input = Pipe()
    try input.fileHandleForWriting.write(contentsOf: Data("{\"choose\":\"renewal\"}\n".utf8))
    let script = Script(Samples.home, done)
    JSONFront.serve(
      script, brands: [], input: input.fileHandleForReading.fileDescriptor,
      output: pipe.fileHandleForWriting.fileDescriptor, speak: words)
    #expect(script.isOver && script.answers.isEmpty)
  }

  @Test func `control characters are escaped and everything else is left alone`() {
    #expect(JSONText.string("a\"\\\n\t\u{1}\u{2028}/中👍").text == #""a\"\\\n\t\u0001\u2028/中👍""#)
  }
}
