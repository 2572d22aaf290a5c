using System.Text.RegularExpressions;
using Faceptor.Docs.Tests.Snippets;

namespace Faceptor.Docs.Tests.Samples;

/// <summary>
/// The programs of one file compile against the libraries of the same build. That they run, with the packages, is tried
/// where the packages are tried.
/// </summary>
public sealed partial class SampleTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "samples");

    public static TheoryData<string> Programs =>
        [.. Directory.GetFiles(Folder, "*.cs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void All_programs_are_found() =>
        Assert.Equal(["compare.cs", "draw-faces.cs", "predict.cs", "train.cs"], Programs.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(Programs))]
    public void Program_compiles(string program)
    {
        var code = Directive().Replace(Read(program), string.Empty);

        Assert.Empty(SnippetCompiler.Errors(new Snippet(1, code, [])));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Program_takes_any_version_of_packages_of_ours_and_needs_no_setting_but_one(string program)
    {
        var directives = Directive().Matches(Read(program)).Select(match => match.Value.Trim()).ToArray();

        var own = directives.Where(line => line.StartsWith("#:package Faceptor", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(own);
        Assert.All(own, line => Assert.EndsWith("@*-*", line, StringComparison.Ordinal));
        // On a system without ICU the SDK warns of every language that System.CommandLine has texts in.
        Assert.All(
            directives.Where(line => line.StartsWith("#:property", StringComparison.Ordinal)),
            line => Assert.Equal("#:property SatelliteResourceLanguages=en", line));
    }

    [Theory]
    [InlineData("Directory.Build.props")]
    [InlineData("Directory.Build.targets")]
    [InlineData("Directory.Packages.props")]
    public void Settings_of_the_repository_end_at_the_folder(string file) =>
        Assert.DoesNotContain("Import", File.ReadAllText(Path.Combine(Folder, file)), StringComparison.Ordinal);

    private static string Read(string program) => File.ReadAllText(Path.Combine(Folder, program));

    // What the SDK reads and this compiler does not: lines that name packages, and the one for shells.
    [GeneratedRegex("^#[:!].*$", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
