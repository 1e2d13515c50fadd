internal import CPQ

/// PostgreSQL's own client library, looked for when the first vault on a server is opened (Debian: libpq5).
struct LibPQ: @unchecked Sendable {
  /// Its functions; only read once it is made.
  let table: esimdesk_pq

  /// Nil where it is not installed.
  static let library: LibPQ? = {
    var table = esimdesk_pq()
    return esimdesk_pq_load(&table) == 1 ? LibPQ(table: table) : nil
  }()

  /// How grave it is, in English wherever the server stands.
  func severity(of result: OpaquePointer) -> String {
    table.error_field(result, esimdesk_pq_severity).map { String(cString: $0) } ?? ""
  }

  /// Which failure it is (PostgreSQL 15, appendix A).
  func sqlstate(of result: OpaquePointer) -> String {
    table.error_field(result, esimdesk_pq_sqlstate).map { String(cString: $0) } ?? ""
  }
}
