/// What makes a password acceptable: length and not being one of those tried first (NIST SP 800-63B-4).
///
/// No composition rules and no forced change (X-05); strength is advice.
public enum PasswordRule {
  public static let shortest = 8
  public static let longest = 128

  /// Why a password is refused, or nil.
  ///
  /// - Parameters:
  ///   - password: as typed.
  ///   - personal: words a stranger would try first, such as the user name.
  /// - Returns: the problem, or nil.
  public static func problem(_ password: String, personal: [String]) -> Reading.Problem? {
    if password.count < shortest { return Reading.Problem("password.short") }
    if password.count > longest { return Reading.Problem("password.long") }
    if Reading.looksLikeCard(password) { return Reading.Problem("card.refused") }
    let plain = password.lowercased()
    if common.contains(plain) || Set(plain).count <= 2 || isRun(plain) {
      return Reading.Problem("password.common")
    }
    var words = personal.map { $0.lowercased() }
    // Of an e-mail address the part before the @ is what a stranger tries.
    for word in words { words += word.split(separator: "@").prefix(1).map(String.init) }
    words.removeAll { $0.count < 3 }
    if words.contains(where: { plain == $0 || (plain.contains($0) && plain.count < $0.count + 4) })
    {
      return Reading.Problem("password.personal")
    }
    return nil
  }

  /// Whether every character follows the one before it, such as `12345678` or `hgfedcba`.
  private static func isRun(_ text: String) -> Bool {
    let values = text.unicodeScalars.map { Int($0.value) }
    let steps = Set(zip(values, values.dropFirst()).map { $1 - $0 })
    return steps == [1] || steps == [-1]
  }

  /// The passwords that lists of leaks begin with.
  private static let common: Set<String> = [
    "password", "password1", "password123", "passw0rd", "p@ssw0rd", "p@ssword", "12345678",
    "123456789", "1234567890", "123123123", "11223344", "87654321", "987654321", "88888888",
    "qwertyui", "qwertyuiop", "qwerty123", "qwerty12", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx",
    "zaq12wsx", "asdfghjk", "asdfghjkl", "zxcvbnm1", "iloveyou", "iloveyou1", "sunshine",
    "princess", "football", "baseball", "superman", "trustno1", "welcome1", "welcome123",
    "letmein1", "abc12345", "abcd1234", "a1234567", "aa123456", "aa12345678", "qq123456",
    "woaini1314", "woaini520", "5201314520", "asd12345", "admin123", "administrator", "changeme",
    "computer", "internet", "whatever", "starwars", "dragon123", "monkey123", "michael1",
    "jennifer", "corvette", "mercedes", "q1w2e3r4", "147258369", "741852963", "159753159",
    "31415926", "31415926535", "google123", "samsung1", "huawei123", "xiaomi123", "wechat123",
    "zhang123", "wang1234", "li123456", "heyon123", "heyonheyon", "esimdesk", "letmein123",
  ]
}
