using Faceptor.Models.Weights;
using Microsoft.Extensions.Logging;

namespace Faceptor.Models.Tests.Weights;

/// <summary>What is logged when weights are loaded.</summary>
public sealed class WeightLogTests
{
    private readonly CollectedLog _log = new();

    [Fact]
    public void What_was_loaded_and_what_was_left_out_is_told()
    {
        var path = RepositoryPaths.Golden("official_stage1.pth.tar");

        using var loaded = FaceptorWeights.Load(path, GoldenOutputs.Reduced with { Logger = _log });

        var told = _log.Single("WeightsLoaded");
        Assert.Equal(
            (2000, LogLevel.Information, loaded.Report.Used.Length, WeightSource.Released),
            (told.Id, told.Level, told.Values["NumTensors"], told.Values["Source"]));
        Assert.NotEmpty(loaded.Report.Ignored);
        Assert.All(
            _log.Events.Where(entry => entry.Name == "WeightsLeftOut"),
            entry => Assert.Equal((2002, LogLevel.Warning), (entry.Id, entry.Level)));
        Assert.Equal(
            loaded.Report.Ignored.Length,
            _log.Events.Where(entry => entry.Name == "WeightsLeftOut").Sum(entry => (int)entry.Values["NumEntries"]!));
    }

    [Fact]
    public void The_path_is_told_at_debug_only()
    {
        var path = RepositoryPaths.Golden("official_stage1.pth.tar");

        TorchEngine.Load(path, GoldenOutputs.Reduced with { Logger = _log }).Dispose();

        Assert.Equal(path, _log.Single("WeightsPath").Values["Path"]);
        Assert.DoesNotContain(
            _log.Events,
            entry => entry.Level > LogLevel.Debug && entry.Text.Contains("official_stage1", StringComparison.Ordinal));
    }

    [Fact]
    public void New_tasks_keep_the_values_they_had()
    {
        var options = GoldenOutputs.Reduced with { NewTasks = [FaceTasks.AttributesLfw73], Logger = _log };

        using var loaded = FaceptorWeights.Load(RepositoryPaths.Golden("official_stage1.safetensors"), options);

        Assert.Equal(loaded.Report.Untouched.Length, _log.Single("WeightsUntouched").Values["NumTensors"]);
    }

    [Fact]
    public void Added_layer_attention_is_told()
    {
        var options = GoldenOutputs.Reduced with
        {
            LayerAttention =
                [new LayerAttentionFile(FaceTasks.AgeMorph2, RepositoryPaths.Golden("official_stage2.pth.tar"))],
            Logger = _log,
        };

        using var loaded = FaceptorWeights.Load(RepositoryPaths.Golden("official_stage2.pth.tar"), options);

        Assert.Equal("age/morph2", _log.Single("LayerAttentionAdded").Values["Task"]);
    }

    [Fact]
    public void What_lenient_loading_takes_is_a_warning()
    {
        using var model = FaceptorModelFactory.Create(MinuteModel.Options with { Tasks = [FaceTasks.AgeMorph2] }, seed: 2);

        FaceptorWeights.LoadInto(
            model,
            RepositoryPaths.Golden("official_stage1.safetensors"),
            new WeightLoadOptions { IsLenient = true, Logger = _log });

        Assert.Equal((2005, LogLevel.Warning), (_log.Single("WeightsDoNotFit").Id, _log.Single("WeightsDoNotFit").Level));
    }
}
