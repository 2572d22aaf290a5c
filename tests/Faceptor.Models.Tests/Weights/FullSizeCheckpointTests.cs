using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Faceptor.Models.Weights;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests.Weights;

/// <summary>
/// A released checkpoint of Faceptor-Base's real size with the optimiser's state, made here from random weights. It
/// writes 1.2 GB, so it runs only when asked for:
/// <c>-class '*FullSizeCheckpoint*' -explicit only -showLiveOutput</c>. Linux only, which keeps a peak.
/// </summary>
public sealed class FullSizeCheckpointTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void Faceptor_Base_loads_without_options_in_its_weights_and_a_tenth()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Peak memory is read from /proc.");
        var path = _folder.File("base.pth.tar");
        var weightBytes = WriteCheckpoint(path);
        using (var small = FaceptorModelFactory.Create(MinuteModel.Options))
        {
            // libtorch and the runtime have loaded what making a model needs.
        }

        // What making the file needed goes back to the system first; loading would hide in it otherwise.
        GC.Collect();
        _ = Trim(0);
        var before = ResetPeak();
        var clock = Stopwatch.StartNew();
        var start = Environment.CpuUsage.TotalTime;

        using var model = FaceptorWeights.Load(path).Model;

        var (elapsed, peak) = (clock.Elapsed, Peak());
        var worked = Environment.CpuUsage.TotalTime - start;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            file {new FileInfo(path).Length / 1e6:F1} MB, weights {weightBytes / 1e6:F1} MB;
            loaded with {(peak - before) / 1e6:F1} MB more in {elapsed.TotalSeconds:F1} s
            """));
        start = Environment.CpuUsage.TotalTime;
        Assert.All(
            model.Module.state_dict().Values, tensor => Assert.Equal(0, StateDictLoader.CountNonFinite(tensor)));
        var looked = Environment.CpuUsage.TotalTime - start;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"of {worked.TotalSeconds:F2} s of work, looking for numbers that are none took {looked.TotalSeconds:F2}"));
        Assert.InRange(looked.TotalSeconds, 0, worked.TotalSeconds / 10);
        Assert.Equal(FaceptorOptionsJson.Write(FaceptorPresets.Base), FaceptorOptionsJson.Write(model.Options));
        Assert.Equal(103_200_001, model.CountParameters().Values.Sum());
        Assert.InRange(peak - before, (long)(weightBytes * 0.95), (long)(weightBytes * 1.1));
    }

    private long WriteCheckpoint(string path)
    {
        var stage1 = _folder.File("stage1.pth");
        using (var model = FaceptorModelFactory.Create(FaceptorPresets.Base, seed: 1))
        {
            OfficialCheckpointWriter.Write(model, stage1);
        }

        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(stage1);
        var weights = file.Tensors("state_dict").ToDictionary(pair => pair.Key, pair => file.Read(pair.Value));
        TorchFiles.WritePyTorch(path, new Dictionary<string, object?>
        {
            ["step"] = 50_000,
            ["state_dict"] = weights,
            ["optimizer"] = new Dictionary<string, object?>
            {
                ["state"] = weights.Values.Index().ToDictionary(
                    pair => (long)pair.Index,
                    pair => (object?)new Dictionary<string, object?>
                    {
                        ["exp_avg"] = zeros_like(pair.Item),
                        ["exp_avg_sq"] = zeros_like(pair.Item),
                    }),
            },
        });
        return weights.Values.Sum(weight => weight.NumberOfElements * weight.ElementSize);
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nint pad);

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
