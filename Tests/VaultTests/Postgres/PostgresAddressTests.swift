import Testing

@testable import Vault

@Suite struct PostgresAddressTests {
  @Test func `an address says where, as whom and how`() throws {
    let plain = try PostgresAddress("postgresql://desk@db.example/esimdesk")
    #expect(plain.hosts == [PostgresAddress.Host("db.example")])
    #expect(plain.user == "desk")
    #expect(plain.database == "esimdesk")
    #expect(plain.security == .verifyFull)
    #expect(plain.rootCertificate == "/etc/ssl/certs/ca-certificates.crt")
    #expect(plain.name == "db.example:5432/esimdesk")

    let full = try PostgresAddress(
      "postgres://desk%40hk@a.example:5433,[2001:db8::1],b/e%20d?sslmode=verify-ca&sslrootcert=/ca.pem"
        + "&sslcert=/c.pem&sslkey=/k.pem&passfile=/p&connect_timeout=9&target_session_attrs=read-write"
    )
    #expect(
      full.hosts == [
        PostgresAddress.Host("a.example", port: 5433), PostgresAddress.Host("2001:db8::1"),
        PostgresAddress.Host("b"),
      ])
    #expect(full.user == "desk@hk")
    #expect(full.database == "e d")
    #expect(full.security == .verifyCA)
    #expect(full.rootCertificate == "/ca.pem")
    #expect(full.certificate == "/c.pem" && full.key == "/k.pem" && full.passwordFile == "/p")
    #expect(full.patience == 9)
    #expect(full.name == "a.example:5433,[2001:db8::1]:5432,b:5432/e d")
  }

  @Test func `a socket is a folder`() throws {
    #expect(
      try PostgresAddress("postgresql:///esimdesk").hosts
        == [PostgresAddress.Host("/var/run/postgresql")])
    for text in ["postgresql:///d?host=/run/pg", "postgresql://%2Frun%2Fpg/d"] {
      let host = try #require(try PostgresAddress(text).hosts.first)
      #expect(host.name == "/run/pg" && host.isSocket, "\(text)")
    }
  }

  @Test func `what an address may not be is said, and never a password with it`() {
    let faults: [(String, AddressFault)] = [
      ("postgresql://desk:secret@h/d", .password),
      ("postgresql://desk:@h/d", .password),
      ("postgresql://h/d?password=secret", .password),
      ("postgresql://h/d?%70assword=secret", .password),
      ("mysql://h/d", .malformed),
      ("postgresql://h", .noDatabase),
      ("postgresql://h/", .noDatabase),
      ("postgresql://h/a/b", .noDatabase),
      ("postgresql://h,/d", .host("")),
      ("postgresql://h:x/d", .host("h:x")),
      ("postgresql://h:0/d", .host("h:0")),
      ("postgresql://h:65536/d", .host("h:65536")),
      ("postgresql://[::1/d", .host("[::1")),
      ("postgresql://[::1]5/d", .host("[::1]5")),
      ("postgresql://h%zz/d", .malformed),
      ("postgresql://h%00/d", .malformed),
      ("postgresql://h%ff/d", .malformed),
      ("postgresql://h/d?options=-csynchronous_commit%3Doff", .unknown("options")),
      ("postgresql://h/d?sslmode=prefer", .value(.security, "prefer")),
      ("postgresql://h/d?sslmode=allow", .value(.security, "allow")),
      ("postgresql://h/d?sslmode", .value(.security, "")),
      ("postgresql://h/d?sslrootcert=ca.pem", .value(.rootCertificate, "ca.pem")),
      ("postgresql://h/d?sslcert=/c.pem", .value(.key, "")),
      ("postgresql://h/d?connect_timeout=0", .value(.patience, "0")),
      ("postgresql://h/d?target_session_attrs=any", .value(.session, "any")),
      ("postgresql://h/d?host=/run", .value(.host, "/run")),
    ]
    for (text, fault) in faults {
      #expect(throws: fault, "\(text)") { try PostgresAddress(text) }
    }
  }

  @Test func `tries come at growing distances, and not all desks' at once`() {
    var lazy = Delays { 0.999_999 }
    #expect(
      (0..<10).map { _ in lazy.take() }.map { ($0 + 1) / 100 } == [
        1, 2, 4, 8, 16, 32, 64, 128, 256, 300,
      ])
    var eager = Delays { 0 }
    #expect(
      (0..<10).map { _ in eager.take() } == [
        50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 15_000,
      ])
  }
}
