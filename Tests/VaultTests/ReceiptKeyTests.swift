import CSodium
import Domain
import Testing

@testable import Vault

/// The key receipts are signed with: one for the life of a vault, and never in sight.
@Suite struct ReceiptKeyTests {
  private func key(_ vault: Vault) throws -> [UInt8] { try vault.read { try $0.receiptKey() } }

  @Test(arguments: Engine.allCases)
  func `X-08 a receipt's signature is checked by the public key alone`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let vault = try bench.create()
    let message = [UInt8]("esimdesk receipt and so on".utf8)
    let (publicKey, signature) = try vault.act { book in
      (try book.receiptKey(), try book.signReceipt(message))
    }
    // libsodium itself, without anything of ours around it.
    #expect(
      crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0)
    #expect(ReceiptSignature.holds(signature, over: message, by: publicKey))
    #expect(!ReceiptSignature.holds(signature, over: message + [0], by: publicKey))
    #expect(!ReceiptSignature.holds(signature, over: message, by: [UInt8](repeating: 1, count: 32)))
    #expect(!ReceiptSignature.holds(Array(signature.dropLast()), over: message, by: publicKey))
    #expect(!ReceiptSignature.holds(signature, over: message, by: Array(publicKey.dropLast())))
  }

  @Test(arguments: Engine.allCases)
  func `the key stays the same from one opening to the next, and each vault has its own`(
    _ engine: Engine
  ) throws {
    let bench = try Bench(engine)
    let first = try key(try bench.create())
    #expect(try key(try bench.open()) == first)
    let other = try Bench(engine)
    #expect(try key(try other.create()) != first)
  }

  @Test(arguments: Engine.allCases)
  func `nothing is signed outside an act`(_ engine: Engine) throws {
    let bench = try Bench(engine)
    let vault = try bench.create()
    #expect(throws: VaultError.misuse(.writeInRead)) {
      try vault.read { try $0.signReceipt([1]) }
    }
  }

  @Test(arguments: Engine.allCases)
  func `a key that was removed or changed is noticed, and bars nothing else`(_ engine: Engine)
    throws
  {
    for (change, fault) in [
      ([], Damage.Fault.missing), ([UInt8](repeating: 0, count: 72), .sealBroken),
      ([0], .sealBroken),
    ] {
      let bench = try Bench(engine)
      let spoil =
        change.isEmpty
        ? "DELETE FROM meta WHERE k = 'receipts'"
        : "UPDATE meta SET v = \(bench.blob(change)) WHERE k = 'receipts'"
      let vault = try bench.create()
      let id = try vault.note("stays")
      try bench.sql(spoil)
      let damage = Damage(.meta("receipts"), fault)
      #expect(throws: VaultError.damaged(damage)) { try vault.act { try $0.signReceipt([1]) } }
      #expect(try vault.text(id) == "stays")
      #expect(try vault.verify().damages == [damage])
    }
  }
}
