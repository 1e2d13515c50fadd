import Foundation

/// Why a test is about a vault in a file alone, and which tests show of one on a server what can be shown there.
///
/// All others run on both: those of the vault have each engine for an argument, and those of the whole program keep
/// their vaults where `ESIMDESK_TEST_ENGINE` says (`Scripts/test --engine postgresql`); only what begins a fleet of its
/// own has no use for a file. `FileMatterTests` holds the sources to this.
public enum FileMatter: String, CaseIterable, Sendable {
  /// Bytes of the file, its log or its anchor are changed, cut off, put back or looked for, or it never was a vault.
  case bytes
  /// A disk is full, fails or loses power, and programs are killed that write to it themselves.
  case disk
  /// Programs of one machine wait for each other by locks on files.
  case locks
  /// Modes, owners and folders decide who may do what.
  case rights
  /// One file takes the place of another in one step.
  case replacing
  /// A desk looks through its own file while it is open; to look through a fleet's is a command.
  case watching
  /// What a program loads, or another reads, to have to do with files alone.
  case programs

  /// The names of the tests that show it of a server.
  public var onServer: [String] {
    switch self {
    case .bytes:
      [
        "nothing visible of a record can be changed",
        "a flipped byte in a record is found where it is read",
        "the journal cannot be changed, shortened or holed",
        "a vault put back to an earlier state is refused",
        "a folder that lost its anchor says so once, and in the journal",
        "what is authentic on a damaged server is saved into a file, and that is put back",
        "nothing of 20 personal strings is in a server's dump, its files, its log or its sessions",
        "each reason for not getting in is told from the others",
      ]
    case .disk:
      [
        "a server whose disk is full refuses the act, loses nothing, and goes on once there is room",
        "200 kills of desks and primaries: what was told as done is there once, and nothing else is wrong",
      ]
    case .locks:
      [
        "whoever loses a race does it again with what the other one left",
        "200 kills of desks and primaries: what was told as done is there once, and nothing else is wrong",
      ]
    case .rights:
      [
        "a desk may neither make, change nor remove tables, and no entry of the journal",
        "a primary that dies is followed by its standby, with all that was done",
        "each reason for not getting in has its words and its number",
      ]
    case .replacing:
      [
        "what is done to the whole of a fleet's vault is killed at any moment, and nothing is lost",
        "a desk goes on after a backup took the place of what it did, and after a lie it does not",
      ]
    case .watching: ["a vault on a server is not looked through by every desk that opens it"]
    case .programs: []
    }
  }

  /// Whether such tests run: not where all that can be is on a server.
  public static var isTried: Bool {
    ProcessInfo.processInfo.environment["ESIMDESK_TEST_ENGINE"] != "postgresql"
  }
}
