import Domain
import Foundation
import Testing

@testable import Vault

@Suite struct BookTests {
  let bench: Bench
  let vault: Vault

  init() throws {
    bench = try Bench()
    vault = try bench.create()
  }

  @Test func `what was written is read back, also after closing`() throws {
    let id = try vault.note("水はどこ", email: "a@example.org", owned: true)
    #expect(try vault.text(id) == "水はどこ")
    #expect(try bench.open().text(id) == "水はどこ")
    #expect(try bench.open().read { try $0.find(Lookup(.email, "a@example.org")) } == id)
    #expect(try vault.verify().isSound)
  }
}
