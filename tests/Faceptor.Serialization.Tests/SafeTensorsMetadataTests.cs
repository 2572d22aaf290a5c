using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Serialization.Tests;

public sealed class SafeTensorsMetadataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_entry_changes_and_every_tensor_stays()
    {
        var path = Write(new Dictionary<string, string> { ["a"] = "old", ["b"] = "\"quoted\" naïve" });

        SafeTensorsMetadata.Set(path, "a", new string('x', 1001));
        SafeTensorsMetadata.Set(path, "c", "new");

        using var file = SafeTensors.Open(path);
        Assert.Equal(
            new Dictionary<string, string> { ["a"] = new string('x', 1001), ["b"] = "\"quoted\" naïve", ["c"] = "new" },
            file.Metadata.ToDictionary());
        AssertTensors(file);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void An_entry_that_was_set_and_removed_leaves_the_file_as_it_was()
    {
        var path = Write(null);
        var before = File.ReadAllBytes(path);

        SafeTensorsMetadata.Set(path, "a", "text");
        Assert.NotEqual(before, File.ReadAllBytes(path));
        SafeTensorsMetadata.Set(path, "a", null);

        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Of_a_link_the_file_behind_it_changes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights on Windows");
        var path = Write(null);
        var link = _folder.File("link.safetensors");
        File.CreateSymbolicLink(link, path);

        SafeTensorsMetadata.Set(link, "a", "text");

        Assert.Equal(path, File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName);
        using var file = SafeTensors.Open(path);
        Assert.Equal("text", file.Metadata["a"]);
    }

    [Fact]
    public void A_file_that_is_none_is_refused_and_stays()
    {
        var path = _folder.File("text.safetensors");
        File.WriteAllText(path, "no weights");

        Assert.Throws<CheckpointException>(() => SafeTensorsMetadata.Set(path, "a", "text"));
        Assert.Equal("no weights", File.ReadAllText(path));
    }

    private string Write(Dictionary<string, string>? metadata)
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("w.safetensors");
        TorchFiles.WriteSafeTensors(
            path,
            new Dictionary<string, Tensor> { ["first"] = arange(5, dtype: ScalarType.Float32), ["second"] = arange(3) },
            metadata);
        return path;
    }

    private static void AssertTensors(SafeTensors file)
    {
        using var first = file.Read("first");
        using var second = file.Read("second");
        Assert.Equal([0f, 1, 2, 3, 4], first.data<float>().ToArray());
        Assert.Equal([0L, 1, 2], second.data<long>().ToArray());
    }
}
