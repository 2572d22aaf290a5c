using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Faceptor.Architecture.Tests.Packages;

/// <summary>All packages but the tool's, packed from what is built, as <c>eng/pack.sh</c> packs them.</summary>
public sealed class PackedLibraries : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faceptor-packages-").FullName;

    public PackedLibraries()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            WorkingDirectory = RepositoryPaths.Root,
            ArgumentList =
            {
                "msbuild", "packaging/All.proj", "-nologo", "-v:quiet", "-m", "-p:Configuration=Release", "-p:NoBuild=true",
                "-p:PacksTool=false", $"-p:PackageOutputPath={_folder}/",
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        Files = Directory.GetFiles(_folder, "*.nupkg").Select(path => new PackedLibrary(path)).ToDictionary(
            package => package.Id);
    }

    public IReadOnlyDictionary<string, PackedLibrary> Files { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>One package: what it says of itself, and what is in it.</summary>
public sealed class PackedLibrary
{
    public PackedLibrary(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        Entries = [.. archive.Entries.Select(entry => entry.FullName)];
        using var nuspec = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        Metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        foreach (var entry in archive.Entries.Where(entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal)))
        {
            using var stream = entry.Open();
            var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            Assemblies[entry.FullName] = bytes.ToArray();
        }
    }

    public XElement Metadata { get; }

    public IReadOnlyList<string> Entries { get; }

    public Dictionary<string, byte[]> Assemblies { get; } = [];

    public string Id => Text("id")!;

    public string Version => Text("version")!;

    /// <summary>Id and version range of each dependency.</summary>
    public IReadOnlyDictionary<string, string> Dependencies => Metadata.Descendants()
        .Where(element => element.Name.LocalName == "dependency")
        .ToDictionary(element => (string)element.Attribute("id")!, element => (string)element.Attribute("version")!);

    public string? Text(string name) =>
        Metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
}
