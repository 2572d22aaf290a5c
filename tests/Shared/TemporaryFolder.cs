using IOFile = System.IO.File;
using IOPath = System.IO.Path;

namespace Faceptor.Testing;

/// <summary>A new folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("faceptor-test-").FullName;

    /// <summary>Copies a dataset fixture, so that a test can damage it.</summary>
    /// <param name="source">The folder to copy.</param>
    /// <param name="below">Where its content goes, below the temporary folder.</param>
    public static TemporaryFolder CopyOf(string source, string below = "")
    {
        var copy = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = IOPath.Combine(copy.Path, below, IOPath.GetRelativePath(source, file));
            Directory.CreateDirectory(IOPath.GetDirectoryName(target)!);
            IOFile.Copy(file, target);
        }

        return copy;
    }

    public string File(string name) => IOPath.Combine(Path, name);

    public string Combine(params ReadOnlySpan<string> parts) => IOPath.Combine([Path, .. parts]);

    public string Write(string name, string text)
    {
        var path = FileInFolder(name);
        IOFile.WriteAllText(path, text);
        return path;
    }

    public string Write(string name, byte[] bytes)
    {
        var path = FileInFolder(name);
        IOFile.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string FileInFolder(string name)
    {
        var path = File(name);
        Directory.CreateDirectory(IOPath.GetDirectoryName(path)!);
        return path;
    }
}
