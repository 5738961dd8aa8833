// What the template shows, under the names that it uses.

struct PageContents {
  let style: String
  let script: String
  /// By which the page's policy knows the script.
  let scriptDigest: String
  let name: String
  let path: String
  let totals: [Total]
  let warnings: Warnings?
  let figures: [Figure]
  let kinds: [KindLine]
  let tensors: [TensorCard]
  let tensorCount: String
  /// What is said where not all tensors have cards or pictures.
  let note: String?
  let files: [NamedText]
  let metadata: Metadata?
  let digest: String?
  let version: String

  struct Total {
    let name: String
    let value: String
    /// The same in full.
    let exact: String
  }

  struct Warnings {
    let lines: [WarningLine]
  }

  struct Metadata {
    let entries: [NamedText]
  }
}

struct NamedText {
  let name: String
  let value: String
}

struct Link {
  let index: Int
  let name: String
}

struct WarningLine {
  let text: String
  let tensors: [Link]
  let more: String?
}

/// A line of the table of kinds.
struct KindLine {
  let name: String
  let tensors: String
  let shape: String
  let look: String
  let deviation: String
  let elements: String
}

/// A tensor: a line, and what appears when it is opened.
struct TensorCard {
  let index: Int
  let name: String
  let shape: String
  let dtype: String
  let look: String
  let mean: String
  let deviation: String
  let elements: String
  let sparkline: String
  /// Numbers to sort by, empty where there are none.
  let sortKeys: SortKeys
  let isWarned: Bool

  let warnings: [String]
  let statistics: [NamedText]
  let appearances: [NamedText]
  let schemes: Schemes?
  let equal: Equal?
  let figures: [Figure]
  /// Why there are no figures.
  let silence: String?

  struct SortKeys {
    let elements: Int
    let deviation: String
    let largest: String
  }

  struct Schemes {
    let lines: [SchemeLine]
  }

  struct SchemeLine {
    let name: String
    let expression: String?
    let deviation: String
    let ratio: String
  }

  struct Equal {
    let tensors: [Link]
    let more: String?
  }
}
