import Connectors
import Fixtures
import Foundation
import Glibc
import Journeys
import Testing

/// A printer behind a serial line, played by a process of its own.
@Suite struct ReceiptPrinterTests {
  let device: LoopbackServer

  init() throws { device = try LoopbackServer("printer") }

  private func printer() throws -> ReceiptPrinter {
    try #require(
      ReceiptPrinter(
        PrinterSettings(device: device.text("device"), columns: 42, charset: .gb18030)))
  }

  /// What DLE EOT 2 and 4 are answered with.
  private func stands(_ answers: String) throws {
    try Data(answers.utf8).write(to: device.folder.appendingPathComponent("state"))
  }

  private func paper(_ count: Int) throws -> [UInt8] {
    let deadline = Date(timeIntervalSinceNow: 60)
    while true {
      let bytes = try Data(contentsOf: device.folder.appendingPathComponent("paper"))
      if bytes.count >= count || Date() > deadline { return Array(bytes) }
      usleep(2_000)
    }
  }

  @Test(arguments: [
    ("1212", PaperState.ready), ("121e", .low), ("1272", .out), ("327e", .out), ("1612", .open),
    ("5212", .failing),
  ])
  func `what the printer says of itself is understood`(_ answers: String, _ state: PaperState)
    throws
  {
    try stands(answers)
    #expect(try printer().state() == state)
  }

  @Test func `a printer that cannot tell is believed to print, and one that is not there is not`()
    throws
  {
    #expect(try printer().state() == .unknown)
    #expect(try printer().print(Array("slip\n".utf8)) == .unknown)
    #expect(try paper(5) == Array("slip\n".utf8))
    let none = try #require(
      ReceiptPrinter(
        PrinterSettings(device: "/dev/esimdesk-none", columns: 42, charset: .ascii)))
    #expect(none.state() == .silent && none.print([1]) == .silent)
  }

  @Test
  func `a device that never stops talking is asked no longer, and one that takes nothing is told`()
    throws
  {
    let full = try #require(
      ReceiptPrinter(PrinterSettings(device: "/dev/full", columns: 42, charset: .ascii)))
    #expect(full.state() == .unknown && full.print([1]) == .silent)
  }

  @Test func `a queue is known where the print system takes work for it, or nobody can tell`()
    throws
  {
    let folder = device.folder.path
    func program(_ name: String, _ text: String) throws -> String {
      let path = "\(folder)/\(name)"
      try Data("#!/bin/sh\n\(text)\n".utf8).write(to: URL(fileURLWithPath: path))
      chmod(path, 0o700)
      return path
    }
    let lp = try program("lp", "cat > /dev/null")
    let lpstat = try program("lpstat", "[ \"$1 $2\" = '-a hall' ]")
    for (queue, isKnown) in [("hall", true), ("cellar", false)] {
      let printer = try #require(
        ReceiptPrinter(
          PrinterSettings(queue: queue, columns: 42, charset: .ascii), lp: lp))
      #expect(printer.isKnown(lpstat: lpstat) == isKnown)
      #expect(printer.isKnown(lpstat: "/nowhere/lpstat"))
    }
  }

  @Test func `nothing is sent to a printer without paper, and every byte to one with it`() throws {
    try stands("1272")
    #expect(try printer().print(Array("lost\n".utf8)) == .out)
    try stands("1212")
    let bytes = (0...255).map { UInt8($0) }.filter { $0 != 0x10 } + Array("end\n".utf8)
    #expect(try printer().print(bytes) == .ready)
    #expect(try paper(bytes.count) == bytes)
  }

  @Test func `a queue gets the bytes on its standard input, and no argument tells of anybody`()
    throws
  {
    let lp = device.folder.appendingPathComponent("lp").path
    try Data("#!/bin/sh\necho \"$@\" > \(lp).arguments\ncat > \(lp).bytes\n".utf8)
      .write(to: URL(fileURLWithPath: lp))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: lp)
    let settings = PrinterSettings(queue: "counter-1", columns: 48, charset: .gb18030)
    let printer = try #require(ReceiptPrinter(settings, lp: lp))
    #expect(printer.state() == .unknown)
    #expect(printer.print([0x1B, 0x40, 0xFF]) == .ready)
    #expect(try Data(contentsOf: URL(fileURLWithPath: lp + ".bytes")) == Data([0x1B, 0x40, 0xFF]))
    let arguments = try String(contentsOfFile: lp + ".arguments", encoding: .utf8)
    #expect(arguments == "-d counter-1 -o raw -t receipt\n")
    try Data("#!/bin/sh\nexit 1\n".utf8).write(to: URL(fileURLWithPath: lp))
    #expect(printer.print([1]) == .silent)
    #expect(ReceiptPrinter(settings, lp: "/nowhere/lp") == nil)
  }
}
