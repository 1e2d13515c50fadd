import CSQLite
import Fixtures
import Foundation
import Synchronization

/// The disk under one folder as SQLite uses it: every write and sync in order, and what would be left of it after a power cut.
///
/// A layer over SQLite's own file system, which still does the work. It sees all but the anchor,
/// which is not written through SQLite, and is therefore looked at whenever something else happens.
final class Disk: Sendable {
  enum Event: Sendable {
    /// A name in the folder now means this file.
    case made(String, Int)
    case removed(String)
    /// What was made or removed lasts.
    case namesSynced
    case written(Int, offset: Int, [UInt8])
    case cut(Int, length: Int)
    case synced(Int)
    /// A slot of the anchor.
    case marked(slot: Int, [UInt8])
    /// Somebody was told that the act of this number is done.
    case told(Int64)
  }

  /// What goes wrong with writes and syncs, and from which one on.
  enum Failure: Int32 {
    case full
    case sync
  }

  private struct State: Sendable {
    var files: [String: Int] = [:]
    var made = 0
    /// Files that were made while we watched and not synced yet.
    var unsynced: Set<Int> = []
    var events: [Event] = []
    var anchor: [[UInt8]]
    var failure: (what: Failure, after: Int, times: Int)?
    var refused = 0
  }

  static let slot = 4096
  static let sealed = 80

  let folder: String
  private let anchor: String
  private let state: Mutex<State>

  /// Watches the vault at this path, which is closed and stays so until this returns.
  init(of vault: String) throws {
    Layer.install
    folder = URL(fileURLWithPath: vault).deletingLastPathComponent().path
    anchor = vault + ".anchor"
    state = Mutex(State(anchor: try Self.slots(of: vault + ".anchor")))
    Layer.state.withLock { $0.disks[folder] = self }
  }

  /// Watches no longer.
  func unplug() { Layer.state.withLock { $0.disks[folder] = nil } }

  var events: [Event] { state.withLock { $0.events } }

  func tell(_ seq: Int64) { note(.told(seq)) }

  /// Lets every write, or sync, but the first `after` ones fail, `times` times.
  func fail(_ what: Failure, after: Int, times: Int = .max) {
    state.withLock { state in
      state.failure = (what, after, times)
      state.refused = 0
    }
  }

  /// Lets nothing fail any more; returns how often something did.
  func recover() -> Int {
    state.withLock { state in
      state.failure = nil
      return state.refused
    }
  }

  fileprivate func note(_ event: Event) {
    let slots = try? Self.slots(of: anchor)
    state.withLock { state in
      for (place, bytes) in (slots ?? []).enumerated() where state.anchor[place] != bytes {
        state.events.append(.marked(slot: place, bytes))
        state.anchor[place] = bytes
      }
      state.events.append(event)
    }
  }

  /// SQLite's own file system syncs the folder with the first sync of a log it made.
  fileprivate func noteSync(of file: Int) {
    note(.synced(file))
    if state.withLock({ $0.unsynced.remove(file) }) != nil { note(.namesSynced) }
  }

  fileprivate func fails(_ what: Failure) -> Bool {
    state.withLock { state in
      guard let failure = state.failure, failure.what == what else { return false }
      if failure.after > 0 {
        state.failure?.after -= 1
        return false
      }
      guard failure.times > 0 else { return false }
      state.failure?.times -= 1
      state.refused += 1
      return true
    }
  }

  /// The number of the file of that name; a new one where it was just made.
  fileprivate func number(of name: String, isNew: Bool) -> Int {
    let (number, isFirst) = state.withLock { state in
      if !isNew, let known = state.files[name] { return (known, false) }
      state.made += 1
      state.files[name] = state.made
      if isNew { state.unsynced.insert(state.made) }
      return (state.made, true)
    }
    if isFirst { note(.made(name, number)) }
    return number
  }

  private static func slots(of anchor: String) throws -> [[UInt8]] {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: anchor)))
    return [0, slot].map { [UInt8](bytes.dropFirst($0).prefix(sealed)) }
  }
}

/// Our layer between SQLite and its file system, the default one for every connection of this process.
///
/// Where no disk is watched, SQLite gets the very file it would have got.
private enum Layer {
  /// The methods are SQLite's own and constant.
  struct File: @unchecked Sendable {
    let disk: Disk
    let number: Int
    let original: UnsafePointer<sqlite3_io_methods>
  }

  struct State: Sendable {
    var disks: [String: Disk] = [:]
    var files: [UInt: File] = [:]
  }

  static let state = Mutex(State())

