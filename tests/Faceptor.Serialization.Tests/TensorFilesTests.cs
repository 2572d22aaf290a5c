using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Faceptor.Serialization.PyTorch;

namespace Faceptor.Serialization.Tests;

/// <summary>What people give in place of a weight file is named as what it is, with what to do.</summary>
public sealed class TensorFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, byte[], string> Kinds => new()
    {
        { "a.safetensors", Text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "Git LFS" },
        { "a.pth", Text("  <!DOCTYPE html><html>Sign in</html>"), "a web page" },
        { "a.pth", Text("<html><body>404</body></html>"), "a web page" },
        { "a.pth", [], "the file is empty" },
        { "a.safetensors", [], "the file is empty" },
        { "a.pth", Text("GGUF\u0003\0\0\0\u0001\0\0\0"), "a GGUF file" },
        { "a.h5", [0x89, .. Text("HDF\r\n\u001a\n\0\0\0")], "an HDF5 file" },
        { "a.npy", [0x93, .. Text("NUMPY\u0001\0v\0{")], "a numpy array" },
        { "a.onnx", [8, 7, 0x12, 7, .. Text("pytorch")], "an ONNX or TensorFlow model" },
        { "a.tflite", [0x1c, 0, 0, 0, .. Text("TFL3"), 0, 0], "a TensorFlow Lite model" },
        { "a.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], "a gzip file; unpack it" },
        { "a.7z", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4, 0], "a 7z archive; unpack it" },
        { "a.tar", [.. new byte[257], .. Text("ustar\0" + "00"), .. new byte[100]], "a tar archive; unpack it" },
        { "a.jpg", [0xff, 0xd8, 0xff, 0xe0, 0, 16, .. Text("JFIF"), 0], "an image" },
        { "a.safetensors", Text("{\"error\":\"not found\"}"), "text ('{\"error\":" },
        { "a.yaml", Text("recipe: small\nsteps: 5\n"), "text ('recipe: small" },
        { "a.bin", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "the content is neither" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_file_is_named_as_what_it_is(string name, byte[] content, string kind)
    {
        var path = _folder.File(name);
        File.WriteAllBytes(path, content);

        var error = Assert.Throws<CheckpointException>(() => TensorFiles.FormatOf(path));

        Assert.Contains(kind, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_safetensors_header_as_long_as_the_mark_of_a_gzip_file_is_no_gzip_file()
    {
        var path = _folder.File("marked.safetensors");
        var header = Encoding.ASCII.GetBytes("{}".PadRight(0x08_8b1f));
        File.WriteAllBytes(path, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, .. header]);

        Assert.Equal(TensorFileFormat.SafeTensors, TensorFiles.FormatOf(path));
        using var file = SafeTensors.Open(path);
        Assert.Empty(file.Names);
    }

    [Theory]
    [InlineData("weights.safetensors")]
    [InlineData("model.safetensors")]
    [InlineData("best.pth.tar")]
    [InlineData("checkpoints/step-5/weights.safetensors")]
    [InlineData("run/weights.safetensors")]
    public void A_folder_is_named_with_the_file_in_it(string name)
    {
        var file = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, string.Empty);
        File.WriteAllText(Path.Combine(_folder.Path, "._weights.pth"), string.Empty);

        foreach (var open in (Action<string>[])[path => TensorFiles.FormatOf(path), path => SafeTensors.Open(path),
            path => PyTorchFile.Open(path)])
        {
            var error = Assert.Throws<CheckpointException>(() => open(_folder.Path));

            Assert.Contains("expected a weight file, got a folder", error.Message, StringComparison.Ordinal);
            Assert.EndsWith($"did you mean {MessageText.Place(file)}?", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("notes.txt", "got a folder without one")]
    [InlineData("model.safetensors.index.json", "weights in several files")]
    public void A_folder_without_one_weight_file_is_named(string name, string problem)
    {
        File.WriteAllText(_folder.File(name), string.Empty);

        var error = Assert.Throws<CheckpointException>(() => TensorFiles.FormatOf(_folder.Path));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_that_nobody_writes_to_is_refused_without_waiting()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        var path = _folder.File("pipe");
        using (var maker = Process.Start("mkfifo", [path]))
        {
            maker.WaitForExit();
        }

        var error = Assert.Throws<CheckpointException>(() => TensorFiles.FormatOf(path));

        Assert.Contains("expected a file, got a pipe", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = _folder.File("none.pth");

        var error = Assert.Throws<CheckpointException>(() => TensorFiles.FormatOf(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("there is none of this name", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/data.pkl a/constants.pkl a/code/__torch__.py", "TorchScript archive")]
    [InlineData("data.pkl constants.pkl", "TorchScript archive")]
    [InlineData("conv1.npy", "numpy did")]
    [InlineData("model.weights.h5", "Keras did")]
    [InlineData("README.md stage1.pth.tar", "unpack it and name 'stage1.pth.tar'")]
    public void An_archive_of_another_kind_is_named(string entries, string problem)
    {
        var path = _folder.File("other.pth");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var entry in entries.Split(' '))
            {
                using var stream = zip.CreateEntry(entry, CompressionLevel.NoCompression).Open();
                stream.Write([0x80, 2, (byte)'N', (byte)'.']);
            }
        }

        Assert.Equal(TensorFileFormat.PyTorch, TensorFiles.FormatOf(path));
        var error = Assert.Throws<CheckpointException>(() => PyTorchFile.Open(path));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
