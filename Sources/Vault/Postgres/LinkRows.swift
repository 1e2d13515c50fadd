internal import CPQ

/// What a statement gave: rows in binary, freed when it goes.
struct LinkRows: ~Copyable {
  private let pq: LibPQ
  private let result: OpaquePointer

  init(_ pq: LibPQ, _ result: OpaquePointer) {
    self.pq = pq
    self.result = result
  }

  deinit { pq.table.clear(result) }

  /// Whether it is the mark at the end of what was sent together.
  var isMark: Bool { pq.table.result_status(result) == PGRES_PIPELINE_SYNC }

  /// Whether the server says no more after it.
  var isLast: Bool {
    pq.table.result_status(result) == PGRES_FATAL_ERROR
      && ["FATAL", "PANIC"].contains(pq.severity(of: result))
  }

  /// Why there is nothing; nil where there is.
  var failure: LinkError? {
    switch pq.table.result_status(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK: nil
    // Something before it failed, and says why.
    case PGRES_PIPELINE_ABORTED: .server("25P02")
    default:
      switch pq.sqlstate(of: result) {
      // libpq's own: the connection broke, or what came over it is not what was agreed.
      case "": .lost
      case let state: LinkError(sqlstate: state)
      }
    }
  }

  /// What was done, such as `COMMIT`.
  var command: String { pq.table.cmd_status(result).map { String(cString: $0) } ?? "" }

  var count: Int { Int(pq.table.ntuples(result)) }

  /// How many rows a writing statement wrote.
  var changed: Int { pq.table.cmd_tuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }

  func isNull(_ row: Int, _ column: Int) -> Bool {
    pq.table.is_null(result, Int32(row), Int32(column)) != 0
  }

  /// A column of type int8; 0 where it is null.
  func integer(_ row: Int, _ column: Int) -> Int64 {
    var number: Int64 = 0
    for byte in cell(row, column) { number = number << 8 | Int64(byte) }
    return number
  }

  func optionalInteger(_ row: Int, _ column: Int) -> Int64? {
    isNull(row, column) ? nil : integer(row, column)
  }

  func bytes(_ row: Int, _ column: Int) -> [UInt8] { [UInt8](cell(row, column)) }

  func optionalBytes(_ row: Int, _ column: Int) -> [UInt8]? {
    isNull(row, column) ? nil : bytes(row, column)
  }

  func text(_ row: Int, _ column: Int) -> String {
    String(decoding: cell(row, column), as: UTF8.self)
  }

  /// Only good while this lives.
  private func cell(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer {
    let (row, column) = (Int32(row), Int32(column))
    return UnsafeRawBufferPointer(
      start: pq.table.value(result, row, column), count: Int(pq.table.length(result, row, column)))
  }
}