  static func file(_ file: UnsafeMutablePointer<sqlite3_file>?) -> File? {
    state.withLock { $0.files[UInt(bitPattern: file)] }
  }

  static func disk(of path: String) -> Disk? {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return state.withLock { $0.disks[folder] }
  }

  private nonisolated(unsafe) static let base = sqlite3_vfs_find(nil)

  static let install: Void = {
    guard let base else { return }
    let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    layer.initialize(to: base.pointee)
    layer.pointee.zName = UnsafePointer(strdup("watched"))
    layer.pointee.pNext = nil
    layer.pointee.xOpen = { _, name, file, flags, given in
      Layer.open(name, file, flags, given)
    }
    layer.pointee.xDelete = { _, name, isLasting in Layer.remove(name, isLasting) }
    sqlite3_vfs_register(layer, 1)
  }()

  private static func open(
    _ name: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ given: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    let path = name.map { String(cString: $0) } ?? ""
    let isNew = access(path, F_OK) != 0
    let result = base?.pointee.xOpen(base, name, file, flags, given) ?? SQLITE_CANTOPEN
    let wanted = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL
    guard result == SQLITE_OK, flags & wanted != 0, let disk = disk(of: path), let file,
      let original = file.pointee.pMethods
    else { return result }
    let name = URL(fileURLWithPath: path).lastPathComponent
    let number = disk.number(of: name, isNew: isNew)
    // Everything stays as it is but these.
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    methods.initialize(to: original.pointee)
    methods.pointee.xWrite = { Layer.write($0, $1, $2, $3) }
    methods.pointee.xTruncate = { Layer.truncate($0, $1) }
    methods.pointee.xSync = { Layer.sync($0, $1) }
    methods.pointee.xClose = { Layer.close($0) }
    file.pointee.pMethods = UnsafePointer(methods)
    state.withLock {
      $0.files[UInt(bitPattern: file)] = File(disk: disk, number: number, original: original)
    }
    return result
  }

  private static func remove(_ name: UnsafePointer<CChar>?, _ isLasting: Int32) -> Int32 {
    let result = base?.pointee.xDelete(base, name, isLasting) ?? SQLITE_IOERR
    let path = name.map { String(cString: $0) } ?? ""
    if result == SQLITE_OK, let disk = disk(of: path) {
      disk.note(.removed(URL(fileURLWithPath: path).lastPathComponent))
      if isLasting != 0 { disk.note(.namesSynced) }
    }
    return result
  }

  private static func write(
    _ handle: UnsafeMutablePointer<sqlite3_file>?, _ bytes: UnsafeRawPointer?, _ count: Int32,
    _ offset: sqlite3_int64
  ) -> Int32 {
    guard let file = file(handle) else { return SQLITE_IOERR }
    if file.disk.fails(.full) {
      errno = ENOSPC
      return SQLITE_FULL
    }
    let copy = [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    file.disk.note(.written(file.number, offset: Int(offset), copy))
    return file.original.pointee.xWrite(handle, bytes, count, offset)
  }

  private static func truncate(
    _ handle: UnsafeMutablePointer<sqlite3_file>?, _ length: sqlite3_int64
  ) -> Int32 {
    guard let file = file(handle) else { return SQLITE_IOERR }
    file.disk.note(.cut(file.number, length: Int(length)))
    return file.original.pointee.xTruncate(handle, length)
  }

  private static func sync(
    _ handle: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32
  ) -> Int32 {
    guard let file = file(handle) else { return SQLITE_IOERR }
    if file.disk.fails(.sync) {
      errno = EIO
      return SQLITE_IOERR
    }
    let result = file.original.pointee.xSync(handle, flags)
    file.disk.noteSync(of: file.number)
    return result
  }

  private static func close(_ handle: UnsafeMutablePointer<sqlite3_file>?) -> Int32 {
    guard let handle, let file = file(handle) else { return SQLITE_IOERR }
    state.withLock { $0.files[UInt(bitPattern: handle)] = nil }
    let ours = handle.pointee.pMethods
    handle.pointee.pMethods = file.original
    UnsafeMutablePointer(mutating: ours)?.deallocate()
    return file.original.pointee.xClose(handle)
  }
}

/// What a disk holds for certain, and what it may or may not hold when the power goes.
struct Platter {
  private enum Change {
    case write(offset: Int, [UInt8])
    case cut(length: Int)
  }

  private static let sector = 512

  private var lasting: [Int: [UInt8]] = [:]
  private var pending: [Int: [Change]] = [:]
  private var names: [String: Int]
  private var pendingNames: [(name: String, file: Int?)] = []
  private var marks: [[[UInt8]]]
  /// The newest act that somebody was told is done.
  private(set) var told: Int64 = 0

