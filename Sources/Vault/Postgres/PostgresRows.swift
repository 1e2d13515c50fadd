/// The rows of a fleet's vault, on a server that can read none of them: all SQL it hears of acts.
///
/// What is written waits, and goes to the server together with the end of the act. Transactions that write are
/// SERIALIZABLE, so whoever loses a race hears of it and does it all again (``LinkError/race``); statements say
/// besides which version they replace, and fail where that is not the one.
final class PostgresRows: Rows {
  /// How many rows are asked for at a time where all are wanted.
  static let page = 500

  let link: Link
  private(set) var isWriting = false
  /// What went wrong first in the transaction under way: whoever paid no heed to it must not end it well.
  private(set) var trouble: LinkError?
  /// The record that the index entry read last leads to: whoever finds one reads it next.
  private var ahead: Row?

  init(_ link: Link) { self.link = link }

  // MARK: Transactions

  /// Begins one; where the link went, on a new one.
  func begin(writing: Bool) throws(VaultError) {
    trouble = nil
    ahead = nil
    isWriting = writing
    do {
      if !link.isOpen { try link.reconnect() }
      try link.begin(writing: writing)
    } catch {
      throw .fleet(error)
    }
  }

  func commit() throws(VaultError) {
    if let trouble { throw .fleet(trouble) }
    do {
      try link.commit()
    } catch {
      throw .fleet(error)
    }
  }

  func rollback() { link.rollback() }

  /// Nothing can be done about what a server keeps of rows that were overwritten: its vacuum and its archives
  /// have their own time.
  func emptyLog() -> Bool { true }

  // MARK: Meta

  /// What desks may write of it, though they may write to nothing else there.
  private static let marks: Set<String> = ["backup"]

  private static let metaAll = LinkStatement(
    "meta_all",
    """
    SELECT k, v FROM esimdesk.meta UNION ALL SELECT k, v FROM esimdesk.mark
    UNION ALL SELECT 'layout', convert_to(max(version)::text, 'UTF8') FROM esimdesk.layout
    """)
  private static let metaOne = LinkStatement(
    "meta_one", "SELECT v FROM esimdesk.meta WHERE k = $1", .text)
  private static let markOne = LinkStatement(
    "mark_one", "SELECT v FROM esimdesk.mark WHERE k = $1", .text)
  private static let metaSlots = LinkStatement(
    "meta_slots", "SELECT k, v FROM esimdesk.meta WHERE k LIKE 'slot.%'")
  private static let metaPut = LinkStatement(
    "meta_put",
    """
    INSERT INTO esimdesk.meta(k, v) VALUES($1, $2) ON CONFLICT(k) DO UPDATE SET v = excluded.v
    """, .text, .bytes)
  private static let markPut = LinkStatement(
    "mark_put",
    """
    INSERT INTO esimdesk.mark(k, v) VALUES($1, $2) ON CONFLICT(k) DO UPDATE SET v = excluded.v
    """, .text, .bytes)
  private static let metaDrop = LinkStatement(
    "meta_drop", "DELETE FROM esimdesk.meta WHERE k = $1", .text)

  /// What the vault says of itself.
  func title() throws(VaultError) -> Title {
    let rows = try run(Self.metaAll)
    var title = Title()
    for row in 0..<rows.count {
      let (name, value) = (rows.text(row, 0), rows.bytes(row, 1))
      if name == "layout" {
        title.layout = Int(String(decoding: value, as: UTF8.self)) ?? 0
      } else {
        title.meta.append((name, value))
      }
    }
    title.hasOurSchema = title.layout == PostgresSchema.newest
    return title
  }

  func slots() throws(VaultError) -> [(number: Int, stored: [UInt8])] {
    let rows = try run(Self.metaSlots)
    var found: [(number: Int, stored: [UInt8])] = []
    for row in 0..<rows.count {
      found.append((Int(rows.text(row, 0).dropFirst(5)) ?? 0, rows.bytes(row, 1)))
    }
    return found.sorted { $0.number < $1.number }
  }

  func meta(_ name: String) throws(VaultError) -> [UInt8]? {
    let rows = try run(Self.marks.contains(name) ? Self.markOne : Self.metaOne, .text(name))
    return rows.count > 0 ? rows.bytes(0, 0) : nil
  }

  func putMeta(_ name: String, _ value: [UInt8]) {
    link.queue(
      Self.marks.contains(name) ? Self.markPut : Self.metaPut, [.text(name), .bytes(value)])
  }

  func dropMeta(_ name: String) { link.queue(Self.metaDrop, [.text(name)]) }

  // MARK: Records

