import Glibc

/// How often a test that lives on chance tries: `short` times, ten times as often where `Scripts/test --long` asks for it.
public func rounds(_ short: Int) -> Int {
  getenv("ESIMDESK_LONG") == nil ? short : short * 10
}
