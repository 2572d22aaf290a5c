using System.Diagnostics;
using System.Globalization;
using Faceptor.Models.Weights;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Serialization.Tests;

/// <summary>
/// A full-size checkpoint: what its weights cost in memory and time. It writes 1.2 GB, so it runs only when asked for:
/// <c>-class '*CheckpointMemory*' -explicit only -showLiveOutput</c>. Linux only, which keeps a peak.
/// </summary>
public sealed class CheckpointMemoryTests(ITestOutputHelper output) : IDisposable
{
    // About 104 million weights in the sizes of a ViT-B with its decoder: 416 MB, and AdamW's two moments of the same.
    private const int NumBlocks = 12;
    private const int EmbedDim = 768;
    private static readonly long[][] BlockShapes =
    [
        [3 * EmbedDim, EmbedDim], [3 * EmbedDim], [EmbedDim, EmbedDim], [EmbedDim],
        [4 * EmbedDim, EmbedDim], [4 * EmbedDim], [EmbedDim, 4 * EmbedDim], [EmbedDim],
        [EmbedDim], [EmbedDim], [EmbedDim], [EmbedDim],
    ];

    private static readonly long[][] OtherShapes =
        [[1 + (32 * 32), EmbedDim], [EmbedDim, 3, 16, 16], [22750, EmbedDim]];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void Weights_of_a_full_checkpoint_cost_their_size_and_no_tenth_more()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Peak memory is read from /proc.");
        var path = _folder.File("full.pth.tar");
        var clock = Stopwatch.StartNew();
        var weightBytes = WriteCheckpoint(path);
        var written = clock.Elapsed;
        var fileBytes = new FileInfo(path).Length;
        GC.Collect();
        var before = ResetPeak();

        clock.Restart();
        var peakOpen = 0L;
        using (NewDisposeScope())
        {
            using var file = PyTorchFile.Open(path);
            peakOpen = Peak();
            var weights = file.Tensors("state_dict").ToDictionary(pair => pair.Key, pair => file.Read(pair.Value));
            Assert.Equal(weightBytes, weights.Values.Sum(weight => weight.numel() * 4));
        }

        var (loaded, peak) = (clock.Elapsed, Peak());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            file {fileBytes / 1e6:F1} MB, weights {weightBytes / 1e6:F1} MB, written in {written.TotalSeconds:F1} s
            opened with {(peakOpen - before) / 1e6:F1} MB; weights loaded with {(peak - before) / 1e6:F1} MB
            in {loaded.TotalSeconds:F1} s
            """));
        Assert.InRange(fileBytes, 3 * weightBytes, 3 * weightBytes * 1.01);
        Assert.InRange(peak - before, weightBytes, weightBytes * 1.1);
    }

    private static long WriteCheckpoint(string path)
    {
        using var scope = NewDisposeScope();
        long[][] shapes = [.. Enumerable.Repeat(BlockShapes, NumBlocks).SelectMany(block => block), .. OtherShapes];
        var weights = shapes.Select((shape, index) =>
            KeyValuePair.Create($"module.{index}", full(shape, index + 0.5f)));
        var state = new Dictionary<long, object?>();
        for (var index = 0; index < shapes.Length; index++)
        {
            state[index] = new Dictionary<string, object?>
            {
                ["step"] = 1000,
                ["exp_avg"] = full(shapes[index], 1e-3f),
                ["exp_avg_sq"] = full(shapes[index], 1e-6f),
            };
        }

        TorchFiles.WritePyTorch(path, new Dictionary<string, object?>
        {
            ["step"] = 1000,
            ["state_dict"] = weights,
            ["optimizer"] = new Dictionary<string, object?> { ["state"] = state },
        });
        return shapes.Sum(shape => 4 * shape.Aggregate(1L, (product, size) => product * size));
    }

    // The kernel starts a new peak at the memory in use, which is returned.
    private static long ResetPeak()
    {
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Peak();
    }

    private static long Peak()
    {
        var line = File.ReadLines("/proc/self/status")
            .First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return 1024 * long.Parse(words[1], CultureInfo.InvariantCulture);
    }
}
