namespace Faceptor.Fuzz;

/// <summary>A kind of file.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="MakeSeeds">Puts whole files below a folder.</param>
/// <param name="Mutate">Damages a file; does not change the array that it is given.</param>
internal sealed record FuzzFormat(
    string Name, Func<string, IEnumerable<FuzzSeed>> MakeSeeds, Func<byte[], Random, byte[]> Mutate);