  private static let recOne = LinkStatement(
    "rec_one",
    """
    SELECT r.id, r.kind, r.ver, r.owner, r.due, r.body, a.body
    FROM esimdesk.rec r LEFT JOIN esimdesk.akey a ON a.id = r.owner WHERE r.id = $1
    """, .integer)
  private static let recPage = LinkStatement(
    "rec_page",
    """
    SELECT r.id, r.kind, r.ver, r.owner, r.due, r.body, a.body
    FROM esimdesk.rec r LEFT JOIN esimdesk.akey a ON a.id = r.owner
    WHERE r.id >= $1 ORDER BY r.id LIMIT $2
    """, .integer, .integer)
  private static let recNew = LinkStatement(
    "rec_new",
    """
    INSERT INTO esimdesk.rec(id, kind, ver, owner, due, body) VALUES($1, $2, $3, $4, $5, $6)
    """, .integer, .integer, .integer, .integer, .integer, .bytes)
  /// Divides by nothing where the version is not the one before.
  private static let recNext = LinkStatement(
    "rec_next",
    """
    UPDATE esimdesk.rec SET ver = ($2 / (CASE WHEN ver = $2 - 1 THEN 1 ELSE 0 END))::bigint,
      owner = $3, due = $4, body = $5 WHERE id = $1
    """, .integer, .integer, .integer, .integer, .bytes)
  private static let recDrop = LinkStatement(
    "rec_drop", "DELETE FROM esimdesk.rec WHERE id = $1", .integer)
  private static let recDue = LinkStatement(
    "rec_due",
    """
    SELECT due, id FROM esimdesk.rec
    WHERE kind = $1 AND due IS NOT NULL AND due <= $2 AND (due, id) > ($3, $4)
    ORDER BY due, id LIMIT $5
    """, .integer, .integer, .integer, .integer, .integer)
  private static let recOwners = LinkStatement(
    "rec_owners",
    "SELECT id, owner FROM esimdesk.rec WHERE id >= $1 AND owner IS NOT NULL ORDER BY id LIMIT $2",
    .integer, .integer)

  func record(_ id: Int64) throws(VaultError) -> Row? {
    if let ahead, ahead.id == id { return ahead }
    let rows = try run(Self.recOne, .integer(id))
    return rows.count > 0 ? Self.record(rows, 0) : nil
  }

  func eachRecord(
    from id: Int64, _ body: (Row) throws(VaultError) -> Void
  ) throws(VaultError) {
    try pages(Self.recPage, .integer(id), Self.record, { .integer($0.id + 1) }, body)
  }

  func put(_ row: Row) {
    ahead = nil
    guard row.ver > 1 else { return add(row) }
    link.queue(
      Self.recNext,
      [
        .integer(row.id), .integer(row.ver), LinkValue(row.owner), LinkValue(row.due),
        .bytes(row.body),
      ])
  }

  func drop(_ row: Row) {
    ahead = nil
    link.queue(Self.recDrop, [.integer(row.id)])
  }

  func due(
    kind: Int64, through: Int64, after: (due: Int64, id: Int64), limit: Int
  ) throws(VaultError) -> [(due: Int64, id: Int64)] {
    let rows = try run(
      Self.recDue, .integer(kind), .integer(through), .integer(after.due), .integer(after.id),
      .integer(Int64(limit)))
    var found: [(due: Int64, id: Int64)] = []
    for row in 0..<rows.count { found.append((rows.integer(row, 0), rows.integer(row, 1))) }
    return found
  }

  func records(ownedBy owners: Set<Int64>) throws(VaultError) -> [Int64] {
    var found: [Int64] = []
    try pages(
      Self.recOwners, .integer(.min), { (id: $0.integer($1, 0), owner: $0.integer($1, 1)) },
      { .integer($0.id + 1) }
    ) { (one) throws(VaultError) in
      if owners.contains(one.owner) { found.append(one.id) }
    }
    return found
  }

  private static func record(_ rows: borrowing LinkRows, _ row: Int) -> Row {
    record(rows, row, from: 0)
  }

  /// One whose columns begin here.
  private static func record(_ rows: borrowing LinkRows, _ row: Int, from column: Int) -> Row {
    Row(
      id: rows.integer(row, column), kind: rows.integer(row, column + 1),
      ver: rows.integer(row, column + 2), owner: rows.optionalInteger(row, column + 3),
      due: rows.optionalInteger(row, column + 4), body: rows.bytes(row, column + 5),
      ownerKey: rows.optionalBytes(row, column + 6))
  }

  // MARK: Account keys

  private static let keyOne = LinkStatement(
    "key_one", "SELECT id, body FROM esimdesk.akey WHERE id = $1", .integer)
  private static let keyPage = LinkStatement(
    "key_page", "SELECT id, body FROM esimdesk.akey WHERE id >= $1 ORDER BY id LIMIT $2",
    .integer, .integer)
  private static let keyCount = LinkStatement(
    "key_count", "SELECT count(*) FROM esimdesk.akey WHERE octet_length(body) = $1", .integer)
  private static let keyPut = LinkStatement(
    "key_put",
    """
    INSERT INTO esimdesk.akey(id, body) VALUES($1, $2)
    ON CONFLICT(id) DO UPDATE SET body = excluded.body
    """, .integer, .bytes)

  func key(_ id: Int64) throws(VaultError) -> KeyRow? {
    let rows = try run(Self.keyOne, .integer(id))
    return rows.count > 0 ? Self.key(rows, 0) : nil
  }

