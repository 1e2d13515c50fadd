import CQREncode
public import Journeys

/// QR symbols from libqrencode, which is looked for when the first is made.
public enum QRCode {
  /// The symbols for a text: one that may lose 15 % of itself (level M), and a smaller one that may lose
  /// 7 % (level L) for where that has no room; nil when it is too long for any, and where the library is missing.
  public static func symbol(_ text: String) -> QRSymbol? {
    let (medium, low) = (matrix(text, QR_ECLEVEL_M), matrix(text))
    // The same size holds more at no cost.
    return QRSymbol([medium, medium?.size == low?.size ? nil : low].compactMap(\.self))
  }

  /// The smallest symbol for a text; nil when it is too long.
  public static func matrix(_ text: String) -> QRMatrix? { matrix(text, QR_ECLEVEL_L) }

  private static func matrix(_ text: String, _ level: QRecLevel) -> QRMatrix? {
    guard let library, let code = library.encode(text, 0, level, QR_MODE_8, 1) else { return nil }
    defer { library.free(code) }
    let size = Int(code.pointee.width)
    guard let data = code.pointee.data, size > 0 else { return nil }
    let modules = UnsafeBufferPointer(start: data, count: size * size).map { $0 & 1 == 1 }
    return QRMatrix(size: size, modules: modules)
  }

  private static let library: esimdesk_qr? = {
    var table = esimdesk_qr()
    return esimdesk_qr_load(&table) == 1 ? table : nil
  }()
}
