import Foundation
import Testing

/// Files of updates given to the real program.
@Suite struct UpdateTests {
  private static let file = """
    source,seq,brand,number,balance,balance_add,data_mb,minutes,months,bills,bills_paid,contract
    billing,1,heyon,H-770001,,500,,,,,,
    billing,2,heyon,H-770001,,,2048,77,,,BILL-SEED-1,
    billing,3,heyon,H-770002,,,,,,BILL-NEW-2|2026-11-01|900,,2099-06-30|30000

    """

  @Test func `the same file twice changes nothing twice, and a longer one only what is new`() throws
  {
    let vault = try VaultDesk()
    let before = try vault.standing()
    #expect(before.balance == "120.00" && before.bills)
    let file = try vault.folder.write(Self.file, to: "updates.csv")
    let first = try vault.run("import", "--updates", file)
    #expect(first.code == 0 && first.out.contains("3 updates were taken; 0"), "\(first)")
    let after = try vault.standing()
    #expect(after.balance == "125.00" && !after.bills)
    let again = try vault.run("import", "--updates", file)
    #expect(again.code == 0 && again.out.contains("0 updates were taken; 3"), "\(again)")
    #expect(try vault.standing() == after)
    let longer = try vault.folder.write(
      Self.file + "billing,9,heyon,H-770001,,-100,,,,,,\n", to: "longer.csv")
    #expect(try vault.run("import", "--updates", longer).out.contains("1 update was taken; 3"))
    #expect(try vault.standing().balance == "124.00")
    #expect(try vault.isSound && vault.leaks.isEmpty)
  }

  @Test func `JSON says the same as CSV`() throws {
    let vault = try VaultDesk()
    let file = try vault.folder.write(
      #"[{"source":"billing","seq":1,"brand":"heyon","number":"H-770001","balance_add":-2000}]"#,
      to: "updates.json")
    #expect(try vault.run("import", "--updates", file).code == 0)
    #expect(try vault.standing().balance == "100.00")
  }

  @Test func `every wrong line is told, and then nothing is taken unless wrong lines are left out`()
    throws
  {
    let vault = try VaultDesk()
    let file = try vault.folder.write(
      Self.file + """
        billing,3,heyon,H-770001,,1,,,,,,
        billing,4,heyon,H-999999,,1,,,,,,
        billing,5,heyon,H-770001,,-99999999,,,,,,
        billing,6,heyon,H-770001,abc,,,,,,,
        billing,7,heyon,H-770001,,3,,,,,,

        """, to: "updates.csv")
    let refused = try vault.run("import", "--updates", file)
    #expect(refused.code == 65 && refused.out.isEmpty)
    for line in ["5", "6", "7", "8"] {
      #expect(refused.err.contains("ine \(line)"), "\(refused.err)")
    }
    #expect(try vault.standing().balance == "120.00")
    let skipped = try vault.run("import", "--updates", file, "--skip-bad")
    #expect(skipped.code == 0 && skipped.out.contains("4 updates were taken"), "\(skipped)")
    for line in ["5", "6", "7", "8"] {
      #expect(skipped.err.contains("ine \(line)"), "\(skipped.err)")
    }
    #expect(try vault.standing().balance == "125.03")
  }

  @Test func `a file without updates is refused by what it is`() throws {
    let vault = try VaultDesk()
    for text in ["source,seq,brand,number\n", ""] {
      let file = try vault.folder.write(text, to: "empty.csv")
      let result = try vault.run("import", "--updates", file)
      #expect(result.code == 65 && result.err.contains("nothing in the file"), "\(result)")
    }
  }

  @Test func `an update that nobody can read is refused whole`() throws {
    let vault = try VaultDesk()
    for text in [
      "source,seq,name\nbilling,1,x\n", "source,seq,brand,number\nbilling,1,heyon\n",
      "source,seq,brand,number\n\"billing,1\n",
    ] {
      let file = try vault.folder.write(text, to: "bad.csv")
      let result = try vault.run("import", "--updates", file)
      #expect(result.code == 65 && result.out.isEmpty, "\(result)")
    }
  }
}
