import Testing

@testable import Domain

struct ReadingTests {
  private func code(_ read: () throws(Reading.Problem) -> some Any) -> String? {
    do throws(Reading.Problem) {
      _ = try read()
      return nil
    } catch {
      return error.code
    }
  }

  @Test func `an e-mail address is read into one spelling`() throws {
    #expect(try Reading.email(" LinYue@Example.COM ") == "linyue@example.com")
    #expect(try Reading.email("a.b+c_d-e@sub.example.co.uk") == "a.b+c_d-e@sub.example.co.uk")
  }

  @Test func `what cannot be an e-mail address is refused`() {
    let long = String(repeating: "a", count: 65)
    for text in [
      "", "@", "a@", "@b.c", "a@b", "a@@b.c", "a@b@c.d", "a b@c.d", ".a@b.c", "a.@b.c", "a..b@c.d",
      "a@.c", "a@c.", "a@-b.c", "a@b-.c", "a@b_c.d", "林@example.com", "a@例子.cn", "a<b@c.d",
      "\(long)@b.c", "a@\(long).c", "a@b.c\u{0}", "a@b.c\u{1B}[31m", "\"a\"@b.c",
    ] {
      #expect(
        code { () throws(Reading.Problem) in try Reading.email(text) } == "email.format", "\(text)")
    }
  }

  @Test func `a phone number is read into E.164, at home without its country`() throws {
    for typed in [
      "13800138000", "+86 138 0013 8000", "0086-138-0013-8000", "(+86)13800138000", "013800138000",
    ] {
      #expect(try Reading.msisdn(typed, callingCode: "86") == "+8613800138000", "\(typed)")
    }
    for vector in ["+85246000000", "+85291234567", "+85366123456", "+447911123456"] {
      #expect(try Reading.msisdn(vector, callingCode: "86") == vector)
    }
    #expect(try Reading.msisdn("91234567", callingCode: "852") == "+85291234567")
  }

  @Test func `what cannot be a phone number is refused`() {
    for (text, why) in [
      ("", "msisdn.length"), ("+86123", "msisdn.length"), ("+8623800138000", "msisdn.length"),
      ("+861380013800012", "msisdn.length"), ("1380013800", "msisdn.length"),
      ("+12345678901234567", "msisdn.length"), ("+0123456789", "msisdn.format"),
      ("abc", "msisdn.format"), ("+85 29x234567", "msisdn.format"),
      ("+８５２91234567", "msisdn.format"),
      ("+852+91234567", "msisdn.format"),
    ] {
      #expect(
        code { () throws(Reading.Problem) in try Reading.msisdn(text, callingCode: "86") } == why,
        "\(text)")
    }
  }

  @Test func `a user name is lower case and begins with a letter`() throws {
    #expect(try Reading.userName(" Tom.Becker-7_x ") == "tom.becker-7_x")
    for (text, why) in [
      ("ab", "userName.length"), (String(repeating: "a", count: 33), "userName.length"),
      ("1abc", "userName.characters"), ("a b c", "userName.characters"),
      ("林悦悦", "userName.characters"), ("a@b.c", "userName.characters"),
    ] {
      #expect(code { () throws(Reading.Problem) in try Reading.userName(text) } == why, "\(text)")
    }
  }

  @Test func `names are kept as people write them`() throws {
    for name in ["林悦", "Ana Petrova", "O'Neil-Šťastný", "何 家欣", "Nguyễn Thị Minh"] {
      #expect(try Reading.name(" \(name) ") == name)
    }
    for (text, why) in [
      ("", "name.missing"), ("   ", "name.missing"), ("123", "name.characters"),
      ("a\u{1B}[31mb", "name.characters"), ("a\u{202E}b", "name.characters"),
      ("—", "name.characters"),
      (String(repeating: "a", count: 81), "name.length"),
      ("Lin 4111 1111 1111 1111", "card.refused"),
    ] {
      #expect(code { () throws(Reading.Problem) in try Reading.name(text) } == why, "\(text)")
    }
  }

  @Test func `a code of six digits may be typed with spaces`() throws {
    #expect(try Reading.code(" 012 345 ") == "012345")
    #expect(try Reading.code("012-345") == "012345")
    for text in ["", "12345", "1234567", "12345x", "１２３４５６"] {
      #expect(
        code { () throws(Reading.Problem) in try Reading.code(text) } == "code.format", "\(text)")
    }
  }

  @Test
  func `a payment card's number is recognised however it is spaced, and other numbers are not`() {
    for card in [
      "4111111111111111", "4111 1111 1111 1111", "5500-0000-0000-0004", "340000000000009",
      "6011000000000004", "card 4111111111111111!", "30000000000004", "2223003122003222",
      "3530111333300000", "6250947000000014", "6759649826438453", "4111111111111111 12 27 123",
      "0412 4111 1111 1111 1111", "４１１１１１１１１１１１１１１１", "4111\u{A0}1111\u{2013}1111\u{3000}1111",
    ] {
      #expect(Reading.looksLikeCard(card), "\(card)")
    }
    for other in [
      "4111111111111112", "+8613800138000", "2026-11-20", "123456789012", "H-204518", "",
      "11010519491231002", "9999999999999999", "356938035643809", "8985200000827364521",
    ] {
      #expect(!Reading.looksLikeCard(other), "\(other)")
    }
  }

  @Test func `control characters, escapes and direction marks are recognised`() {
    for bad in [
      "\u{0}", "\u{1B}[2J", "\u{7F}", "\u{9B}31m", "\u{202E}x", "\u{2066}", "\u{2028}", "\u{FEFF}",
      "\n", "\t", "\u{E0041}",
    ] {
      #expect(Reading.hasControls("a\(bad)"), "\(bad.unicodeScalars.map(\.value))")
    }
    for good in ["林悦", "e\u{301}", "👩‍👩‍👧", "a b", "…", "ＡＢＣ"] { #expect(!Reading.hasControls(good)) }
  }
}

