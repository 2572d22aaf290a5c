using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Faceptor.Architecture.Tests;

/// <summary>Who may know whom. The image is in docs/architecture.md.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["Models"] = ["Core"],
        ["Data"] = ["Core"],
        ["Inference"] = ["Core", "Data"],
        ["Training"] = ["Core", "Models", "Data", "Inference"],
        ["Cli"] = ["Core", "Models", "Data", "Inference", "Training"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Fact]
    public void Every_project_is_in_the_table()
    {
        var projects = Directory.GetDirectories(Path.Combine(RepositoryPaths.Root, "src"))
            .Select(folder => Path.GetFileName(folder)["Faceptor.".Length..]);

        Assert.Equal(Allowed.Keys.Order(), projects.Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_file_references_only_what_it_may(string project)
    {
        var references = ProjectItems(project, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path)["Faceptor.".Length..]);

        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Compiled_assembly_references_only_what_it_may(string project)
    {
        var references = AssemblyReferences(project)
            .Where(name => name.StartsWith("Faceptor.", StringComparison.Ordinal))
            .Select(name => name["Faceptor.".Length..]);

        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Libraries_take_no_native_torch_and_no_console(string project)
    {
        if (project == "Cli")
        {
            Assert.Contains(
                "<UsesTorchNative>true</UsesTorchNative>",
                File.ReadAllText(ProjectFile(project)),
                StringComparison.Ordinal);
            return;
        }

        var packages = ProjectItems(project, "PackageReference").ToArray();

        Assert.DoesNotContain(packages, package => package.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase)
            || package.StartsWith("TorchSharp-", StringComparison.OrdinalIgnoreCase)
            || package.Contains("Console", StringComparison.Ordinal));
        Assert.DoesNotContain("UsesTorchNative", File.ReadAllText(ProjectFile(project)), StringComparison.Ordinal);
        Assert.DoesNotContain("System.Console", AssemblyReferences(project));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_follow_folders(string project)
    {
        var root = Path.Combine(RepositoryPaths.Root, "src", $"Faceptor.{project}");
        var wrong = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "Program.cs")
            .Where(file =>
            {
                var folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!);
                var expected = folder == "."
                    ? $"Faceptor.{project}"
                    : $"Faceptor.{project}.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
                return !File.ReadLines(file).Any(line => line == $"namespace {expected};");
            });

        Assert.Empty(wrong);
    }

    [Fact]
    public void Source_files_stay_below_400_lines()
    {
        var source = Path.Combine(RepositoryPaths.Root, "src");
        var longFiles = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadLines(file).Count() > 400);

        Assert.Empty(longFiles);
    }

    private static string ProjectFile(string project) =>
        Path.Combine(RepositoryPaths.Root, "src", $"Faceptor.{project}", $"Faceptor.{project}.csproj");

    private static IEnumerable<string> ProjectItems(string project, string kind) =>
        XDocument.Load(ProjectFile(project))
            .Descendants(kind)
            .Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'));

    private static string[] AssemblyReferences(string project)
    {
        var name = project == "Cli" ? "faceptor" : $"Faceptor.{project}";
        using var stream = File.OpenRead(Path.Combine(BuiltAssemblies.Folder($"Faceptor.{project}"), $"{name}.dll"));
        using var reader = new PEReader(stream);
        var metadata = reader.GetMetadataReader();
        return
        [
            .. metadata.AssemblyReferences
                .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)),
        ];
    }
}
