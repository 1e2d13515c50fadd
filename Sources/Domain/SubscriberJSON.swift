import FoundationEssentials

extension SubscriberRow {
  /// The rows of a JSON array of objects with the CSV's names; values are text or whole numbers.
  public static func readJSON(_ bytes: [UInt8]) throws(ImportProblem) -> [SubscriberRow] {
    let objects: [[String: Value]]
    do {
      objects = try JSONDecoder().decode([[String: Value]].self, from: Data(bytes))
    } catch let error as DecodingError {
      let place = PolicyProblem(error).path
      throw ImportProblem(line: 1, .json(place.isEmpty ? "not an array of objects" : place))
    } catch {
      throw ImportProblem(line: 1, .json("not an array of objects"))
    }
    if objects.isEmpty { throw ImportProblem(line: 1, .empty) }
    var rows: [SubscriberRow] = []
    for (index, object) in objects.enumerated() {
      if let unknown = object.keys.sorted().first(where: { !columns.contains($0) }) {
        throw ImportProblem(line: index + 1, .columns(unknown))
      }
      rows.append(SubscriberRow(line: index + 1, values: object.mapValues(\.text)))
    }
    return rows
  }

  private struct Value: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        text = ""
      } else if let number = try? container.decode(Int64.self) {
        text = String(number)
      } else {
        text = try container.decode(String.self)
      }
    }
  }
}
