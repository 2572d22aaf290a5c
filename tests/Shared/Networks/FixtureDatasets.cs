
namespace Faceptor.Testing;

/// <summary>
/// A folder that holds every dataset of the fixtures so that it can be scored: AFLW-19 with as many rows as the real
/// one, verification sets with enough pairs for folds.
/// </summary>
internal sealed class FixtureDatasets : IDisposable
{
    private static readonly string Datasets = Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets");

    private readonly TemporaryFolder _folder = new();

    /// <param name="names">The datasets to link; none for all.</param>
    public FixtureDatasets(params string[] names)
    {
        var all = Directory.EnumerateDirectories(Path.Combine(Datasets, "layoutA"))
            .Select(path => Path.GetFileName(path)!);
        foreach (var name in names.Length == 0 ? all : names)
        {
            switch (name)
            {
                case "AFLW":
                    Link("AFLW/AFLWinfo_release.mat", "variants/AFLW-full/AFLWinfo_release.mat");
                    Link("AFLW/data", "layoutA/AFLW/data");
                    break;
                case "verification":
                    Link("verification/lfw.bin", "variants/verification-large/lfw_p4.bin");
                    break;
                default:
                    Link(name, $"layoutA/{name}");
                    break;
            }
        }
    }

    public string Root => _folder.Path;

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    private void Link(string name, string target)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Directory.CreateSymbolicLink(path, Path.Combine(Datasets, target));
    }
}