  /// A disk that holds these files, and an anchor whose slots are these.
  init(_ files: [String: [UInt8]], anchor: [UInt8]) {
    names = [:]
    marks = [0, Disk.slot].map { [[UInt8](anchor.dropFirst($0).prefix(Disk.sealed))] }
    for (place, file) in files.enumerated() {
      names[file.key] = -1 - place
      lasting[-1 - place] = file.value
    }
  }

  mutating func play(_ event: Disk.Event) {
    switch event {
    case .made(let name, let file):
      // A file that was there before anybody watched is met under its number for the first time.
      if let known = names[name], known < 0, pendingNames.allSatisfy({ $0.name != name }) {
        lasting[file] = lasting.removeValue(forKey: known)
        names[name] = file
      } else {
        pendingNames.append((name, file))
      }
    case .removed(let name): pendingNames.append((name, nil))
    case .namesSynced:
      for change in pendingNames { names[change.name] = change.file }
      pendingNames = []
    case .written(let file, let offset, let bytes):
      pending[file, default: []].append(.write(offset: offset, bytes))
    case .cut(let file, let length): pending[file, default: []].append(.cut(length: length))
    case .synced(let file):
      for change in pending.removeValue(forKey: file) ?? [] {
        Self.apply(change, to: &lasting[file, default: []])
      }
    case .marked(let slot, let bytes): marks[slot].append(bytes)
    case .told(let seq): told = seq
    }
  }

  /// What is found in the folder when the power is back; `path` is the vault's name in it.
  func survivors(_ vault: String, using chance: inout SplitMix64) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    // A file system loses the newest of its names first.
    var names = names
    for change in pendingNames.prefix(Int.random(in: 0...pendingNames.count, using: &chance)) {
      names[change.name] = change.file
    }
    for (name, file) in names.sorted(by: { $0.key < $1.key }) {
      var bytes = lasting[file] ?? []
      let mood = Int.random(in: 0..<4, using: &chance)
      for change in pending[file] ?? [] {
        switch mood == 3 ? Int.random(in: 0..<3, using: &chance) : mood {
        case 0: continue
        case 1: Self.apply(change, to: &bytes)
        default: Self.tear(change, in: &bytes, using: &chance)
        }
      }
      found[name] = bytes
    }
    found[vault + ".anchor"] = anchor(using: &chance)
    return found
  }

  /// Nobody syncs the anchor: each slot may hold anything it ever held, and one a part of that.
  private func anchor(using chance: inout SplitMix64) -> [UInt8] {
    var slots = marks.map { versions in
      versions[Int.random(in: 0..<versions.count, using: &chance)]
    }
    if Int.random(in: 0..<4, using: &chance) == 0 {
      let torn = Int.random(in: 0..<2, using: &chance)
      let other = marks[torn][Int.random(in: 0..<marks[torn].count, using: &chance)]
      let kept = Int.random(in: 1..<Disk.sealed, using: &chance)
      slots[torn] = Array(slots[torn].prefix(kept) + other.dropFirst(kept))
    }
    var bytes = [UInt8](repeating: 0, count: 2 * Disk.slot)
    for (place, slot) in slots.enumerated() {
      Self.apply(.write(offset: place * Disk.slot, slot), to: &bytes)
    }
    return bytes
  }

  private static func apply(_ change: Change, to bytes: inout [UInt8]) {
    switch change {
    case .write(let offset, let new):
      grow(&bytes, to: offset + new.count)
      bytes.withUnsafeMutableBytes { room in
        new.withUnsafeBytes { room[offset..<offset + new.count].copyBytes(from: $0) }
      }
    case .cut(let length):
      if bytes.count > length { bytes.removeLast(bytes.count - length) }
      grow(&bytes, to: length)
    }
  }

  private static func grow(_ bytes: inout [UInt8], to length: Int) {
    if bytes.count < length {
      bytes.append(contentsOf: repeatElement(0, count: length - bytes.count))
    }
  }

  /// Some of a write's sectors arrive and some do not; a file is cut or it is not.
  private static func tear(
    _ change: Change, in bytes: inout [UInt8], using chance: inout SplitMix64
  ) {
    guard case .write(let offset, let new) = change else {
      if Bool.random(using: &chance) { apply(change, to: &bytes) }
      return
    }
    var start = offset
    while start < offset + new.count {
      let end = min((start / sector + 1) * sector, offset + new.count)
      if Bool.random(using: &chance) {
        apply(.write(offset: start, Array(new[start - offset..<end - offset])), to: &bytes)
      }
      start = end
    }
  }
}
