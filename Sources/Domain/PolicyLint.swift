extension BrandPolicy {
  /// What could not work, or could strand a person, although the file has the right shape.
  public var problems: [FileProblem] {
    var found: [FileProblem] = []
    func unique(_ ids: [String], _ path: String) {
      var seen: Set<String> = []
      for (index, id) in ids.enumerated() where !seen.insert(id).inserted {
        found.append(FileProblem("\(path)[\(index)].id", .duplicateID(id)))
      }
    }
    unique(plans.map(\.id), "plans")
    unique(promotions.map(\.id), "promotions")
    unique(closure.reasons.map(\.id), "closure.reasons")
    if currency.count != 3 || !currency.allSatisfy({ ("A"..."Z").contains($0) }) {
      found.append(FileProblem("currency", .wrongValue("an ISO 4217 code such as CNY")))
    }
    if signIn.isEmpty { found.append(FileProblem("signIn", .strands("one identifier"))) }
    if plans.isEmpty { found.append(FileProblem("plans", .strands("one plan"))) }
    for (index, plan) in plans.enumerated() {
      unique(plan.tiers.map(\.id), "plans[\(index)].tiers")
      if plan.tiers.isEmpty {
        found.append(FileProblem("plans[\(index)].tiers", .strands("one tier")))
      }
      for (tier, price) in plan.tiers.map(\.price).enumerated()
      where !(0...1_000_000_000_000).contains(price) {
        let why = price < 0 ? "a price below 0" : "a price above 1000000000000"
        found.append(FileProblem("plans[\(index)].tiers[\(tier)].price", .impossible(why)))
      }
    }
    for (index, promotion) in promotions.enumerated() {
      if (promotion.freeMonths == nil) == (promotion.percentOff == nil) {
        found.append(
          FileProblem("promotions[\(index)]", .wrongValue("either freeMonths or percentOff")))
      }
      if let months = promotion.freeMonths, !(1...120).contains(months) {
        found.append(FileProblem("promotions[\(index)].freeMonths", .impossible("not 1 to 120")))
      }
      if let percent = promotion.percentOff, !(1...100).contains(percent) {
        found.append(FileProblem("promotions[\(index)].percentOff", .impossible("not 1 to 100")))
      }
    }
    if !(0...60).contains(renewal.remindDays) {
      found.append(FileProblem("renewal.remindDays", .impossible("not 0 to 60")))
    }
    for (index, id) in (planChange?.plans ?? []).enumerated() where plan(id) == nil {
      found.append(FileProblem("planChange.plans[\(index)]", .wrongValue("the id of a plan")))
    }
    if let days = suspension?.maxDays, !(1...366).contains(days) {
      found.append(FileProblem("suspension.maxDays", .impossible("not 1 to 366")))
    }
    unique((outlets ?? []).map(\.id), "outlets")
    unique((districts ?? []).map(\.id), "districts")
    found += placeProblems
    unique((accountKinds ?? []).map(\.id), "accountKinds")
    unique((securityQuestions ?? []).map(\.id), "securityQuestions")
    unique((closure.survey ?? []).map(\.id), "closure.survey")
    for (index, question) in (closure.survey ?? []).enumerated() {
      unique(question.choices.map(\.id), "closure.survey[\(index)].choices")
    }
    unique((accountKinds ?? []).map(\.id), "accountKinds")
    unique((securityQuestions ?? []).map(\.id), "securityQuestions")
    unique((closure.survey ?? []).map(\.id), "closure.survey")
    for (index, question) in (closure.survey ?? []).enumerated() {
      unique(question.choices.map(\.id), "closure.survey[\(index)].choices")
    }
    if closure.procedures.contains(where: { $0.way == .counter }), (outlets ?? []).isEmpty {
      found.append(FileProblem("outlets", .strands("one outlet, or nobody can go to a counter")))
    }
    if closure.procedures.contains(where: { $0.details.contains(.accountType) }),
      (accountKinds ?? []).isEmpty
    {
      found.append(FileProblem("accountKinds", .strands("one kind, as the form asks for it")))
    }
    return found + takenIDs + closureProblems
      + closure.procedures.enumerated().flatMap { index, procedure in
        problems(of: procedure, "closure.procedures[\(index)]")
      }
  }

  /// Ids that the desk's own options have where a person chooses.
  private var takenIDs: [FileProblem] {
    var found: [FileProblem] = []
    func free(_ ids: [String], of taken: String, _ path: String) {
      for (index, id) in ids.enumerated() where id == taken {
        found.append(
          FileProblem("\(path)[\(index)].id", .wrongValue("another word: the desk uses \(id)")))
      }
    }
    free(plans.map(\.id), of: "home", "plans")
    for (index, plan) in plans.enumerated() {
      free(plan.tiers.map(\.id), of: "plans", "plans[\(index)].tiers")
    }
    free((outlets ?? []).map(\.id), of: "back", "outlets")
    free((districts ?? []).map(\.id), of: "back", "districts")
    free((securityQuestions ?? []).map(\.id), of: "home", "securityQuestions")
    for (index, question) in (closure.survey ?? []).enumerated() {
      free(question.choices.map(\.id), of: "skip", "closure.survey[\(index)].choices")
    }
    return found
  }
}

extension BrandPolicy {
  /// Places off the earth.
  private var placeProblems: [FileProblem] {
    var found: [FileProblem] = []
    func check(_ place: Place, _ path: String) {
      if !(-90...90).contains(place.latitude) {
        found.append(FileProblem("\(path).latitude", .impossible("not -90 to 90")))
      }
      if !(-180...180).contains(place.longitude) {
        found.append(FileProblem("\(path).longitude", .impossible("not -180 to 180")))
      }
    }
    for (index, district) in (districts ?? []).enumerated() {
      check(district.place, "districts[\(index)]")
    }
    for (index, outlet) in (outlets ?? []).enumerated() {
      check(outlet.place, "outlets[\(index)]")
    }
    return found
  }

