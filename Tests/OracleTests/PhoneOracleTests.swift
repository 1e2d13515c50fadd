import Testing

@testable import Domain

@Suite struct PhoneOracleTests {
  @Test(arguments: NumberingPlan.allCases) func `phone numbers agree with libphonenumber`(
    plan: NumberingPlan
  ) throws {
    var chance = SplitMix64(seed: UInt64(plan.callingCode) ?? 0)
    let count = Oracle.count / NumberingPlan.allCases.count
    let inputs = (0..<count).map { _ -> String in
      let national = Self.number(plan, &chance)
      let typed =
        switch chance.below(4) {
        case 0: (plan.hasTrunkZero ? "0" : "") + national
        case 1: "00\(plan.callingCode)\(national)"
        default: "+\(plan.callingCode)\(national)"
        }
      return "\(plan.rawValue) \(typed)"
    }
    let verdicts = try Oracle.verdicts("msisdn", inputs)
    var differences: [String] = []
    var mobiles = 0
    for (input, verdict) in zip(inputs, verdicts) {
      let typed = String(input.dropFirst(3))
      let ours = try? MSISDN(typed, callingCode: plan.callingCode)
      let theirs = verdict.split(separator: " ")
      let agrees =
        switch theirs.first {
        case "mobile": ours?.use == .mobile && ours?.text ?? "" == theirs[1]
        // Fixed lines are taken wherever the oracle has one; what is more is a coarser table.
        case "line": ours?.use == .fixedLine && ours?.text ?? "" == theirs[1]
        case "abroad": true
        default: ours?.use != .mobile
        }
      if theirs.first == "mobile" { mobiles += 1 }
      if !agrees {
        differences.append("\(input): ours \(String(describing: ours)), theirs \(verdict)")
      }
    }
    #expect(
      differences.isEmpty,
      "\(differences.count), such as \(differences.prefix(8).joined(separator: "; "))")
    #expect((count / 6...count * 5 / 6).contains(mobiles))
  }

  private static func number(_ plan: NumberingPlan, _ chance: inout SplitMix64) -> String {
    let length = plan.lengths.lowerBound + chance.below(plan.lengths.count)
    let mobile: (String, Int) =
      switch plan {
      case .mainland: ("1", 11)
      case .hongKong: ("", 8)
      case .macau: ("6", 8)
      case .taiwan: ("9", 9)
      case .britain: ("7", 10)
      }
    switch chance.below(10) {
    case 0: return chance.digits(length)
    case 1: return chance.digits(5 + chance.below(8))
    case 2:
      let wrong = mobile.1 + chance.below(3) - 1
      return mobile.0 + chance.digits(wrong - mobile.0.utf8.count)
    default: return mobile.0 + chance.digits(mobile.1 - mobile.0.utf8.count)
    }
  }
}
