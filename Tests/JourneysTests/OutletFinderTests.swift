import Domain
import Fixtures
import Testing

@testable import Journeys

/// Finding a service centre, by somebody nobody knows.
struct OutletFinderTests {
  private func person() throws -> (Hall, DeskScript) {
    let it = try Hall(try Carrier.zhonggangtong.policy())
    let person = it.desk()
    person.choose("outlets")
    person.expect(step: "start", "outlets")
    return (it, person)
  }

  @Test
  func `OFF-02 without signing in: the outlets of a city, whether each is open, what to bring`()
    throws
  {
    let (hall, person) = try person()
    let outlets = try #require(hall.policy.outlets)
    #expect(person.options.map(\.id) == ["city1", "city2", "city3", "district", "place", "back"])
    var seen: [String] = []
    for city in ["city1", "city2", "city3"] {
      person.choose(city)
      person.expect(step: "list")
      for id in person.options.map(\.id) where id != "back" {
        #expect(person.option(id)?.detail?.key.hasPrefix("outlets.open") == true)
        person.choose(id)
        person.expect(step: "outlet")
        let outlet = try #require(outlets.first { $0.id == id })
        #expect(person.tells(.policy(outlet.address)) && person.tells(.policy(outlet.hours)))
        let materials = hall.policy.closure.procedure(.counter)?.materials ?? []
        #expect(
          !materials.isEmpty && materials.allSatisfy { person.tells(.policy($0.text)) }, "OFF-03")
        #expect(person.warns("counter.purchaseProof") == outlet.asksPurchaseProof, "OFF-04")
        seen.append(id)
        person.next()
      }
      person.choose("back")
    }
    #expect(seen == outlets.map(\.id))
    person.choose("back")
    person.expect(step: "start", "welcome")
  }

  @Test func `OFF-02 from every district the nearest comes first, in the district's own city`()
    throws
  {
    let (hall, person) = try person()
    let districts = try #require(hall.policy.districts)
    let outlets = try #require(hall.policy.outlets)
    for district in districts {
      person.choose("district")
      person.choose(district.id)
      let ids = person.options.map(\.id).dropLast()
      #expect(Set(ids) == Set(outlets.map(\.id)))
      let places = ids.compactMap { id in outlets.first { $0.id == id } }
      let own = places.filter { $0.city == district.city }
      #expect(!own.isEmpty && Array(places.prefix(own.count)) == own, "\(district.id)")
      for part in [own, Array(places.dropFirst(own.count))] {
        let distances = part.map { district.place.metres(to: $0.place) }
        #expect(distances == distances.sorted())
      }
      person.choose("back")
      person.choose("back")
    }
  }

  @Test func `OFF-02 from a point on the map, and what is none is refused beside the field`() throws
  {
    let (_, person) = try person()
    person.choose("place")
    person.enter(["place": "Mong Kok"])
    person.expect(refused: "place.format", step: "place")
    person.enter(["place": "22.3193, 114.1694"])
    person.expect(step: "list")
    #expect(person.options.first?.id == "hk-mongkok")
    person.choose("hk-mongkok")
    #expect(person.tells(.distance(0)))
  }

  @Test
  func `OFF-02 what is open goes by the clock there, and a public holiday has hours of its own`()
    throws
  {
    let (hall, person) = try person()
    func now(_ moment: String) throws -> Phrase? {
      hall.clock.now = try #require(Instant(iso: moment))
      person.home()
      person.choose("outlets")
      person.choose("city1")
      return person.option("hk-shatin")?.detail
    }
    // A Friday evening, a Sunday, and Christmas Day.
    #expect(try now("2026-11-20T18:30:00+08:00")?.key == "outlets.open")
    #expect(try now("2026-11-20T19:00:00+08:00")?.key == "outlets.opens")
    #expect(try now("2026-11-22T12:00:00+08:00")?.key == "outlets.opens")
    #expect(try now("2026-12-25T12:00:00+08:00")?.key == "outlets.opens")
    person.choose("hk-shatin")
    #expect(person.says("outlets.holiday"))
    #expect(try now("2026-11-23T09:00:00+08:00")?.key == "outlets.opensToday")
  }

  @Test func `a carrier without outlets offers no search for them`() throws {
    let person = try Hall().desk()
    #expect(person.option("outlets") == nil)
  }
}
