import Domain
import Foundation
import Testing

@testable import Wording

extension Catalogue {
  /// The whole file, as Foundation decodes it.
  var sentences: [String: String] {
    (try? JSONDecoder().decode([String: String].self, from: Data(Sentences.file(language)))) ?? [:]
  }
}

@Suite struct `Every language says everything` {
  static let english = Catalogue(.en)

  @Test(arguments: Language.allCases) func `every sentence is found where the file has it`(
    language: Language
  ) {
    let file = Sentences.file(language)
    for (key, sentence) in Catalogue(language).sentences {
      #expect(Sentences.line(key, in: file) == sentence)
      #expect(Sentences.line(key + ".", in: file) == nil)
    }
    for missing in ["", "!", "m", "~"] { #expect(Sentences.line(missing, in: file) == nil) }
  }

  @Test(arguments: Language.allCases) func `a catalogue has every key of the others`(
    language: Language
  ) {
    let keys = Set(Catalogue(language).sentences.keys)
    #expect(!keys.isEmpty)
    #expect(keys.symmetricDifference(Self.english.sentences.keys).sorted() == [])
  }

  @Test(arguments: Language.allCases) func `a sentence names the same facts in each language`(
    language: Language
  ) {
    let catalogue = Catalogue(language)
    for (key, sentence) in Self.english.sentences {
      let there = catalogue.sentences[key] ?? ""
      #expect(Template(there).names == Template(sentence).names, "\(key)")
    }
  }

  @Test(arguments: Language.allCases) func `a file has one key a line, in order, none twice`(
    language: Language
  ) throws {
    let file = String(decoding: Sentences.file(language), as: UTF8.self)
    let lines = file.split(separator: "\n")
    #expect(lines.first == "{" && lines.last == "}")
    let keys = lines.dropFirst().dropLast().map { line in
      line.split(separator: "\"").dropFirst().first.map(String.init) ?? ""
    }
    #expect(keys == Set(keys).sorted())
    #expect(keys.count == Catalogue(language).sentences.count)
  }

  @Test(arguments: Language.allCases) func `a blank is a name, with both words or none`(
    language: Language
  ) {
    for (key, sentence) in Catalogue(language).sentences {
      #expect(sentence.count { $0 == "{" } == sentence.count { $0 == "}" }, "\(key)")
      #expect(!sentence.isEmpty && !sentence.contains("⟨"), "\(key)")
      for piece in Template(sentence).pieces {
        guard case .blank(let blank) = piece else { continue }
        #expect(
          blank.name.allSatisfy { $0.isASCII && $0.isLetter } && !blank.name.isEmpty, "\(key)")
        if language != .en { #expect(blank.words == nil, "\(key)") }
      }
      #expect(sentence.count { $0 == "|" }.isMultiple(of: 2), "\(key)")
    }
  }

  /// Any front must be able to ask any question, so no sentence knows what it is asked with.
  ///
  /// A front's own words may: they say what its keys do. A key file is not on a keyboard, and
  /// neither is `--key-file`.
  @Test(arguments: Language.allCases) func `no sentence names a key or a widget`(
    language: Language
  ) throws {
    let english = try Regex(
      #"\b(Enter|Esc|Escape|Tab|Ctrl|F\d+|Return key)\b|(?i)\b(buttons?|click(ed|ing)?|press(ed|ing)?|arrow keys?|keys?(?! files?)|keyboards?|menus?|checkbox(es)?|cursor|mouse|scroll|tap|screen)\b"#
    )
    let named = try Regex(#"\{[^}]*\}|--[a-z-]+"#)
    let chinese = try Regex(
      "按键|按鍵|按钮|按鈕|点击|點擊|單擊|单击|回车|键|鍵|菜单|選單|光标|游標|鼠标|滑鼠|复选框|屏幕|螢幕")
    for (key, sentence) in Catalogue(language).sentences where !key.hasPrefix("front.") {
      let words = sentence.replacing(named, with: "")
      #expect(words.firstMatch(of: english) == nil, "\(key): \(sentence)")
      #expect(sentence.firstMatch(of: chinese) == nil, "\(key): \(sentence)")
    }
  }

  @Test func `no English sentence pleads or jokes`() throws {
    let manners = try Regex(#"(?i)\b(please|oops|sorry|invalid|error|uh-oh)\b"#)
    for (key, sentence) in Self.english.sentences {
      #expect(sentence.firstMatch(of: manners) == nil, "\(key): \(sentence)")
    }
  }

  /// U+00A5 reaches a receipt printer's paper as digits.
  @Test(arguments: Language.allCases) func `no sentence writes a sum by itself`(
    language: Language
  ) throws {
    let signs = try Regex("[\u{A5}￥£$]")
    for (key, sentence) in Catalogue(language).sentences {
      #expect(sentence.firstMatch(of: signs) == nil, "\(key): \(sentence)")
    }
  }

  @Test(arguments: [Language.zhHans, .zhHant]) func `Chinese keeps to its own punctuation`(
    language: Language
  ) throws {
    let foreign = try Regex(#"\p{Han}\s*[,;:?!()]|[,;?!()]\s*\p{Han}|\p{Han}\."#)
    for (key, sentence) in Catalogue(language).sentences {
      #expect(sentence.firstMatch(of: foreign) == nil, "\(key): \(sentence)")
    }
  }

  /// Traditional Chinese is written for its readers, so mainland shapes and words are slips.
  @Test func `Traditional Chinese is written, not converted`() {
    let simplified: Set<Character> = Set(
      "个们这为来时说国会发应电邮账户码号业务费网续设备请确认话无须处证联系统计划资类让线开关门间问题项额选择数据进过还没对错误检询练习实权释长旧价级单达书写当动几种样点术转运环场钱银优简验语宝审员现观见规视觉继终结约绝络给绑经试诉该读谁课调谢记录讲许论访评识词译详货质购贵贷贴赔赠赢车较载输边迟选适递遗邻释针钟钥铃链销锁错键镜长闭闲闻阅队阶阳阴际陆险随难静须顶顺预领频题颜额风饭馆马驱驶验骗鱼鸟黄齐龙"
    )
    let words = ["短信", "信息", "賬戶", "賬單", "視頻", "套餐", "默認", "郵箱", "流量", "配置文件"]
    for (key, sentence) in Catalogue(.zhHant).sentences {
      let slips = sentence.filter(simplified.contains)
      #expect(slips.isEmpty, "\(key): \(slips)")
      #expect(!words.contains(where: sentence.contains), "\(key): \(sentence)")
    }
  }

  @Test func `Simplified Chinese has no traditional shapes`() {
    let traditional: Set<Character> = Set(
      "個們這為來時說國會發應電郵賬帳戶碼號業務費網續設備請確認話無須處證聯統計劃資類讓線開關門間問題項額選擇數據進過還對錯誤檢詢練習實權長舊價級單達書寫當動幾種樣點轉運環場錢銀優簡驗語審員現規繼終結約絡給綁經試該讀調記錄許評識詳貨質購訂驗碼註銷輸邊遲適銷鎖閉閱險隨難預領"
    )
    for (key, sentence) in Catalogue(.zhHans).sentences {
      let slips = sentence.filter(traditional.contains)
      #expect(slips.isEmpty, "\(key): \(slips)")
    }
  }
}
