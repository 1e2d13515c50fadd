public import Domain
public import Journeys

/// Transactions over a ``MemoryBook``: all of it, or none when the body throws.
public final class MemoryRecords {
  public struct Trouble: Error {
    public init() {}
  }

  public let book = MemoryBook()
  /// Makes reading fail, as a disk that went away does.
  public var cannotRead = false
  /// Makes the commit fail, after the body has run.
  public var cannotWrite = false
  /// Kills the power after so many further transactions: those behind it fail.
  public var writesLeft: Int?

  public init() {}

  public var port: Ports.Records {
    Ports.Records(
      read: { body in
        if self.cannotRead { throw Trouble() }
        try body(self.book)
      },
      transact: { body in try self.transact(body) })
  }

  public func transact(_ body: (any Book) throws -> JournalEvent) throws {
    let before = book.state
    do {
      let event = try body(book)
      if cannotWrite || writesLeft == 0 { throw Trouble() }
      if let left = writesLeft { writesLeft = left - 1 }
      book.state.journal.append(event)
    } catch {
      let lastID = book.state.lastID
      book.state = before
      // A number that was given once is never given again.
      book.state.lastID = lastID
      throw error
    }
  }
}
