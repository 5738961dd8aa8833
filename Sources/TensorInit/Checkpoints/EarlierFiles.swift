#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension CheckpointPlan {
  /// The files of earlier checkpoints of the same name that programs may take for this one's, or for parts of
  /// it: the single file beside shards, the index beside a single file, shards of another number.
  package func earlierPaths() -> [String] {
    let parts = PathParts(path)
    let own = Set(paths.map { ExactName(PathParts($0).name) })
    let index = ExactName(PathParts(Self.indexPath(path)).name)
    let earlier = Folder(parts.folder).names().map(ExactName.init).filter { name in
      !own.contains(name)
        && (name == ExactName(parts.name) || name == index
          || ShardName(name.text).map { ExactName($0.stem) == ExactName(parts.stem) } == true)
    }
    return earlier.sorted().map { parts.sibling($0.text) }
  }

  /// Removes the index of an earlier checkpoint.
  ///
  /// - Returns: Whether there was one.
  @discardableResult
  func removeIndex() throws(TensorInitError) -> Bool {
    let path = Self.indexPath(path)
    if unlink(path) == 0 { return true }
    guard errno == ENOENT else {
      throw .fileFailure(path: path, operation: "remove the older index", errno: errno)
    }
    return false
  }
}
