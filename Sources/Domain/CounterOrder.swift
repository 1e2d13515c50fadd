/// An order that somebody wants to pay at the counter, with whose it is.
public struct CounterOrder: Equatable, Sendable {
  public var order: Order
  public var account: Account

  /// Nil where there is no such order, or its account is erased.
  public static func read(_ id: RecordID, _ book: any Book) throws -> CounterOrder? {
    guard let order = try book.read(Order.self, id),
      let account = try book.read(Account.self, order.account)
    else { return nil }
    return CounterOrder(order: order, account: account)
  }
}

/// One page of the orders that wait for the counter, those that run out first before the others.
///
/// An order lives half an hour, so few wait at any moment; still no more than ``reach`` are looked at.
public struct CounterPage: Equatable, Sendable {
  public var orders: [CounterOrder]
  /// Where the next page goes on; nil where nothing further waits.
  public var next: DueItem?

  public static let size = 5
  public static let reach = 512

  public init(orders: [CounterOrder], next: DueItem?) {
    self.orders = orders
    self.next = next
  }

  public static func read(_ book: any Book, now: Instant, after: DueItem?) throws -> CounterPage {
    // Those that ran out lie before; they are closed when their owners come back, or by run-due.
    let living = DueItem(due: now.adding(seconds: -1), id: RecordID(.max))
    var page = CounterPage(orders: [], next: after ?? living)
    var left = reach
    while left > 0 {
      let asked = min(left, 64)
      let items = try book.due(.order, through: nil, after: page.next, limit: asked)
      for item in items {
        guard page.orders.count < size else { return page }
        page.next = item
        guard let found = try CounterOrder.read(item.id, book),
          found.order.method.settlement == .staff
        else { continue }
        page.orders.append(found)
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