  func eachKey(
    from id: Int64, _ body: (KeyRow) throws(VaultError) -> Void
  ) throws(VaultError) {
    try pages(Self.keyPage, .integer(id), Self.key, { .integer($0.id + 1) }, body)
  }

  func countKeys(ofLength length: Int) throws(VaultError) -> Int {
    Int(try run(Self.keyCount, .integer(Int64(length))).integer(0, 0))
  }

  func put(_ row: KeyRow) {
    ahead = nil
    link.queue(Self.keyPut, [.integer(row.id), .bytes(row.body)])
  }

  private static func key(_ rows: borrowing LinkRows, _ row: Int) -> KeyRow {
    KeyRow(id: rows.integer(row, 0), body: rows.bytes(row, 1))
  }

  // MARK: Index

  /// With the record, whose turn is next: on the way to a server, that is half the time a lookup takes.
  private static let tagOne = LinkStatement(
    "tag_one",
    """
    SELECT i.id, r.id, r.kind, r.ver, r.owner, r.due, r.body, a.body FROM esimdesk.idx i
    LEFT JOIN esimdesk.rec r ON r.id = i.id LEFT JOIN esimdesk.akey a ON a.id = r.owner
    WHERE i.tag = $1
    """, .bytes)
  private static let tagPage = LinkStatement(
    "tag_page", "SELECT tag, id FROM esimdesk.idx WHERE tag >= $1 ORDER BY tag LIMIT $2", .bytes,
    .integer)
  private static let tagsOf = LinkStatement(
    "tags_of", "SELECT tag, id FROM esimdesk.idx WHERE id = $1", .integer)
  private static let tagPut = LinkStatement(
    "tag_put", "INSERT INTO esimdesk.idx(tag, id) VALUES($1, $2)", .bytes, .integer)
  private static let tagDrop = LinkStatement(
    "tag_drop", "DELETE FROM esimdesk.idx WHERE tag = $1", .bytes)

  func id(of tag: [UInt8]) throws(VaultError) -> Int64? {
    let rows = try run(Self.tagOne, .bytes(tag))
    guard rows.count > 0 else { return nil }
    if !rows.isNull(0, 1) { ahead = Self.record(rows, 0, from: 1) }
    return rows.integer(0, 0)
  }

  func eachTag(
    from tag: [UInt8], _ body: (TagRow) throws(VaultError) -> Void
  ) throws(VaultError) {
    try pages(Self.tagPage, .bytes(tag), Self.tag, { .bytes($0.tag + [0]) }, body)
  }

  func tags(of id: Int64) throws(VaultError) -> [TagRow] {
    let rows = try run(Self.tagsOf, .integer(id))
    var found: [TagRow] = []
    for row in 0..<rows.count { found.append(Self.tag(rows, row)) }
    return found
  }

  func put(_ row: TagRow) { link.queue(Self.tagPut, [.bytes(row.tag), .integer(row.id)]) }

  func drop(_ row: TagRow) { link.queue(Self.tagDrop, [.bytes(row.tag)]) }

  private static func tag(_ rows: borrowing LinkRows, _ row: Int) -> TagRow {
    TagRow(tag: rows.bytes(row, 0), id: rows.integer(row, 1))
  }

  // MARK: Rows from elsewhere

  func add(_ row: Row) {
    link.queue(
      Self.recNew,
      [
        .integer(row.id), .integer(row.kind), .integer(row.ver), LinkValue(row.owner),
        LinkValue(row.due), .bytes(row.body),
      ])
  }

  func add(_ row: KeyRow) { put(row) }
  func add(_ row: TagRow) { put(row) }

  // MARK: The whole

  private static let counts = LinkStatement(
    "counts",
    """
    SELECT (SELECT count(*) FROM esimdesk.rec) + (SELECT count(*) FROM esimdesk.akey)
      + (SELECT count(*) FROM esimdesk.idx) + (SELECT count(*) FROM esimdesk.journal)
    """)

  func count() throws(VaultError) -> Int { Int(try run(Self.counts).integer(0, 0)) }

  /// The server's own structure is the server's own matter.
  func isIntact() -> Bool { true }
  func faults() -> [String] { [] }

  // MARK: Running statements

  func run(
    _ statement: LinkStatement, _ values: LinkValue...
  ) throws(VaultError) -> LinkRows {
    do {
      return try link.run(statement, values)
    } catch {
      trouble = trouble ?? error
      throw .fleet(error)
    }
  }

  /// All rows of a table in order, a page at a time, so that others may be read meanwhile.
  ///
  /// `place` says where the next page begins.
  private func pages<T>(
    _ statement: LinkStatement, _ start: LinkValue, _ read: (borrowing LinkRows, Int) -> T,
    _ place: (T) -> LinkValue, _ body: (T) throws(VaultError) -> Void
  ) throws(VaultError) {
    var next = start
    while true {
      let rows = try run(statement, next, .integer(Int64(Self.page)))
      var found: [T] = []
      for row in 0..<rows.count { found.append(read(rows, row)) }
      for one in found { try body(one) }
      guard found.count == Self.page, let end = found.last else { return }
      next = place(end)
    }
  }
}
