@main
struct Footfall {
    static func main() {}
}
