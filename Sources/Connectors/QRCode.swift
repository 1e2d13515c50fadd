import CQREncode
public import Journeys

/// QR symbols from libqrencode.
public enum QRCode {
  /// The symbol for a text, with the least error correction so that it stays small; nil when too long.
  public static func matrix(_ text: String) -> QRMatrix? {
    guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1) else { return nil }
    defer { QRcode_free(code) }
    let size = Int(code.pointee.width)
    guard let data = code.pointee.data, size > 0 else { return nil }
    let modules = UnsafeBufferPointer(start: data, count: size * size).map { $0 & 1 == 1 }
    return QRMatrix(size: size, modules: modules)
  }
}
