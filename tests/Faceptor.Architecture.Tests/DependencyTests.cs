using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Faceptor.Architecture.Tests;

/// <summary>Which project may know which other, and which packages. The picture is in docs/architecture.md.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Abstractions"] = [],
        ["Imaging"] = ["Abstractions"],
        ["ImageSharp"] = ["Imaging", "Abstractions"],
        ["Detection.Onnx"] = ["Imaging", "Abstractions"],
        ["Inference"] = ["Imaging", "Abstractions"],
        ["Serialization"] = ["Abstractions"],
        ["Core"] = ["Abstractions"],
        ["Distributed"] = ["Core", "Abstractions"],
        ["Models"] = ["Core", "Serialization", "Abstractions"],
        ["Data"] = ["Imaging", "Serialization", "Abstractions"],
        ["Synthetic"] = ["Data", "Imaging", "Serialization", "Abstractions"],
        ["Evaluation"] = ["Data", "Models", "Inference", "Distributed", "Core", "Imaging", "Serialization", "Abstractions"],
        ["Interactive"] = ["Core", "Imaging", "Abstractions"],
        ["Training"] =
        [
            "Evaluation", "Data", "Models", "Inference", "Distributed", "Core", "Imaging", "Serialization",
            "Abstractions",
        ],
        ["Cli"] =
        [
            "Training", "Synthetic", "Evaluation", "Data", "Models", "Inference", "Distributed", "Core",
            "Detection.Onnx", "Imaging", "Serialization", "Abstractions",
        ],
    };

    // Who uses each package that is heavy or native, and the interfaces of logging: in its code or in its project file.
    // A program that only predicts restores neither TorchSharp nor the readers of datasets.
    private static readonly Dictionary<string, string[]> Users = new()
    {
        ["SkiaSharp"] = ["Imaging", "Synthetic", "Evaluation"], // the latter two draw
        ["TorchSharp"] = ["Core", "Distributed", "Models", "Evaluation", "Interactive", "Training", "Cli"],
        ["CsvHelper"] = ["Data"],
        ["PureHDF"] = ["Data"],
        ["Microsoft.DotNet.Interactive.Formatting"] = ["Interactive"],
        ["SixLabors.ImageSharp"] = ["ImageSharp"],
        ["Microsoft.ML.OnnxRuntime"] = ["Detection.Onnx"],
        ["Microsoft.Extensions.Logging.Abstractions"] =
            ["Inference", "Models", "Data", "Evaluation", "Training", "Cli"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    public static TheoryData<string> Packages => [.. Users.Keys];

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
    [MemberData(nameof(Packages))]
    public void Package_is_used_only_where_it_may(string package)
    {
        var inProjectFiles = Allowed.Keys.Where(project => ProjectItems(project, "PackageReference").Contains(package));
        var inAssemblies = Allowed.Keys.Where(project => AssemblyReferences(project).Contains(package));

        Assert.Empty(inProjectFiles.Union(inAssemblies).Except(Users[package]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_restores_only_the_packages_of_those_that_it_may_know(string project)
    {
        var restored = Closure(project).SelectMany(each => ProjectItems(each, "PackageReference"));
        var allowed = Allowed[project].Append(project)
            .SelectMany(each => Users.Where(user => user.Value.Contains(each)).Select(user => user.Key));

        Assert.Empty(restored.Where(Users.ContainsKey).Except(allowed));
    }

    [Fact]
    public void Predicting_restores_neither_a_tensor_library_nor_readers_of_datasets()
    {
        var restored = Closure("Inference").SelectMany(project => ProjectItems(project, "PackageReference"));

        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions", "SkiaSharp"], restored.Order());
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
                var expected = project == "Abstractions"
                    ? "Faceptor" // what every user names, whatever folder it stands in
                    : folder == "."
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

    [Fact]
    public void No_source_file_is_too_small_to_stand_alone()
    {
        var source = Path.Combine(RepositoryPaths.Root, "src");
        var smallFiles = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadLines(file).Take(11).Count() <= 10);

        Assert.Empty(smallFiles);
    }

    // The project and all that its project file brings.
    private static IEnumerable<string> Closure(string project) =>
        ProjectItems(project, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path)["Faceptor.".Length..])
            .SelectMany(Closure)
            .Prepend(project)
            .Distinct();

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
