import FoundationEssentials

/// A mail as it goes out.
public struct Mail: Equatable, Sendable {
  public var from: String
  public var to: String
  public var subject: String
  public var text: String
  /// The same for every attempt at the same notice, so that a receiver can tell a repeat.
  public var messageID: String
  /// Such as `Fri, 20 Nov 2026 09:00:00 +0800` (RFC 5322).
  public var date: String

  public init(
    from: String, to: String, subject: String, text: String, messageID: String, date: String
  ) {
    self.from = from
    self.to = to
    self.subject = subject
    self.text = text
    self.messageID = messageID
    self.date = date
  }

  /// The message in RFC 5322 form, in ASCII whatever the language; nil when a header would break.
  public var message: [UInt8]? {
    let headers = [from, to, messageID, date]
    guard headers.allSatisfy({ $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } }) else {
      return nil
    }
    let body = Data(text.utf8).base64EncodedString()
    var lines = [
      "From: <\(from)>", "To: <\(to)>", "Subject: \(Self.encodedWords(subject))", "Date: \(date)",
      "Message-ID: <\(messageID)>", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: base64",
      "Auto-Submitted: auto-generated", "",
    ]
    var rest = Substring(body)
    while !rest.isEmpty {
      lines.append(String(rest.prefix(76)))
      rest = rest.dropFirst(76)
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// A header's text as RFC 2047 encoded words of at most 75 characters, never splitting a character.
  static func encodedWords(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), text.utf8.count < 70 { return text }
    var words: [String] = []
    var chunk = ""
    for character in text {
      if chunk.utf8.count + character.utf8.count > 45, !chunk.isEmpty {
        words.append(chunk)
        chunk = ""
      }
      chunk.append(character)
    }
    words.append(chunk)
    return words.map { "=?UTF-8?B?\(Data($0.utf8).base64EncodedString())?=" }
      .joined(separator: "\n ")
  }
}
