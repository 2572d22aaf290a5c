using System.IO.Compression;
using System.Text;
using Faceptor.Models.Weights;

namespace Faceptor.Models.Tests.Weights;

/// <summary>
/// Released weights with what people's programs save beside them: read, the rest named and never run.
/// </summary>
public sealed class ClosedValuesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ccollections\nCounter\n}K\u0001K\u0002s\u0085R", "extra", "not weights")]
    [InlineData("c__builtin__\ncomplex\nK\u0001K\u0002\u0086R", "extra", "not weights")]
    [InlineData("cargparse\nNamespace\n)\u0081}X\u0002\0\0\0lrK\u0001sb", "extra (argparse.Namespace)", "left closed")]
    [InlineData("c__builtin__\nxrange\nK\u0000K\u0003K\u0001\u0087R", "extra (__builtin__.xrange)", "left closed")]
    [InlineData("cpathlib\nPosixPath\n(X\u0001\0\0\0atR", "extra (pathlib.PosixPath)", "left closed")]
    [InlineData("cmy.trainer\nConfig\n)\u0081", "extra (my.trainer.Config)", "left closed")]
    public void Beside_the_weights_they_are_left_out_by_name(string value, string name, string reason)
    {
        var path = WithPickle(pickle => [.. pickle[..^2], .. Text("X\u0005\0\0\0extra"), .. Text(value), .. "u."u8]);

        using var loaded = FaceptorWeights.Load(path, GoldenOutputs.Reduced);

        Assert.True(loaded.Report.Fits);
        var ignored = Assert.Single(loaded.Report.Ignored, entry => entry.Name == name);
        Assert.EndsWith(reason, ignored.Reason, StringComparison.Ordinal);
        Assert.Equal(1, GoldenOutputs.Compare(
            loaded.Model, "inputs.safetensors", "outputs_stage1.safetensors", Faceptor.FaceTasks.AgeMorph2));
    }

    [Fact]
    public void Where_a_tensor_is_needed_they_are_refused_by_name()
    {
        // The first tensor is rebuilt by somebody's function instead of PyTorch's.
        var path = WithPickle(pickle => Replace(
            pickle, "ctorch._utils\n_rebuild_tensor_v2\n", "cmy.package\nrebuild_as_i_like_it\n"));

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path, GoldenOutputs.Reduced));

        Assert.Contains("'my.package.rebuild_as_i_like_it'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_the_weights_themselves_they_are_refused_by_name()
    {
        var path = WithPickle(_ =>
        [
            0x80, 2, .. "}X\u000a\0\0\0state_dict"u8, .. "cargparse\nNamespace\n)"u8, 0x81, .. "s."u8,
        ], keepsStorages: false);

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path, GoldenOutputs.Reduced));

        Assert.Contains("an unknown class, state_dict (argparse.Namespace)", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Replace(byte[] pickle, string from, string to)
    {
        var at = pickle.AsSpan().IndexOf(Text(from));
        Assert.True(at > 0);
        return [.. pickle[..at], .. Text(to), .. pickle[(at + from.Length)..]];
    }

    // The released file with another pickle, all else as it was.
    private string WithPickle(Func<byte[], byte[]> change, bool keepsStorages = true)
    {
        var path = _folder.File("changed.pth");
        using var source = ZipFile.OpenRead(RepositoryPaths.Golden("official_stage1.pth.tar"));
        using var target = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var entry in source.Entries)
        {
            using var content = new MemoryStream();
            using (var stream = entry.Open())
            {
                stream.CopyTo(content);
            }

            var isPickle = entry.Name == "data.pkl";
            if (isPickle || keepsStorages)
            {
                using var stream = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                stream.Write(isPickle ? change(content.ToArray()) : content.ToArray());
            }
        }

        return path;
    }
}
