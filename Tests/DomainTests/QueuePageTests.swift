import Fixtures
import Testing

@testable import Domain

/// The review queue, a page at a time.
struct QueuePageTests {
  let book = CountingBook()

  /// So many applications: every 50th is of the rare carrier, and due later the later they came.
  private func fill(_ count: Int) throws {
    let days = ReviewDates(
      days: DayRange(first: Day(ordinal: 20_000), last: Day(ordinal: 20_007)), provisional: false,
      open: false)
    for place in 0..<count {
      let id = try book.newID()
      try book.write(
        ClosureApplication(
          id: id, number: "R-\(place)", brand: place % 50 == 49 ? "rare" : "common",
          account: id, reason: "other", submittedAt: Instant(seconds: 0), way: .online,
          window: days, reviewBy: Instant(seconds: Int64(count - place)), balance: nil, fee: nil,
          survey: [:], state: place % 10 == 8 ? .withdrawn : .inReview))
    }
  }

  /// Every page, with how many records each read.
  private func pages(
    brand: String? = nil, through: Instant? = nil, memory: QueuePage.Memory? = nil,
    reach: Int = QueuePage.reach
  ) throws -> [(page: QueuePage, reads: Int)] {
    var pages: [(QueuePage, Int)] = []
    var after: DueItem?
    repeat {
      book.reads = 0
      let page = try QueuePage.read(
        book, brand: brand, through: through, after: after, memory: memory ?? QueuePage.Memory(),
        reach: reach)
      pages.append((page, book.reads))
      after = page.next
    } while after != nil
    return pages
  }

  @Test func `the pages hold every open application once, the soonest due first`() throws {
    try fill(203)
    let all = try pages()
    let forms = all.flatMap(\.page.forms)
    #expect(forms.count == book.inner.all(ClosureApplication.self).filter(\.isOpen).count)
    #expect(Set(forms.map(\.id)).count == forms.count)
    #expect(forms.map(\.reviewBy) == forms.map(\.reviewBy).sorted())
    #expect(all.dropLast().allSatisfy { $0.page.forms.count == QueuePage.size })
    // More than one stretch of places in the queue was looked at.
    #expect(forms.count > 64)
  }

  @Test func `a page reads what it shows and no more, however many wait`() throws {
    try fill(2_000)
    for (page, reads) in try pages() { #expect(reads == page.forms.count) }
  }

  @Test func `a rare carrier is looked for a stretch at a time, and all of it is found`() throws {
    try fill(2_000)
    let all = try pages(brand: "rare", reach: 100)
    #expect(all.allSatisfy { $0.reads <= 100 })
    let rare = all.flatMap(\.page.forms)
    #expect(rare.count == 40 && rare.allSatisfy { $0.brand == "rare" })
    let common = try pages(brand: "common").flatMap(\.page.forms)
    #expect(common.count == 1_760 && common.allSatisfy { $0.brand == "common" })
    #expect(try pages(brand: "nobody", reach: 512).count > 1, "further than one reach")
  }

  @Test func `what is another carrier's is read once and then passed over`() throws {
    try fill(2_000)
    let memory = QueuePage.Memory()
    let first = try pages(brand: "rare", memory: memory)
    let again = try pages(brand: "rare", memory: memory)
    #expect(again.map(\.page) == first.map(\.page))
    #expect(again.map(\.reads).reduce(0, +) == 40)
    // Another carrier's filter, and none at all, are not led astray by it.
    #expect(try pages(brand: "common", memory: memory).flatMap(\.page.forms).count == 1_760)
    #expect(try pages(memory: memory).flatMap(\.page.forms).count == 1_800)
  }

  @Test func `a photo's bytes are read once, however often its application is looked at`() throws {
    try fill(1)
    let form = try #require(book.inner.all(ClosureApplication.self).first)
    var account = People.lin(try Heyon.policy(), now: Instant(seconds: 0))
    account.id = form.account
    let photo = Photo(
      id: try book.newID(), account: account.id, format: .jpeg, bytes: [1, 2, 3],
      addedAt: Instant(seconds: 9))
    account.photos = [photo.id]
    try book.write(account)
    try book.write(photo)
    let first = try #require(try ReviewFile.read(form.id, book))
    #expect(first.pictures.map(\.bytes) == [3])
    book.reads = 0
    #expect(try ReviewFile.read(form.id, book, known: first.pictures) == first)
    #expect(book.reads == 2, "the application and the account")
    account.photos = []
    try book.write(account)
    #expect(try ReviewFile.read(form.id, book, known: first.pictures)?.pictures.isEmpty == true)
  }

  @Test func `only the overdue are shown when only they are asked for`() throws {
    try fill(100)
    let forms = try pages(through: Instant(seconds: 30)).flatMap(\.page.forms)
    #expect(!forms.isEmpty && forms.allSatisfy { $0.reviewBy <= Instant(seconds: 30) })
  }

  @Test func `a queue of exactly one page has no second`() throws {
    try fill(QueuePage.size)
    let page = try QueuePage.read(book, brand: nil, through: nil, after: nil)
    #expect(page.forms.count == QueuePage.size && page.next == nil)
    let empty = try QueuePage.read(CountingBook(), brand: nil, through: nil, after: nil)
    #expect(empty == QueuePage(forms: [], next: nil))
  }
}

/// A book that counts how many records are read.
final class CountingBook: Book {
  let inner = MemoryBook()
  var reads = 0

  func newID() throws -> RecordID { try inner.newID() }
  func read<R: Record>(_ type: R.Type, _ id: RecordID) throws -> R? {
    reads += 1
    return try inner.read(type, id)
  }
  func find(_ lookup: Lookup) throws -> RecordID? { try inner.find(lookup) }
  func write<R: Record>(_ record: R) throws { try inner.write(record) }
  func remove<R: Record>(_ type: R.Type, _ id: RecordID) throws { try inner.remove(type, id) }
  func destroyKey(of account: RecordID) throws { try inner.destroyKey(of: account) }
  func due(
    _ kind: RecordKind, through: Instant?, after: DueItem?, limit: Int
  ) throws -> [DueItem] {
    try inner.due(kind, through: through, after: after, limit: limit)
  }
  func receiptKey() throws -> [UInt8] { try inner.receiptKey() }
  func signReceipt(_ message: [UInt8]) throws -> [UInt8] { try inner.signReceipt(message) }
  func sha256(_ message: [UInt8]) throws -> [UInt8] { try inner.sha256(message) }
}
