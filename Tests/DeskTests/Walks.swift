import Fixtures
import Foundation

/// Walks through every journey there is at a practice desk, each from the choice of carriers and back to it.
enum Walks {
  static let all: [(name: String, go: @Sendable (Walk) throws -> Void)] = [
    ("renewal", renewal), ("registration and activation", registration),
    ("activation", activation), ("management", management), ("password reset", passwordReset),
    ("bill and order", billAndOrder), ("progress", progress),
    ("plan change and suspension", lycaLine), ("closure at Lyca", lyca),
    // Staff ask for more proof of the application before.
    ("staff", staff),
    ("outlets and counter", outlets), ("closure at Zhonggangtong", zhonggangtong),
    ("closure at the counter", counter), ("closure at the Station", station),
    ("closure of a plain eSIM", esim),
    // The last, since it moves the clock.
    ("closure at Heyon", heyon),
  ]

  static func renewal(_ walk: Walk) throws {
    try walk.signIn("heyon", "linyue").choose("verification", "mailCode")
    try walk.enter(["code": "000000"]).code().at("verification.proved").next()
    try walk.choose("renewal", "quarter", "practice").confirm().choose("decline")
    try walk.at("renewal.declined").choose("again", "approve").at("renewal.paid").next()
    let number = try walk.guide.receipt()
    try walk.choose("receipts", number, "code").next().next().choose("back")
    try walk.at("home.menu").choose("signOut", "lookUp").enter(["receipt": "R-0000-0000"])
    try walk.enter(["receipt": number]).at("lookUp.receipt").next()
    try walk.choose("brand")
  }

  static func registration(_ walk: Walk) throws {
    try walk.choose("heyon", "register").enter([
      "name": "Wang Wei", "email": "wang@example", "msisdn": "", "userName": "",
    ])
    try walk.enter(["name": "Wang Wei", "email": "wang@example.com", "msisdn": "", "userName": ""])
    let password = ["password": "violet harbour 8412", "again": "violet harbour 8412"]
    try walk.enter(password).code().at("register.done").next()
    try walk.choose("no").at("activation.unsupported").choose("other", "yes")
    try walk.check("1", "2", "3", "4").next().at("activation.code")
    try walk.enter(["code": "LPA:1$smdp.heyon.example$NEW-CARD-1"]).at("activation.sure").confirm()
    try walk.at("activation.done").next().signOut()
  }

  static func activation(_ walk: Walk) throws {
    try walk.signIn("heyon", "zhouxiao").choose("activation", "unsure")
    try walk.back().choose("yes").check("1", "2", "3", "4").next().confirm()
    try walk.at("activation.done").next().signOut()
  }

  static func management(_ walk: Walk) throws {
    try walk.signIn("heyon", "sara").choose("management", "changePassword")
    try walk.enter(["password": "practice-desk"])
    try walk.enter(["password": "amber harbour 5521", "again": "amber harbour 5521"]).next()
    try walk.choose("devices", "D1", "D2", "back", "exportData", "text")
    try walk.enter(["folder": "~/nowhere"]).enter(["folder": "~/"]).at("export.done").next()
    try walk.at("management.menu").choose("exportData", "mail").at("export.mailed").next()
    try walk.at("management.menu").choose("home").signOut()
  }

  static func passwordReset(_ walk: Walk) throws {
    try walk.choose("heyon", "resetPassword").enter(["identifier": "ana@example.com"])
    try walk.choose("sms").code()
    try walk.enter(["password": "amber harbour 5521", "again": "amber harbour 5521"]).next()
    try walk.enter(["identifier": "ana@example.com", "password": "amber harbour 5521"])
    try walk.signOut()
  }

  static func billAndOrder(_ walk: Walk) throws {
    try walk.signIn("heyon", "tom").choose("bills", "B-2026-10", "balance").confirm().next()
    try walk.signOut().signIn("heyon", "kayan").choose("order").at("renewal.unfinished")
    try walk.choose("cancel").next()
    try walk.at("renewal.tier").home().signOut()
  }

  static func staff(_ walk: Walk) throws {
    let number = try walk.guide.receipt()
    try walk.choose("lyca", "staff").enter(["name": "wong", "password": "no", "code": "000000"])
    let code = try walk.staffCode("wong")
    try walk.enter(["name": "wong", "password": "practice-desk", "code": code]).at("review.queue")
    try walk.choose("serve").enter(["person": "nobody@example.com"])
    try walk.enter(["person": "omar@example.com"]).at("counter.person").choose("other", "queue")
    try walk.choose("till").at("till.list").choose("back")
    try walk.choose(number).at("review.file").choose("ask")
    try walk.enter(["words": "Which shop sold it?"]).at("review.asked").next().choose("signOut")
    try walk.choose("brand").signIn("lyca", "ivan").choose("progress", "answer").enter([
      "answer": "The one at the pier", "path": "",
    ])
    try walk.at("progress.answered").next().choose("home").signOut()
  }

  static func progress(_ walk: Walk) throws {
    try walk.signIn("heyon", "omar").choose("progress", "guide")
    for device in ["iphone", "android", "tablet", "watch", "other"] {
      try walk.choose(device).next()
    }
    try walk.choose("home", "progress", "withdraw").confirm().at("progress.withdrawn").next()
    try walk.signOut()
  }

  static func heyon(_ walk: Walk) throws {
    try walk.signIn("heyon", "zhiming").toChecklist().settle("noLongerNeeded").confirm()
    try walk.choose("mailCode").code().close()
    let number = try walk.guide.receipt()
    try walk.choose("progress").home().choose("clock", "day", "day").at("farewell.closed").next()
    try walk.choose("lookUp").enter(["receipt": number]).at("lookUp.progress").next()
    try walk.choose("brand")
  }

