using System.Reflection.PortableExecutable;
using System.Text;

namespace Faceptor.Architecture.Tests.Packages;

/// <summary>What stands in the packages: whoever references one restores what it says, and nothing else.</summary>
public sealed class PackageTests(PackedLibraries packed) : IClassFixture<PackedLibraries>
{
    private const string Skia = "SkiaSharp";
    private const string SkiaVersion = "[3.119.4]";
    private const string Torch = "TorchSharp";
    private const string Logging = "Microsoft.Extensions.Logging.Abstractions";
    private const string TorchVersion = "[0.107.0]";

    /// <summary>Every package of others that a library depends on; what is not here is a pin that leaked.</summary>
    private static readonly Dictionary<string, string[]> Others = new()
    {
        ["Faceptor.Abstractions"] = [],
        ["Faceptor.Serialization"] = [],
        ["Faceptor.Imaging"] = [Skia],
        ["Faceptor.Inference"] = [Logging],
        ["Faceptor.Core"] = [Torch],
        ["Faceptor.Distributed"] = [],
        ["Faceptor.Models"] = [Logging],
        ["Faceptor.Data"] = ["CsvHelper", "PureHDF", Logging],
        ["Faceptor.Synthetic"] = [],
        ["Faceptor.Evaluation"] = [Logging],
        ["Faceptor.Training"] = ["Google.Protobuf", Logging, "YamlDotNet"],
        ["Faceptor.ImageSharp"] = ["SixLabors.ImageSharp"],
        ["Faceptor.Detection.Onnx"] = ["Microsoft.ML.OnnxRuntime"],
        ["Faceptor.Interactive"] = [],
    };

    public static TheoryData<string> Libraries => [.. Others.Keys];

    public static TheoryData<string, string[]> Runtimes => new()
    {
        { "Faceptor.Runtime.Cpu.Linux", ["libtorch-cpu-linux-x64 [2.10.0]", "SkiaSharp.NativeAssets.Linux.NoDependencies [3.119.4]"] },
        { "Faceptor.Runtime.Cpu.Windows", ["libtorch-cpu-win-x64 [2.10.0]", "SkiaSharp.NativeAssets.Win32 [3.119.4]"] },
        { "Faceptor.Runtime.Cpu.MacOS", ["libtorch-cpu-osx-arm64 [2.10.0]", "SkiaSharp.NativeAssets.macOS [3.119.4]"] },
        { "Faceptor.Runtime.Cuda.Linux", ["TorchSharp-cuda-linux [0.107.0]", "SkiaSharp.NativeAssets.Linux.NoDependencies [3.119.4]"] },
        { "Faceptor.Runtime.Cuda.Windows", ["TorchSharp-cuda-windows [0.107.0]", "SkiaSharp.NativeAssets.Win32 [3.119.4]"] },
    };

