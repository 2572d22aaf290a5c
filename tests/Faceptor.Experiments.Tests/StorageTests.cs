using Faceptor.Experiments.Storage;
using Faceptor.Models;

namespace Faceptor.Experiments.Tests;

[Collection(TorchCollection.Name)]
public sealed class StorageTests
{
    [Fact]
    public void The_committed_page_is_what_the_networks_say()
    {
        const string marker = "<!-- From here on the output of: eng/storage -->\n\n";
        var page = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "storage.md"))
            .ReplaceLineEndings("\n");

        var result = ToolRunner.Run("storage");

        result.RequireGood();
        Assert.Equal(page[(page.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..], result.Output);
    }

    /// <summary>Table 3 and Sec. 4.2 of the paper.</summary>
    [Fact]
    public void Seven_datasets_need_what_the_paper_says()
    {
        var row = StorageComparison.Compute().Rows[6];

        Assert.Equal("103.2", $"{row.Faceptor / 1e6:F1}");
        Assert.Equal("178.9", $"{row.Naive / 1e6:F1}");
        Assert.Equal("73", $"{100.0 * (row.Naive - row.Faceptor) / row.Faceptor:F0}");
    }

    [Fact]
    public void Counting_without_memory_gives_the_counts_of_a_real_network_and_leaves_torch_as_it_was()
    {
        var options = FaceptorPresets.SmallNaive with { Tasks = [FaceTasks.AgeMorph2, FaceTasks.ParsingLaPa] };

        var counted = ParameterCounts.Of(options);

        using var model = FaceptorModelFactory.Create(options);
        Assert.Equal(model.CountParameters(), counted);
        Assert.Equal(TorchSharp.DeviceType.CPU, model.EncoderParameters[0].device_type);
    }
}
