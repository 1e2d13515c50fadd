import Fixtures
import Testing

@testable import Domain

struct MoneyTests {
  @Test func `X-12 a percentage is rounded to the nearest, halves away from zero`() {
    #expect(Money(5900, "CNY").percent(10) == Money(590, "CNY"))
    #expect(Money(5, "CNY").percent(10) == Money(1, "CNY"))
    #expect(Money(4, "CNY").percent(10) == Money(0, "CNY"))
    #expect(Money(-5, "CNY").percent(10) == Money(-1, "CNY"))
    #expect(Money(12_345, "CNY").percent(33) == Money(4074, "CNY"))
    #expect(Money(9999, "CNY").percent(100) == Money(9999, "CNY"))
    #expect(Money(9999, "CNY").percent(0) == Money(0, "CNY"))
  }

  @Test func `random percentages and shares are the nearest whole number`() {
    // Seed 21; exact in integers: twice the distance to the true value is at most the divisor.
    var chance = SplitMix64(seed: 21)
    for _ in 0..<3000 {
      let sum = Int64.random(in: -10_000_000...10_000_000, using: &chance)
      let percent = Int.random(in: 0...100, using: &chance)
      let part = Money(sum, "CNY").percent(percent).minor
      #expect(abs(2 * (part * 100 - sum * Int64(percent))) <= 100)
      let parts = Int.random(in: 1...13, using: &chance)
      let share = Money(sum, "CNY").divided(by: parts).minor
      #expect(abs(2 * (share * Int64(parts) - sum)) <= Int64(parts))
    }
  }

  @Test func `sums keep their currency`() {
    #expect(Money(100, "CNY") + Money(50, "CNY") == Money(150, "CNY"))
    #expect(Money(100, "CNY") - Money(150, "CNY") == Money(-50, "CNY"))
    #expect(Money(100, "CNY") != Money(100, "HKD"))
    #expect(Money(100, "CNY").divided(by: 0) == Money(100, "CNY"))
  }
}
