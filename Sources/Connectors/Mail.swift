import FoundationEssentials

/// A mail as it goes out: the text, and the same as simple HTML (RFC 2046, section 5.1.4).
public struct Mail: Equatable, Sendable {
  public var from: String
  /// How the sender is called.
  public var sender: String
  /// Where answers go; nil: to the sender.
  public var replyTo: String?
  public var to: String
  public var subject: String
  public var text: String
  /// The language of the text, such as `zh-Hant` (RFC 5646).
  public var language: String
  /// The same for every attempt at the same notice, so that a receiver can tell a repeat.
  public var messageID: String
  /// Such as `Fri, 20 Nov 2026 09:00:00 +0800` (RFC 5322).
  public var date: String

  public init(
    from: String, sender: String, replyTo: String? = nil, to: String, subject: String, text: String,
    language: String, messageID: String, date: String
  ) {
    self.from = from
    self.sender = sender
    self.replyTo = replyTo
    self.to = to
    self.subject = subject
    self.text = text
    self.language = language
    self.messageID = messageID
    self.date = date
  }

  /// Whether an address can stand in a header and on an envelope as it is.
  ///
  /// Narrower than RFC 5321: no quoted local parts, no address literals, ASCII alone.
  public static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count),
      !parts[1].isEmpty
    else { return false }
    let special = Set("<>()[],;:\\\"".utf8)
    return text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !special.contains($0) }
  }

  /// The message in RFC 5322 form, in ASCII whatever the language; nil when a header would break.
  ///
  /// - Parameter lineEnd: CRLF on the wire, a line feed for a program of this host.
  /// - Returns: its bytes, the same at every attempt.
  public func message(lineEnd: String) -> [UInt8]? {
    let addresses = [from, to] + (replyTo.map { [$0] } ?? [])
    guard addresses.allSatisfy(Self.isAddress), Self.isAddress(messageID),
      date.utf8.allSatisfy({ (0x20...0x7E).contains($0) }),
      language.utf8.allSatisfy({ $0 == 0x2D || Self.isAlphanumeric($0) })
    else { return nil }
    // Base64 has no underscore, so that no part can hold it.
    let boundary =
      "=_\(messageID.utf8.filter(Self.isAlphanumeric).prefix(40).map { String(UnicodeScalar($0)) }.joined())"
    var lines = [
      "From: \(Self.encodedWords(sender, after: 6)) <\(from)>", "To: <\(to)>",
      "Subject: \(Self.encodedWords(subject, after: 9))", "Date: \(date)",
      "Message-ID: <\(messageID)>",
    ]
    if let replyTo { lines.append("Reply-To: <\(replyTo)>") }
    lines += [
      "MIME-Version: 1.0", "Auto-Submitted: auto-generated", "Content-Language: \(language)",
      "Content-Type: multipart/alternative;", " boundary=\"\(boundary)\"", "",
    ]
    for (type, content) in [("plain", text), ("html", html)] {
      lines += [
        "--\(boundary)", "Content-Type: text/\(type); charset=UTF-8",
        "Content-Transfer-Encoding: base64", "",
      ]
      lines += Self.base64(Self.canonical(content)) + [""]
    }
    lines += ["--\(boundary)--", ""]
    return Array(lines.joined(separator: "\r\n").replacing("\r\n", with: lineEnd).utf8)
  }

  /// The text as HTML: its paragraphs and lines, nothing to be fetched, nothing that runs.
  var html: String {
    let paragraphs = text.split(separator: "\n\n").map {
      "<p style=\"white-space:pre-wrap\">\(Escape.markup(String($0)))</p>"
    }
    return """
      <!DOCTYPE html>
      <html lang="\(language)">
      <head><meta charset="utf-8"><title>\(Escape.markup(subject))</title></head>
      <body>
      \(paragraphs.joined(separator: "\n"))
      </body>
      </html>

      """
  }

  /// Text in its canonical form for mail: every line ends with CRLF (RFC 2046, section 4.1.1).
  private static func canonical(_ text: String) -> [UInt8] {
    Array(
      text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
  }

  private static func base64(_ bytes: [UInt8]) -> [String] {
    var rest = Substring(Data(bytes).base64EncodedString())
    var lines: [String] = []
    while !rest.isEmpty {
      lines.append(String(rest.prefix(76)))
      rest = rest.dropFirst(76)
    }
    return lines
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  /// A header's text as RFC 2047 encoded words of at most 75 characters, never splitting a character.
  ///
  /// - Parameters:
  ///   - text: what it says.
  ///   - used: what the line holds before it.
  /// - Returns: one word to a line; plain letters and digits as they are.
  static func encodedWords(_ text: String, after used: Int) -> String {
    let isPlain = text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x20 }
    if isPlain, !text.isEmpty, text.utf8.count + used <= 76, text.first != " ", text.last != " " {
      return text
    }
    var words: [String] = []
    var chunk = ""
    for character in text {
      if chunk.utf8.count + character.utf8.count > 45 - (words.isEmpty ? used : 0), !chunk.isEmpty {
        words.append(chunk)
        chunk = ""
      }
      chunk.append(character)
    }
    words.append(chunk)
    return words.map { "=?UTF-8?B?\(Data($0.utf8).base64EncodedString())?=" }
      .joined(separator: "\r\n ")
  }
}
