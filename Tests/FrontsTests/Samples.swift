import Domain
import Journeys
import Terminal

@testable import Fronts

/// One prompt of each kind, as the sketches draw them.
enum Samples {
  static let home = Prompt(
    journey: "home", step: "page", title: t("Lin Yue"),
    body: [
      .fact(label: t("number"), value: t("+86 138 •••• 8000")),
      .fact(label: t("plan"), value: t("Data Plus 30 GB, monthly")),
      .fact(label: t("runs out"), value: t("Mon 23 Nov, in 3 days")),
      .gap,
      .meter(label: t("days"), share: 0.9, value: t("27 of 30")),
      .meter(label: t("data"), share: 16.4 / 30, value: t("16.4 of 30 GB")),
      .meter(label: t("calls"), share: 52.0 / 300, value: t("52 of 300 min")),
    ],
    ask: .choose([
      Option("renewal", t("Renew"), detail: t("do it now: nothing is lost by being early")),
      Option("activation", t("Activate"), disabled: t("the line is active already")),
      Option("management", t("My account")),
      Option("closure", t("Close my account")),
      Option("receipts", t("Receipts and messages"), detail: t("2 new")),
      Option("signOut", t("Sign out")),
    ]))

  static let terms = Prompt(
    journey: "renewal", step: "term", title: t("How long?"),
    body: [
      .columns([t("price"), t("a month"), t("runs until")]),
      .text(t("Your last three months: 16 GB a month, abroad on 11 days.")),
      .good(t("The 10 % loyalty discount is counted in.")),
    ],
    ask: .choose([
      Option(
        "month", t("month"), columns: [t("￥59.00"), t("￥59.00"), t("23 Dec 2026")], share: 1),
      Option(
        "quarter", t("3 months"), columns: [t("￥159.00"), t("￥53.00"), t("23 Feb 2027")],
        share: 53 / 59),
      Option(
        "year", t("year"), detail: t("-￥120"),
        columns: [t("￥588.00"), t("￥49.00"), t("23 Nov 2027")], share: 49 / 59),
    ]),
    position: Position(1, of: 4))

  static let gates = Prompt(
    journey: "closure", step: "gates", title: t("还差 2 项才能提交"),
    body: [
      .text(t("现在提交，预计 11月23日（周一）至 11月25日（周三）有结果（1-3 个工作日）。"))
    ],
    ask: .checklist(
      Checklist(
        items: [
          CheckItem(
            "balance", t("余额 ￥36.50 还没有去处"), detail: t("退款、转给其他账户，或明确放弃"),
            state: .blocking, action: .open),
          CheckItem(
            "devices", t("微信、支付宝仍绑定此号码"), detail: t("解绑后在这里确认"), state: .blocking,
            action: .tick),
          CheckItem("bills", t("账单已结清"), detail: nil, state: .done, action: .none),
          CheckItem(
            "backup", t("备份资料（建议）"), detail: t("可导出到 U 盘"), state: .open, action: .tick),
        ], proceed: nil)), position: Position(2, of: 7))

  static var gatesAgain: Prompt { later(gates) }

  /// The prompt as it is with a step before it.
  private static func later(_ prompt: Prompt) -> Prompt {
    var prompt = prompt
    prompt.canGoBack = true
    return prompt
  }

  static var ready: Prompt {
    var prompt = gatesAgain
    if case .checklist(var list) = prompt.ask {
      list.proceed = t("继续")
      prompt.ask = .checklist(list)
    }
    return prompt
  }

  static var signIn: Prompt {
    var prompt = Prompt(
      journey: "signIn", step: "credentials", title: t("Sign in"),
      body: [.remark(t("With the e-mail address, number or user name you registered."))],
      ask: .enter([
        Field("identifier", .identifier, t("E-mail, number or name"), initial: "lin.yue"),
        Field("password", .password, t("Password"), hint: t("Eight characters or more.")),
        Field("code", .code, t("Code"), hint: t("Six digits."), optional: true, limit: 6),
      ]),
      others: [Option("again", t("Send another code")), Option("lost", t("I cannot sign in"))])
    prompt.refusal = Refusal("email.format", field: "identifier")
    return later(prompt)
  }

  static let submit = Prompt(
    journey: "closure", step: "confirm", title: t("Close this account for good?"),
    body: [
      .warning(t("When the review ends, the number and everything on the account are erased.")),
      .bullet(t("The number +86 138 •••• 8000 goes back to the carrier.")),
      .bullet(t("￥36.50 goes to the card you paid with.")),
    ],
    ask: .confirm(
      Confirmation(yes: t("Close the account"), no: t("Keep the account"), irreversible: true)),
    position: Position(6, of: 7))

  static let progress = Prompt(
    journey: "progress", step: "review", title: t("Receipt R-7K2M-94QD"),
    body: [
      .moment(.past, when: t("Fri 20 Nov"), what: t("received, 09:12")),
      .moment(
        .now, when: t("today"), what: t("in review: result between Sat 21 and Fri 27 Nov")),
      .moment(.future, when: t("by 27 Nov"), what: t("account closed, data erased")),
      .moment(
        .future, when: t("a day later"),
        what: t("SIM taken off the network; delete the profile from your phone (3 steps)")),
    ],
    ask: .wait([
      Option(
        "withdraw", t("Withdraw the application"), detail: t("possible until the result is in")),
      Option("receipt", t("Show the receipt")),
      Option("profile", t("How to delete the profile")),
    ]))

  static let reading = Prompt(
    journey: "closure", step: "terms", title: t("注销协议"),
    body: (1...6).map { number in
      .text(
        t(
          "第\(number)条：您（以下称“用户”）申请注销账户后，本公司将在审核期满时删除您的个人资料、通话记录、"
            + "余额与积分；法律要求保留的凭证除外。注销完成后，号码（包括副号）收回，无法找回！请务必先备份。"))
    }, ask: .show, position: Position(3, of: 7))

  static let all: [(name: String, prompt: Prompt, language: Language)] = [
    ("home", home, .en), ("terms", terms, .en), ("gates", gatesAgain, .zhHans),
    ("ready", ready, .zhHant), ("sign-in", signIn, .en), ("submit", later(submit), .en),
    ("progress", progress, .en), ("reading", later(reading), .zhHans),
  ]
}

/// The prompt as it is first seen.
func view(
  _ prompt: Prompt, _ language: Language = .en, glyphs: Glyphs = .unicode,
  message: MessageText? = nil, isPractice: Bool = true
) -> View {
  View(
    prompt: prompt, form: Form(prompt),
    chrome: Chrome(
      brand: language == .en ? "Heyon" : "中港通", language: language, isPractice: isPractice,
      message: message), glyphs: glyphs, say: Speech(language: language).say)
}
