/// How the program ends, in the numbers of sysexits.h.
enum Exit {
  static let ok: Int32 = 0
  /// Something was found wrong by a command that looks for it.
  static let found: Int32 = 1
  static let usage: Int32 = 64
  static let badData: Int32 = 65
  static let noInput: Int32 = 66
  static let unavailable: Int32 = 69
  static let internalFault: Int32 = 70
  static let osError: Int32 = 71
  static let cannotCreate: Int32 = 73
  static let ioError: Int32 = 74
  static let tryAgain: Int32 = 75
  static let noPermission: Int32 = 77
  static let config: Int32 = 78
}

/// Why a command ended early: the number it ends with and the one line it leaves on stderr.
struct Failure: Error {
  let code: Int32
  let line: String
}
