import Journeys

/// How a person reads, and what there is to answer with beside or instead of a full keyboard.
public struct Ways: Equatable, Sendable {
  /// Whether digits alone do everything: they choose items and fields, and letters by groups.
  public var keypad: Bool
  /// Whether a finger does everything: fields show keys to touch.
  public var touch: Bool
  /// Whether the screen is heard or felt: lines and items complete in themselves, no pictures.
  public var spoken: Bool
  /// Whether every item takes three rows, the focused one as a block.
  public var large: Bool

  public init(
    keypad: Bool = false, touch: Bool = false, spoken: Bool = false, large: Bool = false
  ) {
    self.keypad = keypad
    self.touch = touch
    self.spoken = spoken
    self.large = large
  }

  /// Whether fields need an item of their own to say that all is typed.
  var needsDone: Bool { keypad || touch }
}

extension Prompt {
  /// What is seen of this prompt: where nobody may have an Enter key, fields end in an item for it.
  func assisted(by ways: Ways) -> Prompt {
    guard ways.needsDone, !fields.isEmpty else { return self }
    var prompt = self
    prompt.others.insert(Option(Self.done, "front.done"), at: 0)
    return prompt
  }

  /// The id of the item that says that all is typed; no journey's option is called so.
  private static let done = "\u{0}done"

  /// Whether this item says that all is typed.
  func isDone(_ index: Int) -> Bool {
    let other = index - questionCount
    return others.indices.contains(other) && others[other].id == Self.done
  }
}

/// Which digit stands for which item where digits do everything.
///
/// Items, fields among them, are numbered from 1 to 8, page by page; 9 turns the page and 0 goes
/// back, so that no digit waits for a second one.
struct Numbering: Equatable {
  static let most = 8
  /// The digit that says a final yes, once its item was chosen: far from all the others.
  static let finalYes = 7

  let count: Int
  let leave: Int?
  let page: Int

  init(_ prompt: Prompt, focus: Int) {
    count = prompt.itemCount - (prompt.leaveIndex == prompt.itemCount - 1 ? 1 : 0)
    leave = prompt.leaveIndex
    page = min(focus, max(0, count - 1)) / Self.most
  }

  /// The item a digit from 1 to 8 stands for.
  func item(_ digit: Int) -> Int? {
    let index = page * Self.most + digit - 1
    return (1...Self.most).contains(digit) && index < count ? index : nil
  }

  /// What is shown before an item; nothing when it is on another page.
  func digit(_ item: Int) -> String {
    if item == leave { return "0" }
    return item / Self.most == page && item < count ? String(item % Self.most + 1) : ""
  }

  /// The digits that choose something now.
  var range: String {
    let shown = min(Self.most, count - page * Self.most)
    return shown > 1 ? "1-\(shown)" : "1"
  }

  /// The first item of the next page; nil on the last.
  var next: Int? {
    let first = (page + 1) * Self.most
    return first < count ? first : nil
  }
}
