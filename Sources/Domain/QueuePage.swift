/// One page of the applications that wait, the soonest due first.
///
/// Only as many records are read as it shows, however many wait; with a carrier asked for, at most
/// ``reach``, and the next page goes on from there.
public struct QueuePage: Equatable, Sendable {
  public var forms: [ClosureApplication]
  /// Where the next page goes on; nil where nothing further waits.
  public var next: DueItem?

  /// As many as have a digit each, with room for what else can be done.
  public static let size = 5
  public static let reach = 512

  public init(forms: [ClosureApplication], next: DueItem?) {
    self.forms = forms
    self.next = next
  }

  /// Reads a page.
  ///
  /// - Parameters:
  ///   - book: the records.
  ///   - brand: only this carrier's, or nil for all.
  ///   - through: only those due by then, or nil for all.
  ///   - after: where the page before ended.
  /// - Returns: the page, which may be short, even empty, although there is a next one.
  /// - Throws: when the records cannot be read.
  public static func read(
    _ book: any Book, brand: String?, through: Instant?, after: DueItem?
  ) throws -> QueuePage {
    var page = QueuePage(forms: [], next: after)
    var left = reach
    while left > 0 {
      let asked = min(left, 64)
      let items = try book.due(.application, through: through, after: page.next, limit: asked)
      for item in items {
        guard page.forms.count < size else { return page }
        page.next = item
        guard let form = try book.read(ClosureApplication.self, item.id) else { continue }
        // Due already may be what the desk decides by itself.
        if let through, form.reviewBy > through { continue }
        if brand == nil || form.brand == brand { page.forms.append(form) }
      }
      left -= items.count
      if items.count < asked {
        page.next = nil
        return page
      }
    }
    return page
  }
}

/// An application with everything needed to decide it.
public struct ReviewFile: Equatable, Sendable {
  public var form: ClosureApplication
  /// Nil where it is erased: then the application is decided.
  public var account: Account?
  public var pictures: [Picture]

  /// A photo as its details; what it shows is personal.
  public struct Picture: Equatable, Sendable {
    public var format: Photo.Format
    public var bytes: Int
    public var addedAt: Instant
  }

  public static func read(_ id: RecordID, _ book: any Book) throws -> ReviewFile? {
    guard let form = try book.read(ClosureApplication.self, id) else { return nil }
    let account = try book.read(Account.self, form.account)
    let pictures = try (account?.photos ?? []).compactMap { try book.read(Photo.self, $0) }
    return ReviewFile(
      form: form, account: account,
      pictures: pictures.map {
        Picture(format: $0.format, bytes: $0.data.count, addedAt: $0.addedAt)
      })
  }
}
