import Foundation
import Testing

@testable import Connectors

@Suite struct RSAKeyTests {
  @Test func `nothing that is no RSA key of 2048 bits is taken for one`() {
    for text in ["", "hunter2", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
      #expect(throws: RSAKey.Trouble.unreadable) { try RSAKey.privateKey(Array(text.utf8)) }
      #expect(throws: RSAKey.Trouble.unreadable) { try RSAKey.publicKey(Array(text.utf8)) }
    }
  }

  @Test func `a part of a JSON text is found as it was written`() {
    let text = #"{"sign":"a}","x_response":{"a":[1,{"b":"}\"{"}],"c":"\/"},"z":{}}"#
    #expect(
      JSONPart.object("x_response", in: Array(text.utf8)).map {
        String(decoding: $0, as: UTF8.self)
      }
        == #"{"a":[1,{"b":"}\"{"}],"c":"\/"}"#)
    for other in [
      #"{"y":{"x_response":{}}}"#, #"{"x_response":"{}"}"#, #"{"x_response":{"#,
      #"["x_response",{}]"#, #"{"a":"x_response","b":{}}"#, "",
    ] {
      #expect(JSONPart.object("x_response", in: Array(other.utf8)) == nil, "\(other)")
    }
  }
}
