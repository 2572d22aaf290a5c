using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Faceptor.Architecture.Tests;

/// <summary>What users of the packages see: few types, and every one of them in the lists beside the projects.</summary>
public sealed class PublicSurfaceTests
{
    // Users predict, train, evaluate, bring datasets and compose networks. A type that none of them names is internal.
    // 152 of the libraries, nine more of the analyzer and its results, one of the adapter to ImageSharp, four of notebooks, two
    // for native libraries, two of the detectors, three for several processes.
    private const int MaxTypes = 173;

    private static readonly string[] Lists = ["PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt"];

    public static TheoryData<string> Libraries =>
    [
        .. Directory.GetDirectories(Path.Combine(RepositoryPaths.Root, "src"))
            .Select(folder => Path.GetFileName(folder))
            .Where(name => name != "Faceptor.Cli")
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Public_types_are_those_that_users_need()
    {
        var types = Libraries.SelectMany(library => PublicTypes(library.Data)).ToArray();

        Assert.InRange(types.Length, 1, MaxTypes);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_public_type_is_in_the_list(string library)
    {
        var listed = Lists.SelectMany(list =>
            File.ReadLines(Path.Combine(RepositoryPaths.Root, "src", library, list))).ToHashSet();

        Assert.Contains("#nullable enable", listed);
        Assert.Empty(PublicTypes(library).Except(listed));
    }

    // Full names of the types that stand in no other.
    private static string[] PublicTypes(string library)
    {
        using var stream = File.OpenRead(Path.Combine(BuiltAssemblies.Folder(library), $"{library}.dll"));
        using var reader = new PEReader(stream);
        var metadata = reader.GetMetadataReader();
        return
        [
            .. metadata.TypeDefinitions
                .Select(metadata.GetTypeDefinition)
                .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
                .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"),
        ];
    }
}
