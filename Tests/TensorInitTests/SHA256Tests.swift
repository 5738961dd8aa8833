import TensorInit
import Testing

@Suite("SHA-256 gives the digests of FIPS 180-4")
struct SHA256Tests {
  /// The bytes are multiples of 7, and the digests those of Python's hashlib.
  @Test(
    "on both sides of a block's end",
    arguments: [
      (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      (3, "b361d0f9a938a2bb4fbdc9c21dc5a859788041b0040919d8a811c1888184f4df"),
      (55, "576a1bf8d4478657e6dc4af9398544765c2a92cde28478b019235cfed315fc09"),
      (56, "9b20501dfd1d99161c257950f3444f3e49230c351c5c8e0943ef369f85f5205d"),
      (63, "30b345906b493f06f69444b6521113511c242f30e29840462950035043682f1e"),
      (64, "d8bc63b4fc1156e5e7d95a418b9bf54cd3174bedbc2db40f74895349b229b3c0"),
      (65, "1ee23b0fbcaecc1aff4a9e8f1645f35ab2c8e13609cd73b68df8b5e3f63ce073"),
      (119, "7a6589821178918ca8d9edaba5abfc1e9b2669564f4469b66885379c1530b2c8"),
    ])
  func digests(count: Int, expected: String) {
    var digest = SHA256()
    for number in 0..<count { digest.append([UInt8(truncatingIfNeeded: 7 * number)]) }
    #expect(digest.hexadecimal() == expected)
  }
}
