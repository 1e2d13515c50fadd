import Connectors
import Domain
import Journeys
import Terminal
import Wording

/// Receipts on paper: what they say, broken into the printer's lines, and its code as a symbol.
struct SlipPrinting {
  let printer: ReceiptPrinter

  init(_ settings: PrinterSettings, _ options: Options) throws(Failure) {
    guard let printer = ReceiptPrinter(settings) else {
      throw options.refusal("fault.queue")
    }
    self.printer = printer
  }

  var port: Ports.Printer {
    let printer = printer
    return Ports.Printer(
      state: { printer.state() },
      print: { receipt, policy, language in
        printer.print(Self.slip(receipt, policy, language, printer.language))
      })
  }

  /// A receipt as the printer is told it.
  static func slip(
    _ receipt: Receipt, _ policy: BrandPolicy, _ language: Language, _ printer: EscPos
  ) -> [UInt8] {
    let language = spoken(language, printer.charset)
    let words = Catalogue(language)
    let columns = printer.columns
    func fitted(_ lines: [String]) -> [String] { lines.flatMap { $0.wrapped(to: columns) } }
    // Double width leaves half the columns.
    let title = words.say("receipts.one.title").wrapped(to: columns / 2)
    let facts = fitted(ReceiptText.lines(of: receipt, policy: policy, language: language))
    let code = receipt.code.flatMap { try? ReceiptCode($0) }
    return printer.slip(
      title.map { .title($0) } + [.rule] + facts.map { .text($0) } + [.rule]
        + (code == nil ? [] : fitted([words.say("paper.code")]).map { .text($0) }),
      code: receipt.code, below: fitted(code?.lines ?? []))
  }

  /// The language a printer can write: Big5 lacks simplified characters, ASCII all of them.
  private static func spoken(_ language: Language, _ charset: EscPos.Charset) -> Language {
    switch (charset, language) {
    case (.ascii, _): .en
    case (.big5, .zhHans): .zhHant
    default: language
    }
  }
}
