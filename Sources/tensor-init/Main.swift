import ArgumentParser

@main
struct TensorInitCommand: ParsableCommand {
}