    [Fact]
    public void Every_project_that_packs_is_here()
    {
        var projects = new[] { "src", "packaging" }
            .SelectMany(folder => Directory.GetDirectories(Path.Combine(RepositoryPaths.Root, folder)))
            .Select(Path.GetFileName)
            .Where(name => name != "Faceptor.Cli");

        Assert.Equal(projects.Order(StringComparer.Ordinal), packed.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            projects.Order(StringComparer.Ordinal),
            Others.Keys.Concat(Runtimes.Select(row => row.Data.Item1)).Append("Faceptor").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_depends_on_nothing_that_it_does_not_use(string id)
    {
        var package = packed.Files[id];
        var dependencies = package.Dependencies;

        Assert.Equal(
            Others[id].Order(StringComparer.Ordinal),
            dependencies.Keys.Where(name => !name.StartsWith("Faceptor.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        // Libraries are friends of each other, so others of another version would not do.
        Assert.All(
            dependencies.Where(pair => pair.Key.StartsWith("Faceptor.", StringComparison.Ordinal)),
            pair => Assert.Equal($"[{package.Version}]", pair.Value));
    }

    [Fact]
    public void Inference_restores_neither_torch_nor_readers_of_datasets()
    {
        var all = new HashSet<string>();
        Add("Faceptor.Inference");

        Assert.Equal(
            ["Faceptor.Abstractions", "Faceptor.Imaging", "Faceptor.Inference", Logging, "SkiaSharp"],
            all.Order(StringComparer.Ordinal));

        void Add(string id)
        {
            if (all.Add(id) && packed.Files.TryGetValue(id, out var package))
            {
                foreach (var name in package.Dependencies.Keys)
                {
                    Add(name);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Runtime_pins_natives_and_their_managed_libraries(string id, string[] natives)
    {
        Assert.Equal(
            natives.Concat([$"{Torch} {TorchVersion}", $"{Skia} {SkiaVersion}"]).Order(StringComparer.Ordinal),
            packed.Files[id].Dependencies.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_package_of_all_takes_prediction_and_the_processors_natives()
    {
        var package = packed.Files["Faceptor"];

        Assert.Equal(
            [
                "Faceptor.Inference", "Faceptor.Models", "Faceptor.Runtime.Cpu.Linux", "Faceptor.Runtime.Cpu.MacOS",
                "Faceptor.Runtime.Cpu.Windows",
            ],
            package.Dependencies.Keys.Order(StringComparer.Ordinal));
        Assert.All(package.Dependencies.Values, range => Assert.Equal($"[{package.Version}]", range));
    }

    [Fact]
    public void ImageSharp_is_taken_below_the_version_that_has_another_licence()
    {
        Assert.Equal("[2.1.13, 3.0.0)", packed.Files["Faceptor.ImageSharp"].Dependencies["SixLabors.ImageSharp"]);
    }

    [Fact]
    public void Every_package_says_what_it_is()
    {
        Assert.All(packed.Files.Values, package =>
        {
            Assert.Equal("MIT", package.Text("license"));
            Assert.Equal("icon.png", package.Text("icon"));
            Assert.Equal("README.md", package.Text("readme"));
            Assert.True(package.Text("description")!.Length > 30, $"{package.Id} is hardly described");
            Assert.Contains("torchsharp", package.Text("tags"), StringComparison.Ordinal);
            Assert.Contains("icon.png", package.Entries);
            Assert.Contains("README.md", package.Entries);
            Assert.Matches(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$", package.Version);
        });
        Assert.Single(packed.Files.Values.Select(package => package.Version).Distinct());
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_has_symbols_and_documentation_and_no_path_of_the_machine_that_built_it(string id)
    {
        var package = packed.Files[id];
        var (name, bytes) = Assert.Single(package.Assemblies);
        using var reader = new PEReader(new MemoryStream(bytes));

        Assert.Equal($"lib/net10.0/{id}.dll", name);
        Assert.Contains($"lib/net10.0/{id}.xml", package.Entries);
        var embedded = Assert.Single(
            reader.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var symbols = reader.ReadEmbeddedPortablePdbDebugDirectoryData(embedded);
        var pdb = symbols.GetMetadataReader();
        Assert.All(
            pdb.Documents.Select(handle => pdb.GetString(pdb.GetDocument(handle).Name)),
            path => Assert.StartsWith("/_", path, StringComparison.Ordinal));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(RepositoryPaths.Root)));
    }

    [Theory]
    [InlineData("Faceptor.Core", "Faceptor.Core.targets")]
    [InlineData("Faceptor.Imaging", "Faceptor.Imaging.targets")]
    [InlineData("Faceptor.Runtime.Cpu.Linux", "Faceptor.Runtime.Cpu.Linux.targets")]
    public void What_programs_need_at_build_comes_along(string id, string targets)
    {
        Assert.Contains($"buildTransitive/net10.0/{targets}", packed.Files[id].Entries);
    }
}
