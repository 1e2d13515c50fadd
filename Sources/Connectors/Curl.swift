internal import CCurl

/// libcurl, looked for when the first connector needs it (Debian: libcurl4).
enum Curl {
  /// The library's functions; nil where it is not installed.
  static let library: Library? = {
    var table = esimdesk_curl()
    return esimdesk_curl_load(&table) == 1 ? Library(table: table) : nil
  }()

  /// Only read once it is made.
  struct Library: @unchecked Sendable {
    let table: esimdesk_curl
  }
}

/// Why a server gave no whole answer.
public enum ServerTrouble: Error, Equatable, Sendable {
  /// libcurl is not installed.
  case missing
  /// It never got as far as asking: nothing was done at the other end.
  case unreachable(String)
  /// It was asked, and no whole answer came: something may have been done there.
  case unanswered(String)
}

/// One conversation with a server: set up, carried through, and gone.
///
/// Every one ends: connecting takes at most ``Patience/connecting`` seconds, the whole at most
/// ``Patience/whole``. No signal is raised, no redirect followed, no proxy, cookie or password file
/// of whoever started the program used.
struct CurlCall: ~Copyable {
  /// In seconds.
  struct Patience: Sendable {
    var connecting = 8
    var whole = 20
  }

  private let library: Curl.Library
  /// curl's own.
  private let handle: UnsafeMutableRawPointer
  private let traffic = Traffic()
  private var lists: [UnsafeMutablePointer<curl_slist>] = []

  /// - Throws: ``ServerTrouble/missing``.
  init(_ url: String, schemes: String, patience: Patience) throws(ServerTrouble) {
    guard let library = Curl.library, let handle = library.table.easy_init() else {
      throw .missing
    }
    self.library = library
    self.handle = handle
    set(CURLOPT_URL, url)
    set(CURLOPT_PROTOCOLS_STR, schemes)
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_NETRC, 0)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_CONNECTTIMEOUT, patience.connecting)
    set(CURLOPT_TIMEOUT, patience.whole)
    // Else a mail server that is silent is still waited for when it is said goodbye to, for two minutes.
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, patience.whole)
    let context = Unmanaged.passUnretained(traffic).toOpaque()
    set(CURLOPT_WRITEDATA, context)
    set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      Traffic.at(context).take(bytes, size * count)
    }
  }

  deinit {
    library.table.easy_cleanup(handle)
    for list in lists { library.table.slist_free_all(list) }
  }

  func set(_ option: CURLoption, _ value: Int) {
    withUnsafePointer(to: library.table) {
      _ = esimdesk_curl_number($0, handle, option, value)
    }
  }

  func set(_ option: CURLoption, _ value: String) {
    withUnsafePointer(to: library.table) { table in
      _ = value.withCString { esimdesk_curl_text(table, handle, option, $0) }
    }
  }

  private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
    withUnsafePointer(to: library.table) {
      _ = esimdesk_curl_pointer($0, handle, option, value)
    }
  }

  private func set(_ option: CURLoption, _ flow: @escaping esimdesk_curl_flow) {
    withUnsafePointer(to: library.table) {
      _ = esimdesk_curl_callback($0, handle, option, flow)
    }
  }

  /// A list of texts, such as headers or recipients.
  mutating func set(_ option: CURLoption, _ values: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for value in values { list = library.table.slist_append(list, value) }
    guard let list else { return }
    lists.append(list)
    set(option, UnsafeMutableRawPointer(list))
  }

  /// What is sent: `CURLOPT_READFUNCTION` gives it, once.
  func send(_ bytes: [UInt8]) {
    traffic.outgoing = bytes[...]
    set(CURLOPT_READDATA, Unmanaged.passUnretained(traffic).toOpaque())
    set(CURLOPT_READFUNCTION) { bytes, size, count, context in
      Traffic.at(context).give(bytes, size * count)
    }
    withUnsafePointer(to: library.table) {
      _ = esimdesk_curl_offset(
        $0, handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(bytes.count))
      _ = esimdesk_curl_offset(
        $0, handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
    }
  }

  /// Also collects the lines before the answer's body.
  func collectHeaders() {
    set(CURLOPT_HEADERDATA, Unmanaged.passUnretained(traffic).toOpaque())
    set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      Traffic.at(context).takeHeader(bytes, size * count)
    }
  }

  /// How a call ended.
  struct End {
    let code: CURLcode
    /// The server's last status, such as 200 or 250; 0 where it said nothing.
    let status: Int

    /// Whether it never got as far as asking.
    var isUnreached: Bool {
      switch code {
      case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_COULDNT_RESOLVE_HOST,
        CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR,
        CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_USE_SSL_FAILED:
        true
      default: false
      }
    }

    /// Whether a mail server answered that it would not.
    var isRefusal: Bool {
      switch code {
      case CURLE_SEND_ERROR, CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED: true
      default: false
      }
    }

    /// The library's own words for it.
    var words: String {
      Curl.library?.table.easy_strerror(code).map { String(cString: $0) } ?? "\(code.rawValue)"
    }
  }

  /// Carries it through.
  func run() -> End {
    let code = withExtendedLifetime(traffic) {
      withoutBrokenPipe { library.table.easy_perform(handle) }
    }
    return End(
      code: code,
      status: withUnsafePointer(to: library.table) { esimdesk_curl_status($0, handle) })
  }

  /// Carries it through; the server's status, such as 200.
  ///
  /// - Throws: why no whole answer came.
  func perform() throws(ServerTrouble) -> Int {
    let end = run()
    if end.code == CURLE_OK { return end.status }
    throw end.isUnreached ? .unreachable(end.words) : .unanswered(end.words)
  }

  /// What came back, after ``perform()``.
  var answer: [UInt8] { traffic.incoming }
  var headerLines: [String] { traffic.headers }
}

/// The bytes that go and come during one call.
private final class Traffic {
  /// More than any answer a desk asks for.
  static let mostIncoming = 4 << 20

  var outgoing: ArraySlice<UInt8> = []
  var incoming: [UInt8] = []
  var headers: [String] = []

  static func at(_ context: UnsafeMutableRawPointer?) -> Traffic {
    guard let context else { preconditionFailure("curl lost its context") }
    return Unmanaged<Traffic>.fromOpaque(context).takeUnretainedValue()
  }

  /// Fewer bytes taken than given ends the call.
  func take(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard let bytes, incoming.count + count <= Self.mostIncoming else { return 0 }
    incoming += UnsafeRawBufferPointer(start: bytes, count: count)
    return count
  }

  func takeHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard let bytes, headers.count < 200 else { return 0 }
    var line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    while let last = line.last, last.isNewline { line.removeLast() }
    // A new status line: what stood before was another answer's, such as `100 Continue`.
    if line.hasPrefix("HTTP/") { headers = [] }
    headers.append(line)
    return count
  }

  func give(_ bytes: UnsafeMutablePointer<CChar>?, _ room: Int) -> Int {
    guard let bytes else { return 0 }
    let part = outgoing.prefix(room)
    part.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(start: bytes, count: room).copyMemory(from: $0)
    }
    outgoing = outgoing.dropFirst(part.count)
    return part.count
  }
}
