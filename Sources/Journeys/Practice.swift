public import Domain

/// What makes a desk a practice desk: sample people, and a clock that can be moved.
public struct Practice {
  /// The sample subscribers, as its first screen lists them.
  public var samples: [Sample]
  /// Those who work behind its counter.
  public var colleagues: [Colleague]
  /// Moves the practice clock.
  public var advance: (_ seconds: Int64) -> Void
  /// How long after its submission the practice reviewer approves an application, in seconds; never before its window.
  public var reviewSeconds: Int64

  public init(
    samples: [Sample], colleagues: [Colleague] = [],
    advance: @escaping (_ seconds: Int64) -> Void, reviewSeconds: Int64
  ) {
    self.samples = samples
    self.colleagues = colleagues
    self.advance = advance
    self.reviewSeconds = reviewSeconds
  }

  /// A made-up subscriber in a telling situation.
  public struct Sample: Equatable, Sendable {
    /// Such as `expiring`; its sentence is `sample.expiring`.
    public var id: String
    /// The carrier whose customer it is.
    public var brand: String
    public var name: String
    public var identifier: String
    public var password: String

    public init(id: String, brand: String, name: String, identifier: String, password: String) {
      self.id = id
      self.brand = brand
      self.name = name
      self.identifier = identifier
      self.password = password
    }
  }

  /// Somebody made up of the staff.
  public struct Colleague: Equatable, Sendable {
    public var name: String
    public var role: Staff.Role
    public var password: String
    public var secret: [UInt8]
    /// What their authenticator app shows; "" until somebody signs in.
    public var code = ""

    public init(name: String, role: Staff.Role, password: String, secret: [UInt8]) {
      self.name = name
      self.role = role
      self.password = password
      self.secret = secret
    }
  }
}
