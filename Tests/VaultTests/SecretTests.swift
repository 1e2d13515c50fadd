import Foundation
import Testing

@testable import Vault

@Suite struct SecretTests {
  @Test func `secrets are compared by content`() throws {
    let one = try Bench.secret([1, 2, 3])
    #expect(one.matches(try Bench.secret([1, 2, 3])))
    #expect(!one.matches(try Bench.secret([1, 2, 4])))
    #expect(!one.matches(try Bench.secret([1, 2])))
    #expect(!(try SecretBytes.random(32)).matches(try SecretBytes.random(32)))
  }

  @Test func `one line is read from a pipe, and no more`() throws {
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data("Passwort ä\r\nrest\n".utf8))
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    let line = try SecretBytes.line(from: descriptor)
    #expect(line.matches(try Bench.secret(Array("Passwort ä".utf8))))
    #expect(try SecretBytes.line(from: descriptor).count == 4)
    pipe.fileHandleForWriting.closeFile()
    #expect(throws: PassphraseError.ended) {
      let line = try SecretBytes.line(from: descriptor)
      #expect(line.count == 0)
    }
  }

  @Test func `a passphrase is asked for with echo off, and echo is on again afterwards`() throws {
    let terminal = try PseudoTerminal()
    terminal.type("geheim\n", after: "Passphrase: ")
    let line = try SecretBytes.fromTerminal(terminal.inside, prompt: "Passphrase: ")
    #expect(line.matches(try Bench.secret(Array("geheim".utf8))))
    #expect(terminal.hasEcho)
    #expect(!terminal.shown.contains("geheim"))
    #expect(terminal.shown.contains("Passphrase: "))
  }

  @Test func `there is no asking without a terminal`() throws {
    let pipe = Pipe()
    #expect(throws: PassphraseError.noTerminal) {
      let line = try SecretBytes.fromTerminal(
        pipe.fileHandleForReading.fileDescriptor, prompt: "")
      #expect(line.count == 0)
    }
  }

  @Test func `a password is known again by its hash alone`() throws {
    let hash = try PasswordHash.hash("Blumenkohl")
    #expect(hash.hasPrefix("$argon2id$"))
    #expect(PasswordHash.verify("Blumenkohl", against: hash))
    #expect(!PasswordHash.verify("blumenkohl", against: hash))
    #expect(!PasswordHash.verify("Blumenkohl", against: "nonsense"))
    PasswordHash.burn("Blumenkohl")
  }
}

/// A terminal with nobody behind it but the test.
private final class PseudoTerminal {
  let inside: Int32
  private let outside: Int32
  private(set) var shown = ""

  init() throws {
    let (unlock, number) = (UInt(0x4004_5431), UInt(0x8004_5430))  // TIOCSPTLCK, TIOCGPTN
    outside = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var value: Int32 = 0
    #expect(ioctl(outside, unlock, &value) == 0)
    #expect(ioctl(outside, number, &value) == 0)
    inside = open("/dev/pts/\(value)", O_RDWR | O_NOCTTY)
    #expect(isatty(inside) == 1)
  }

  deinit {
    close(inside)
    close(outside)
  }

  var hasEcho: Bool {
    collect()
    var settings = termios()
    tcgetattr(inside, &settings)
    return settings.c_lflag & tcflag_t(ECHO) != 0
  }

  /// Types once the prompt is there: what was typed before echo went off is thrown away.
  func type(_ text: String, after prompt: String) {
    let outside = outside
    Thread.detachNewThread {
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = read(outside, &bytes, bytes.count)
      let seen = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
      _ = write(outside, seen.contains("P") ? text : "", text.utf8.count)
    }
    shown += prompt
  }

  private func collect() {
    var bytes = [UInt8](repeating: 0, count: 4096)
    _ = fcntl(outside, F_SETFL, O_NONBLOCK)
    let count = read(outside, &bytes, bytes.count)
    if count > 0 { shown += String(decoding: bytes.prefix(count), as: UTF8.self) }
  }
}
