import Domain
import Fixtures
import Journeys
import Testing

struct SignInTests {
  @Test func `LOG-01 LOG-02 e-mail, phone number and user name all sign in with the password`()
    throws
  {
    for identifier in [
      "linyue@example.com", " LinYue@Example.com ", "13800138000", "+86 138 0013 8000", "linyue",
    ] {
      let hall = try Hall()
      try hall.addLin()
      let person = hall.desk()
      person.expect(step: "start", "welcome")
      person.signIn(identifier)
    }
  }
}
