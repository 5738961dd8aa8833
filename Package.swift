// swift-tools-version: 6.3

import PackageDescription

let package = Package(
  name: "swift-tensor-init",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "TensorInit", targets: ["TensorInit"]),
    .library(name: "TensorInitFoundation", targets: ["TensorInitFoundation"]),
    .library(name: "TensorInitRecipes", targets: ["TensorInitRecipes"]),
    .library(name: "TensorInitInspection", targets: ["TensorInitInspection"]),
    .library(name: "tensor_init", type: .dynamic, targets: ["TensorInitC"]),
    .executable(name: "tensor-init", targets: ["tensor-init"]),
    .executable(name: "tensor-init-benchmark", targets: ["tensor-init-benchmark"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // MARK: - Public API

    .target(
      name: "TensorInit",
      dependencies: ["CFillKernels", "CLAPACKE", "COpenBLAS"],
      swiftSettings: strict
    ),
    .target(name: "TensorInitFoundation", dependencies: ["TensorInit"], swiftSettings: strict),
    .target(
      name: "TensorInitRecipes",
      dependencies: ["TensorInit", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict
    ),
    .target(
      name: "TensorInitInspection",
      dependencies: ["TensorInit", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict
    ),
    .target(name: "KSession", dependencies: ["TensorInit"], swiftSettings: strict),
    .target(
      name: "TensorInitC", dependencies: ["TensorInit", "TensorInitRecipes", "CTensorInit"],
      swiftSettings: strict),
    .executableTarget(
      name: "tensor-init",
      dependencies: [
        "TensorInit",
        "CTensorInit",
        "TensorInitRecipes",
        "TensorInitInspection",
        "TensorInitReport",
        "KSession",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "tensor-init-benchmark",
      dependencies: [
        "TensorInitCharts",
        "TensorInit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Benchmarks/TensorInitBenchmark",
      // A peer stays with the task that talks with it.
      swiftSettings: strict + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]
    ),

    // MARK: - Implementation details

    .target(name: "TensorInitCharts", dependencies: ["TensorInit"], swiftSettings: strict),
    .target(
      name: "TensorInitReport",
      dependencies: [
        "TensorInitCharts", "TensorInit", "TensorInitInspection",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "CFillKernels",
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]
    ),
    .target(name: "CTensorInit"),
    // Headers alone: the libraries are loaded when they are needed.
    .systemLibrary(
      name: "CLAPACKE", providers: [.apt(["liblapacke-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "COpenBLAS", providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),

    // MARK: - Examples, which see what any other package would

    .target(
      name: "Matrices", dependencies: ["COpenBLAS", "TensorInit"], path: "Examples/Matrices",
      packageAccess: false, swiftSettings: strict, linkerSettings: [.linkedLibrary("openblas")]),
    .executableTarget(
      name: "TrainingAnMLP",
      dependencies: [
        "Matrices", "TensorInit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Examples/TrainingAnMLP", packageAccess: false, swiftSettings: strict),
    .executableTarget(
      name: "SignalPropagation",
      dependencies: [
        "Matrices", "TensorInit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Examples/SignalPropagation", packageAccess: false, swiftSettings: strict),
    .executableTarget(
      name: "ExamplePictures",
      dependencies: [
        "TensorInitCharts", "TensorInit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Examples/Pictures", swiftSettings: strict),

    // MARK: - Tests

    .target(
      name: "TestSupport",
      dependencies: [
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tests/TestSupport",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "tensor-init-fuzz",
      dependencies: [
        "TensorInit", "TensorInitRecipes", "KSession",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Fuzzing",
      swiftSettings: strict
    ),
    .target(
      name: "Randomness", dependencies: ["TensorInit", "TestSupport"],
      path: "Tests/Statistics/Randomness", swiftSettings: strict),
    .executableTarget(
      name: "tensor-init-statistics",
      dependencies: [
        "Randomness", "TensorInit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Statistics/Command",
      swiftSettings: strict
    ),
    .testTarget(
      name: "TestSupportTests", dependencies: ["TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "TensorInitTests", dependencies: ["TensorInit", "TestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "TensorInitFoundationTests",
      dependencies: ["TensorInit", "TensorInitFoundation", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "TensorInitRecipesTests",
      dependencies: ["TensorInit", "TensorInitRecipes", "TestSupport", "tensor-init"],
      swiftSettings: strict),
    .testTarget(
      name: "InspectionTests",
      dependencies: ["TensorInit", "TensorInitInspection", "TensorInitRecipes", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ReportTests",
      dependencies: [
        "TensorInitCharts", "TensorInit", "TensorInitInspection", "TensorInitReport", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ModuleTests", dependencies: ["TensorInit", "TestSupport"],
      exclude: ["ModuleTable"], swiftSettings: strict),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Randomness", "TensorInit", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LawTests", dependencies: ["TensorInit", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "KSessionTests", dependencies: ["KSession", "TensorInit", "TestSupport"],
      resources: [.copy("Resources")], swiftSettings: strict),
    .testTarget(
      name: "TensorInitCTests", dependencies: ["TensorInit", "TensorInitC", "TestSupport"],
      exclude: ["Programs"], swiftSettings: strict),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "CTensorInit", "KSession", "TensorInit", "TestSupport", "tensor-init",
        "tensor-init-benchmark",
      ],
      swiftSettings: strict
    ),
  ]
)

var strict: [SwiftSetting] {
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
}
