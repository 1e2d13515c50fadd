/// Where a vault is: in a file of this machine, or on the server of a fleet.
public enum VaultPlace: Sendable {
  case file(String)
  case fleet(Fleet)

  /// What a person calls it.
  public var name: String {
    switch self {
    case .file(let path): path
    case .fleet(let fleet): fleet.address.name
    }
  }

  /// The file; nil on a server.
  public var path: String? {
    if case .file(let path) = self { path } else { nil }
  }

  /// The server's; nil for a file.
  public var fleet: Fleet? {
    if case .fleet(let fleet) = self { fleet } else { nil }
  }
}

/// The same for both; what is said of each is where it is done.
extension Vault {
  public static func create(
    at place: VaultPlace, unlock: consuming Unlock, waiting: @escaping Waiting = Fleet.unattended
  ) throws(VaultError) -> Vault {
    switch place {
    case .file(let path): try create(at: path, unlock: unlock)
    case .fleet(let fleet): try create(at: fleet, unlock: unlock, waiting: waiting)
    }
  }

  public static func open(
    at place: VaultPlace, unlock: consuming Unlock, waiting: @escaping Waiting = Fleet.unattended
  ) throws(VaultError) -> Vault {
    switch place {
    case .file(let path): try open(at: path, unlock: unlock)
    case .fleet(let fleet): try open(at: fleet, unlock: unlock, waiting: waiting)
    }
  }

  public static func slots(
    at place: VaultPlace, waiting: @escaping Waiting = Fleet.unattended
  ) throws(VaultError) -> [SlotKind] {
    switch place {
    case .file(let path): try slots(at: path)
    case .fleet(let fleet): try slots(at: fleet, waiting: waiting)
    }
  }
}

extension Vault {
  /// Whether other machines share it.
  public var isOnServer: Bool { server != nil }
}
