using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Faceptor.Architecture.Tests;

/// <summary>
/// What is particular to a task family stands in one class a layer, in the folders <c>Families</c>: a new family is a
/// new file in each of them, and no hunt through the sources.
/// </summary>
public sealed class FamilyDefinitionTests
{
    private const string EnumName = "TaskFamily";
    private const string Folder = "Families";

    // The list of the known tasks, and the members of two file formats that are called by families.
    private static readonly string[] Named = ["AnalysisDocument.cs", "FaceTasks.cs", "InputNormalization.cs"];

    private static readonly string Source = Path.Combine(RepositoryPaths.Root, "src");

    [Fact]
    public void No_source_outside_of_the_families_folders_names_a_family()
    {
        var files = Sources()
            .Where(path => !IsInFolder(path) && NamedFamilies(path).Length > 0)
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal);

        Assert.Equal(Named, files);
    }

    [Fact]
    public void Every_layer_has_one_file_for_each_family()
    {
        var families = Families();
        var layers = Sources().Where(IsInFolder).GroupBy(path => Path.GetDirectoryName(path)!).ToArray();

        Assert.NotEmpty(families);
        Assert.NotEmpty(layers);
        Assert.All(layers, layer => Assert.Equal(
            families, layer.SelectMany(NamedFamilies).Order(StringComparer.Ordinal)));
        Assert.All(layers, layer => Assert.All(layer, path => Assert.InRange(NamedFamilies(path).Length, 0, 1)));
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Source, path).Split(Path.DirectorySeparatorChar).Contains("obj"));

    private static bool IsInFolder(string path) => Path.GetFileName(Path.GetDirectoryName(path)) == Folder;

    private static string[] Families() =>
    [
        .. Sources().Where(path => Path.GetFileName(path) == $"{EnumName}.cs")
            .SelectMany(path => Parse(path).DescendantNodes().OfType<EnumMemberDeclarationSyntax>())
            .Select(member => member.Identifier.ValueText)
            .Order(StringComparer.Ordinal),
    ];

    // Documentation does not count: it is not among the nodes of the code.
    private static string[] NamedFamilies(string path) =>
    [
        .. Parse(path).DescendantNodes()
            .OfType<MemberAccessExpressionSyntax>()
            .Where(access => access.Expression is IdentifierNameSyntax { Identifier.ValueText: EnumName })
            .Select(access => access.Name.Identifier.ValueText)
            .Distinct(),
    ];

    private static CompilationUnitSyntax Parse(string path) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetCompilationUnitRoot();
}
