import Testing

@testable import Terminal

@Suite struct LineBreakTests {
  static let samples = [
    "余额 ￥36.50 还没有去处：退款、转给其他账户，或明确放弃。（合约提前终止费 ￥0）",
    "现在提交，预计 11月23日（周一）至 11月25日（周三）有结果（1-3 个工作日）……请保留回执！",
    "The 10 % loyalty discount is counted in; roaming (abroad, 11 days) would have cost ￥41 less.",
    "“微信、支付宝”仍绑定此号码？解绑后，在这里确认：https://example.com/heyon/unlink?id=42。",
    "中港通：『數據方案』升級，每月 HK$199.00（含 30 GB）！！",
  ]

  @Test func `no line begins with closing punctuation or ends with opening punctuation`() {
    for text in Self.samples {
      for width in 12...60 {
        for line in text.wrapped(to: width) {
          #expect(line.cells <= width)
          if let first = line.unicodeScalars.first {
            #expect(!Kinsoku.isNeverFirst(first), "\(line)")
          }
          if let last = line.unicodeScalars.last { #expect(!Kinsoku.isNeverLast(last), "\(line)") }
        }
      }
    }
  }

  @Test func `no character is lost at any width`() {
    for text in Self.samples {
      for width in 2...60 {
        let lines = text.wrapped(to: width)
        #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
      }
    }
  }

  @Test func `random text is never lost, never too wide, and always ends`() {
    let alphabet = Array("ab cd  0中文，。！（）「」……%￥.,;)( \u{20000}é😀👨‍👩‍👧e\u{301}\u{3000}\n-")
    for seed in UInt64(1)...400 {
      var chance = SplitMix64(seed: seed)
      let length = Int.random(in: 0...80, using: &chance)
      let text = String((0..<length).compactMap { _ in alphabet.randomElement(using: &chance) })
      for width in 1...20 {
        let lines = text.wrapped(to: width)
        #expect(lines.allSatisfy { $0.cells <= width }, "seed \(seed), width \(width)")
        if width > 1 {
          let kept = lines.joined().filter { !$0.isWhitespace }
          #expect(kept == text.filter { !$0.isWhitespace }, "seed \(seed), width \(width)")
        }
      }
    }
  }

  @Test func `words stay whole, Chinese breaks anywhere, long words are cut`() {
    #expect("keep your number".wrapped(to: 9) == ["keep your", "number"])
    #expect("保留您的号码".wrapped(to: 5) == ["保留", "您的", "号码"])
    #expect("abcdefghij".wrapped(to: 4) == ["abcd", "efgh", "ij"])
    #expect("a\n\nb".wrapped(to: 4) == ["a", "", "b"])
    #expect("".wrapped(to: 4) == [""])
    #expect("  indent".wrapped(to: 20) == ["  indent"])
    #expect("价格（￥59）".wrapped(to: 10) == ["价格", "（￥59）"])
    #expect("好，好".wrapped(to: 4) == ["好，", "好"])
    #expect("saves -￥120".wrapped(to: 8) == ["saves", "-￥120"])
  }

  @Test func `a line of one column shows a sign for what cannot fit`() {
    #expect("中a".wrapped(to: 1) == ["?", "a"])
    #expect("a".wrapped(to: 0) == ["a"])
  }

  @Test func `shortening and padding count columns`() {
    #expect("中港通账户".truncated(to: 7) == "中港通…")
    #expect("中港通账户".truncated(to: 6) == "中港…")
    #expect("中港通".truncated(to: 6) == "中港通")
    #expect("中".truncated(to: 1) == "…")
    #expect("中".truncated(to: 0) == "")
    #expect("中".padded(to: 5) == "中   ")
    #expect("中".padded(to: 5, .trailing) == "   中")
    #expect("中".padded(to: 5, .centre) == " 中  ")
    #expect("中港通".padded(to: 2) == "中港通")
  }
}
