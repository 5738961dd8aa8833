import ArgumentParser

@main
struct Benchmark: ParsableCommand {
}