  static func lycaLine(_ walk: Walk) throws {
    try walk.signIn("lyca", "grace").choose("planChange", "premium", "month", "balance").confirm()
    try walk.at("planChange.paid").next().choose("suspension", "30").confirm()
    try walk.at("suspension.done").next().signOut()
    try walk.signIn("lyca", "mei").choose("suspension").at("suspension.resume").choose("resume")
    try walk.at("suspension.done").next().signOut()
  }

  static func lyca(_ walk: Walk) throws {
    try walk.signIn("lyca", "ivan").choose("management", "authenticator")
    let secret = try walk.secret()
    try walk.enter(["code": Counter.code(of: "secret=\(secret)", at: walk.clock)]).next()
    try walk.at("management.menu").choose("home").toChecklist().settle("tooExpensive")
    try walk.at("closure.instead").choose("close", "personal").confirm().choose("smsCode").code()
    try walk.close().signOut()
  }

  static func outlets(_ walk: Walk) throws {
    try walk.choose("zhonggangtong", "outlets", "city1", "hk-mongkok").next().choose("back")
    try walk.choose("place").enter(["place": "22.3193, 114.1694"]).choose("back", "back", "back")
    try walk.at("welcome.start").choose("brand").signIn("zhonggangtong", "liqiang")
    try walk.choose("closure", "start", "counter").choose("outlets").choose("back").choose("home")
    try walk.signOut()
  }

  static func zhonggangtong(_ walk: Walk) throws {
    try walk.signIn("zhonggangtong", "wingsze").toChecklist("online")
    try walk.choose("documents", "exitPermit").enter(["number": "C?", "expires": "2030-01-31"])
    try walk.enter(["number": "CA1234567", "expires": "2030-01-31"]).settle("noCrossing")
    try walk.enter(["msisdn": "+8613800138013", "email": "wingsze@example.com"]).confirm()
    try walk.choose("mailCode+idPhoto").code().enter(["path": "~/none.jpg"])
    try walk.enter(["path": "~/id.jpg"]).close().signOut()
  }

  /// Face to face: staff find the person, who then speaks the last word alone.
  static func counter(_ walk: Walk) throws {
    try walk.choose("zhonggangtong", "staff").at("staff.signIn")
    let code = try walk.guide.staffCode("chan")
    try walk.enter(["name": "chan", "password": "practice-desk", "code": code])
    try walk.at("review.queue").choose("serve").enter(["person": "liqiang"])
    try walk.choose("close", "hk-causewaybay", "start", "noLongerNeeded")
    try walk.check("document", "device", "purchaseProof").next().choose("hkid")
    try walk.enter(["number": "A123456(3)"]).confirm().enter(["proof": "order 48213"])
    try walk.choose("contract", "accept", "balance", "refund").choose("override", "linkedAccounts")
    try walk.enter(["reason": "phone stolen, police report seen"]).choose("terms").confirm().next()
    try walk.choose("mailCode").next().confirm()
    try walk.enter(["name": "Li Qiang", "code": try walk.guide.code()]).at("counter.submitted")
    try walk.choose("code").next().next().at("counter.find").choose("queue", "signOut")
    try walk.at("welcome.start").choose("brand")
  }

  static func station(_ walk: Walk) throws {
    try walk.signIn("station", "noor").choose("management", "securityQuestion", "teacher")
    try walk.enter(["answer": "Frau Dr. Weiss"]).next().choose("home").toChecklist()
    try walk.choose("services", "S1", "S2").settle("deviceLost").confirm()
    try walk.choose("securityQuestion+idPhoto").enter(["answer": "frau dr weiss"])
    try walk.enter(["path": "~/id.jpg"]).close().signOut()
  }

  static func esim(_ walk: Walk) throws {
    try walk.signIn("esim", "jonas").toChecklist().settle("noLongerNeeded")
    try walk.enter([
      "deviceModel": "Pixel 8", "imei": "490154203237518", "msisdn": "+8613800138017",
    ])
    try walk.confirm().choose("smsCode").code().close().signOut()
  }

  /// Puts the photo of an identity card where the walks look for one.
  static func prepare(_ folder: Folder) throws {
    let photo = URL(fileURLWithPath: folder("id.jpg"))
    try Data([0xFF, 0xD8, 0xFF] + Array(repeating: 7, count: 20_000) + [0xFF, 0xD9]).write(
      to: photo)
  }
}

extension Walk {
  /// The authenticator's secret, as it is to be typed into an app.
  fileprivate func secret() throws -> String {
    for word in guide.prompt.body.flatMap({ $0.split(separator: " ") })
    where word.count > 15 && word.allSatisfy({ "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".contains($0) }) {
      return String(word)
    }
    throw Child.Trouble("no secret in \(guide.prompt.body)")
  }

  /// The code that the practice desk shows for somebody of its staff.
  fileprivate func staffCode(_ name: String) throws -> String {
    let line = guide.prompt.body.first { $0.hasPrefix(name) } ?? ""
    guard let code = sixDigits(in: line) else {
      throw Child.Trouble("no code in \(guide.prompt.body)")
    }
    return code
  }

  /// The practice clock, in seconds: it runs on from where it was started, and was not moved here.
  fileprivate var clock: Double {
    (began.map { Date().timeIntervalSince($0) } ?? 0) + 1_795_136_400
  }
}
