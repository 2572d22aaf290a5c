namespace Faceptor.Notebooks;

/// <summary>What a command line asks for.</summary>
/// <param name="Notebooks">The notebooks.</param>
/// <param name="Source">A folder of packages; null for none.</param>
/// <param name="InPlace">Whether outputs go into the notebooks.</param>
/// <param name="Folder">Where notebooks with outputs go; null for nowhere.</param>
/// <param name="Checks">Whether nothing is run.</param>
internal sealed record NotebookRun(
    string[] Notebooks, string? Source, bool InPlace, string? Folder, bool Checks)
{
    /// <summary>The same as a command line.</summary>
    public IEnumerable<string> Arguments =>
    [
        .. Notebooks,
        .. Source is null ? Array.Empty<string>() : ["--source", Source],
        .. InPlace ? ["--in-place"] : Array.Empty<string>(),
        .. Folder is null ? Array.Empty<string>() : ["--out", Folder],
    ];
}
