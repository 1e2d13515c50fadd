public import Domain
import Journeys

/// A notice as it leaves the desk.
public struct MessageText: Equatable, Sendable {
  /// The address or number it goes to.
  public let to: String
  /// Mail only.
  public let subject: String?
  public let text: String
}

/// What a notice says, in the language of the person it goes to.
///
/// The same sentences go by mail and by short message; only what is put around them differs.
public enum NoticeText {
  public static func message(_ notice: Notice, policy: BrandPolicy) -> MessageText {
    var catalogue = Catalogue(notice.language)
    let (kind, facts) = content(of: notice.body, policy: policy)
    let all = facts.merging(contacts(policy)) { fact, _ in fact }
    let told = Fact.phrase(Phrase("notice.\(kind).text", all))
    let framed = contacts(policy).merging(["text": told]) { _, text in text }
    switch notice.channel {
    case .mail:
      return MessageText(
        to: notice.address, subject: catalogue.say(Phrase("notice.\(kind).subject", all)),
        text: catalogue.say(Phrase("notice.mail", framed))
          + enclosed(notice, policy))
    case .sms:
      catalogue.formats.namesYuan = notice.language == .en
      return MessageText(
        to: notice.address, subject: nil, text: catalogue.say(Phrase("notice.sms", framed)))
    }
  }

  /// What is enclosed below the signature: lines as they are, which no sentence may hold.
  private static func enclosed(_ notice: Notice, _ policy: BrandPolicy) -> String {
    if let receipt = notice.receipt {
      let lines = ReceiptText.lines(of: receipt, policy: policy, language: notice.language)
      let code = ReceiptText.code(of: receipt, notice.language)
      return "\n\n" + (lines + (code.isEmpty ? [] : [""] + code)).joined(separator: "\n")
    }
    guard case .dataCopy(let text) = notice.body else { return "" }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return "\n\n" + lines.map { tidy(String($0)) }.joined(separator: "\n")
  }

  private static func content(
    of body: Notice.Body, policy: BrandPolicy
  ) -> (kind: String, facts: [String: Fact]) {
    switch body {
    case .code(let code, let purpose):
      let facts: [String: Fact] = ["code": .text(code), "life": .seconds(OneTimeCode.lifeSeconds)]
      switch purpose {
      case .identity: return ("code.identity", facts)
      case .passwordReset: return ("code.passwordReset", facts)
      case .emailConfirmation: return ("code.emailConfirmation", facts)
      case .agreement: return ("code.agreement", facts)
      }
    case .activated:
      return ("activated", [:])
    case .renewed(let quote, let receipt):
      var facts: [String: Fact] = [
        "plan": policy.name(ofPlan: quote.plan), "from": .day(quote.from),
        "total": .money(quote.total), "receipt": .text(receipt),
      ]
      guard let until = quote.until else { return ("renewed.payAsYouGo", facts) }
      facts["until"] = .day(until)
      return ("renewed", facts)
    case .billPaid(let bill, let amount, let receipt):
      return (
        "billPaid", ["bill": .text(bill), "amount": .money(amount), "receipt": .text(receipt)]
      )
    case .refunded(let amount, let receipt):
      return ("refunded", ["amount": .money(amount), "receipt": .text(receipt)])
    case .voided(let amount, let receipt):
      return ("voided", ["amount": .money(amount), "receipt": .text(receipt)])
    case .passwordChanged:
      return ("passwordChanged", [:])
    case .dataCopy:
      return ("dataCopy", [:])
    case .receiptCopy(let receipt):
      return ("receiptCopy", ["receipt": .text(receipt)])
    case .planChanged(let quote, let receipt):
      return (
        "planChanged",
        [
          "plan": policy.name(ofPlan: quote.plan), "due": .money(quote.due),
          "receipt": .text(receipt),
        ]
      )
    case .suspended(let days, let receipt):
      return ("suspended", ["last": .day(days.last), "receipt": .text(receipt)])
    case .resumed(let receipt):
      return ("resumed", ["receipt": .text(receipt)])
    case .closureSubmitted(let receipt, let window):
      return (
        "closureSubmitted",
        ["receipt": .text(receipt), "window": .phrase(DateLines.words(window))]
      )
    case .closureQuestion(let receipt, let question):
      return ("closureQuestion", ["receipt": .text(receipt), "question": .text(question)])
    case .closureWithdrawn(let receipt):
      return ("closureWithdrawn", ["receipt": .text(receipt)])
    case .closureRejected(let receipt, let reason):
      return ("closureRejected", ["receipt": .text(receipt), "reason": RejectionWords.of(reason)])
    case .closureDone(let receipt, let balance):
      let kind =
        policy.closure.postCloseSignIn == .deny ? "closureDone" : "closureDoneReadable"
      return (
        kind,
        [
          "receipt": .text(receipt), "balance": .outcome(balance),
          "days": .count(policy.closure.statusDays ?? 0),
        ]
      )
    }
  }

  /// The facts any notice may name: who speaks, and where help is.
  private static func contacts(_ policy: BrandPolicy) -> [String: Fact] {
    [
      "brand": .policy(policy.names), "hotline": .text(policy.support.hotline),
      "hours": .policy(policy.support.hours), "email": .text(policy.support.email),
      "site": .text(policy.support.site),
    ]
  }
}