  private var closureProblems: [FileProblem] {
    var found: [FileProblem] = []
    let ways = closure.procedures.map(\.way)
    if ways.isEmpty { found.append(FileProblem("closure.procedures", .strands("one way"))) }
    if Set(ways).count != ways.count {
      found.append(FileProblem("closure.procedures", .wrongValue("each way once")))
    }
    if closure.reasons.isEmpty {
      found.append(FileProblem("closure.reasons", .strands("one reason")))
    }
    if closure.consequences.isEmpty {
      found.append(FileProblem("closure.consequences", .missing))
    }
    if closure.postCloseSignIn == .readOnlyStatus, !(1...366).contains(closure.statusDays ?? 0) {
      found.append(
        FileProblem("closure.statusDays", .impossible("readOnlyStatus wants 1 to 366 days")))
    }
    if !(0...366).contains(closure.simOffDays) {
      found.append(FileProblem("closure.simOffDays", .impossible("not 0 to 366")))
    }
    if !(0...100).contains(closure.keptYears) {
      found.append(FileProblem("closure.keptYears", .impossible("not 0 to 100")))
    }
    for (index, question) in (closure.survey ?? []).enumerated() where question.choices.isEmpty {
      found.append(
        FileProblem("closure.survey[\(index)].choices", .strands("one choice")))
    }
    return found
  }

  private func problems(of procedure: ClosureProcedure, _ path: String) -> [FileProblem] {
    var found: [FileProblem] = []
    func add(_ key: String, _ kind: FileProblem.Kind) {
      found.append(FileProblem("\(path).\(key)", kind))
    }
    let window = procedure.window
    if window.min < 0 || window.max < window.min || window.max > 366 {
      add("window", .impossible("min 0 or more, max from min to 366"))
    }
    if window.unit == .workingDays, window.calendar == nil {
      add("window.calendar", .strands("a calendar: whose working days are they?"))
    }
    if window.unit != .workingDays, window.calendar != nil {
      add("window.calendar", .wrongValue("absent unless the unit is workingDays"))
    }
    let kinds = procedure.gates.map(\.kind)
    if Set(kinds).count != kinds.count { add("gates", .wrongValue("each kind once")) }
    for (index, gate) in procedure.gates.enumerated() {
      let said = [.backup, .terms, .linkedAccounts, .deviceSupport].contains(gate.kind)
      if said, gate.level == .blocking {
        add("gates[\(index)].level", .strands("attest: nothing but the person's word clears it"))
      }
      if !said, gate.level == .attest {
        add("gates[\(index)].level", .wrongValue("blocking or advisory: the desk knows by itself"))
      }
      if gate.kind == .documents, procedure.documents.isEmpty {
        add("documents", .strands("one kind of document, or nothing clears the gate"))
      }
    }
    for (index, gate) in procedure.gates.enumerated() where gate.staffMayOverride != nil {
      if procedure.way != .counter {
        add(
          "gates[\(index)].staffMayOverride",
          .wrongValue("absent: there is no staff but at a counter"))
      } else if gate.level == .advisory || Gate.alwaysHold.contains(gate.kind) {
        add("gates[\(index)].staffMayOverride", .wrongValue("absent: this gate cannot be let be"))
      }
    }
    if procedure.way == .counter { return found + counterProblems(of: procedure, path) }
    if procedure.agreement != nil {
      add("agreement", .wrongValue("absent: it is signed at a counter only"))
    }
    if procedure.identity.isEmpty || procedure.identity.contains([]) {
      add("identity", .strands("one method in every list"))
    }
    for (index, methods) in procedure.identity.enumerated() {
      if methods == [.securityQuestion] {
        add(
          "identity[\(index)]", .strands("another method: a security question never counts alone"))
      }
      if methods.contains(.securityQuestion), (securityQuestions ?? []).isEmpty {
        add("identity[\(index)]", .strands("securityQuestions to be asked"))
      }
      if methods.contains(.document), procedure.documents.isEmpty {
        add("identity[\(index)]", .strands("documents that count"))
      }
    }
    if closure.reasons.contains(where: \.deviceLost),
      procedure.identity.allSatisfy({ $0.contains(where: \.needsPhone) })
    {
      add("identity", .strands("a way without the phone, which may be lost"))
    }
    return found
  }

  private func counterProblems(
    of procedure: ClosureProcedure, _ path: String
  ) -> [FileProblem] {
    var found: [FileProblem] = []
    func add(_ key: String, _ kind: FileProblem.Kind) {
      found.append(FileProblem("\(path).\(key)", kind))
    }
    if procedure.documents.isEmpty {
      add("documents", .strands("one kind of document, or nobody is served"))
    }
    if !procedure.identity.isEmpty {
      add("identity", .wrongValue("empty: at a counter the document is shown"))
    }
    let kinds = procedure.materials.map(\.kind).filter { $0 != .other }
    if Set(kinds).count != kinds.count {
      add("materials", .wrongValue("each kind once, but for other"))
    }
    for needed in [Material.Kind.document, .purchaseProof] where !kinds.contains(needed) {
      if needed == .document || (outlets ?? []).contains(where: \.asksPurchaseProof) {
        add("materials", .strands("one of kind \(needed.rawValue), or nobody brings it"))
      }
    }
    if procedure.agreement?.clauses.isEmpty == true {
      add("agreement.clauses", .strands("one clause"))
    }
    return found
  }
}
