using System.Diagnostics;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Faceptor.Architecture.Tests.Packages;

/// <summary>Packages name the repository that they are packed from, and their symbols lead to its sources.</summary>
public sealed class RepositoryAddressTests : IDisposable
{
    private const string Address = "https://github.com/example/faceptor.git";
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private readonly string _folder = Directory.CreateTempSubdirectory("faceptor-clone-").FullName;

    public void Dispose()
    {
        // Git makes its objects read-only, which Windows does not delete.
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_clone_of_github_packs_its_address_commit_and_sources()
    {
        Assert.SkipUnless(Path.Exists(Path.Combine(RepositoryPaths.Root, ".git")), "a source archive has no history");
        var clone = Path.Combine(_folder, "clone");
        Run(_folder, "git", "clone", "--quiet", "--no-hardlinks", RepositoryPaths.Root, clone);
        Run(clone, "git", "remote", "set-url", "origin", Address);
        var commit = Run(clone, "git", "rev-parse", "HEAD").Trim();

        // One with code, whose nuspec NuGet writes, and one without, whose nuspec is ours.
        string[] projects = ["src/Faceptor.Abstractions", "packaging/Faceptor.Runtime.Cpu.Linux"];
        foreach (var project in projects)
        {
            Run(clone, "dotnet", "pack", project, "-c", "Release", "--nologo", "-v", "quiet", "-o", Path.Combine(_folder, "packed"));
        }

        var packages = Directory.GetFiles(Path.Combine(_folder, "packed"), "*.nupkg").Select(path => new PackedLibrary(path))
            .ToArray();
        Assert.Equal(projects.Length, packages.Length);
        Assert.All(packages, package =>
        {
            var repository = package.Metadata.Elements().Single(element => element.Name.LocalName == "repository");
            Assert.Equal("git", (string?)repository.Attribute("type"));
            Assert.Equal(Address, (string?)repository.Attribute("url"));
            Assert.Equal(commit, (string?)repository.Attribute("commit"));
        });
        var assembly = Assert.Single(packages.SelectMany(package => package.Assemblies.Values));
        Assert.Contains($"https://raw.githubusercontent.com/example/faceptor/{commit}/", Sources(assembly), StringComparison.Ordinal);
    }

    private static string Sources(byte[] assembly)
    {
        using var reader = new PEReader(new MemoryStream(assembly));
        var embedded = reader.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var symbols = reader.ReadEmbeddedPortablePdbDebugDirectoryData(embedded);
        var pdb = symbols.GetMetadataReader();
        var link = pdb.CustomDebugInformation.Select(pdb.GetCustomDebugInformation)
            .Single(information => pdb.GetGuid(information.Kind) == SourceLink);
        return Encoding.UTF8.GetString(pdb.GetBlobBytes(link.Value));
    }

    private static string Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}");
        return output;
    }
}
