using System.IO.Compression;
using System.Text;
using Faceptor.Models.Weights;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Serialization.Tests.PyTorch;

/// <summary>Our archives before libtorch's own reader, the one that Python's <c>torch.load</c> uses too.</summary>
public sealed class PyTorchInteropTests
{
    // libtorch alone loads scripted modules only. A class whose fields are the state dict's makes one of our archive.
    private const string Code = """
        class M(Module):
          __parameters__ = []
          __buffers__ = ["f32", "f16", "bf16", "i64", "u8", "bool", "scalar", "empty", ]
          f32 : Tensor
          f16 : Tensor
          bf16 : Tensor
          i64 : Tensor
          u8 : Tensor
          bool : Tensor
          scalar : Tensor
          empty : Tensor
          def forward(self: __torch__.M) -> Tensor:
            return self.f32

        """;

    [Fact]
    public void Libtorch_reads_the_archive_and_its_tensors()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var tensors = new OrderedDictionary<string, Tensor>
        {
            ["f32"] = arange(6).to(ScalarType.Float32).reshape(2, 3).t(),
            ["f16"] = arange(5).to(ScalarType.Float16),
            ["bf16"] = arange(5).to(ScalarType.BFloat16),
            ["i64"] = arange(300),
            ["u8"] = arange(7).to(ScalarType.Byte),
            ["bool"] = tensor(new[] { true, false }),
            ["scalar"] = tensor(3.5f),
            ["empty"] = zeros(0, 3),
        };
        var saved = folder.File("saved.pth");
        TorchFiles.WritePyTorch(saved, tensors);
        var scripted = folder.File("scripted.pt");
        PackAsModule(saved, scripted);

        using var module = jit.load(scripted);

        var buffers = module.named_buffers().ToDictionary(buffer => buffer.name, buffer => buffer.buffer);
        Assert.Equal(tensors.Keys.Order(), buffers.Keys.Order());
        Assert.All(tensors, pair => TensorAssert.Same(pair.Value, buffers[pair.Key], pair.Key));
    }

    private static void PackAsModule(string saved, string scripted)
    {
        using var source = ZipFile.OpenRead(saved);
        using var stream = File.Create(scripted);
        var zip = new ZipWriter(stream);
        foreach (var entry in source.Entries)
        {
            using var content = new MemoryStream();
            using (var opened = entry.Open())
            {
                opened.CopyTo(content);
            }

            // The dictionary becomes what an object of the class is built from.
            var bytes = content.ToArray();
            zip.Add(entry.FullName, entry.Name == "data.pkl"
                ? [.. bytes[..2], .. "c__torch__\nM\n)"u8, 0x81, .. bytes[2..^1], (byte)'b', (byte)'.']
                : bytes);
        }

        zip.Add("archive/constants.pkl", [0x80, 2, (byte)')', (byte)'.']);
        zip.Add("archive/code/__torch__.py", Encoding.ASCII.GetBytes(Code));
        zip.Finish();
    }
}