struct PasswordRuleTests {
  private func problem(_ password: String, _ personal: [String] = []) -> String? {
    PasswordRule.problem(password, personal: personal)?.code
  }

  @Test func `LOG-07 X-05 length and not being tried first is all that is asked`() {
    for good in ["three blue lanterns", "zxqvbnmw", "绿色的灯笼真好看", "aaaa bbbb cccc", "K7pq-29xx"] {
      #expect(problem(good) == nil, "\(good)")
    }
    #expect(problem("short") == "password.short")
    #expect(problem(String(repeating: "ab1", count: 43)) == "password.long")
    for common in [
      "password", "PassWord123", "12345678", "23456789", "hgfedcba", "aaaaaaaa", "abababab",
      "qwertyui", "woaini1314",
    ] {
      #expect(problem(common) == "password.common", "\(common)")
    }
    #expect(problem("4111 1111 1111 1111") == "card.refused")
  }

  @Test func `a password that is nearly one's own name is refused`() {
    let mine = ["林悦", "linyue@example.com", "linyue88", "+8613800138000"]
    #expect(problem("linyue88", mine) == "password.personal")
    #expect(problem("LinYue88!", mine) == "password.personal")
    #expect(problem("linyue@example.com", mine) == "password.personal")
    #expect(problem("linyue88 likes green tea", mine) == nil)
  }

  @Test func `the name before the @ is the first thing a stranger tries`() {
    #expect(problem("petrova77", ["petrova@example.com"]) == "password.personal")
    #expect(problem("petrova sails to Crete", ["petrova@example.com"]) == nil)
  }
}

struct MaskTests {
  @Test func `addresses are shown only as far as their owner needs`() {
    #expect(Mask.msisdn("+8613800138000") == "+86138 •••• 8000")
    #expect(Mask.msisdn("1234567") == "•••••••")
    #expect(Mask.email("linyue@example.com") == "l•••@example.com")
    #expect(Mask.email("nonsense") == "•••")
    #expect(Mask.address("linyue@example.com", .mail) == "l•••@example.com")
    #expect(Mask.address("+8613800138000", .sms) == "+86138 •••• 8000")
  }
}
