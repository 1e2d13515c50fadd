/// One page of the applications that wait, the soonest due first.
///
/// Only as many records are read as it shows, however many wait; with a carrier asked for, at most
/// ``reach`` whose carrier is not known yet, and the next page goes on from there.
public struct QueuePage: Equatable, Sendable {
  public var forms: [ClosureApplication]
  /// Where the next page goes on; nil where nothing further waits.
  public var next: DueItem?

  /// As many as have a digit each, with room for what else can be done.
  public static let size = 5
  /// Half a second's reading (`Scripts/bench queue`).
  public static let reach = 16_384

  /// Whose the applications are that were read before; that never changes, so none is read twice to
  /// be passed over.
  public final class Memory {
    fileprivate var brands: [RecordID: String] = [:]

    public init() {}
  }

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
  ///   - memory: what earlier pages found out.
  ///   - reach: how many records it reads at most.
  /// - Returns: the page, which may be short, even empty, although there is a next one.
  /// - Throws: when the records cannot be read.
  public static func read(
    _ book: any Book, brand: String?, through: Instant?, after: DueItem?,
    memory: Memory = Memory(), reach: Int = reach
  ) throws -> QueuePage {
    var page = QueuePage(forms: [], next: after)
    var left = reach
    let asked = brand == nil ? 64 : 1024
    while left > 0 {
      let items = try book.due(.application, through: through, after: page.next, limit: asked)
      for item in items {
        guard page.forms.count < size, left > 0 else { return page }
        page.next = item
        if let brand, let known = memory.brands[item.id], known != brand { continue }
        left -= 1
        guard let form = try book.read(ClosureApplication.self, item.id) else { continue }
        if brand != nil { memory.brands[form.id] = form.brand }
        // Due already may be what the desk decides by itself.
        if let through, form.reviewBy > through { continue }
        if brand == nil || form.brand == brand { page.forms.append(form) }
      }
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
    public var id: RecordID
    public var format: Photo.Format
    public var bytes: Int
    public var addedAt: Instant
  }

  /// Reads an application with what belongs to it.
  ///
  /// A photo may be megabytes and never changes: one that is known already is not read again.
  public static func read(
    _ id: RecordID, _ book: any Book, known: [Picture] = []
  ) throws -> ReviewFile? {
    guard let form = try book.read(ClosureApplication.self, id) else { return nil }
    let account = try book.read(Account.self, form.account)
    let pictures = try (account?.photos ?? []).compactMap { id in
      if let known = known.first(where: { $0.id == id }) { return known }
      return try book.read(Photo.self, id).map {
        Picture(id: id, format: $0.format, bytes: $0.data.count, addedAt: $0.addedAt)
      }
    }
    return ReviewFile(form: form, account: account, pictures: pictures)
  }
}
