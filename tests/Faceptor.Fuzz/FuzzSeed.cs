namespace Faceptor.Fuzz;

/// <summary>A whole file among the files it needs, and what a user does with it.</summary>
/// <param name="File">The file that is damaged; written anew for every mutant.</param>
/// <param name="Read">Reads all that hangs on the file.</param>
internal sealed record FuzzSeed(string File, Action Read)
{
    /// <summary>The bytes before anything was changed.</summary>
    public byte[] Whole { get; } = System.IO.File.ReadAllBytes(File);
}
