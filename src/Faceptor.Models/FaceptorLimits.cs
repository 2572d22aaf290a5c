using Faceptor.Models.Families;

namespace Faceptor.Models;

/// <summary>
/// The largest sizes of a model. Our choice: some ten times the paper's, so that a weight file, which may come from
/// anybody, cannot ask for a machine's memory or hours.
/// </summary>
internal static class FaceptorLimits
{
    /// <summary>Input sides in pixels.</summary>
    public const int MaxInputSidePx = 2048;

    private const int MaxDim = 8192;
    private const int MaxDepth = 100;
    private const int MaxTasks = 100;
    private const int MaxFeedForwardDim = 65536;
    private const int MaxPatchSize = 256;

    /// <summary>Patches along a side: the attention's memory grows with their square.</summary>
    private const int MaxGridSide = 128;

    /// <summary>Numbers in the maps that a dense task makes of one image: 256 MB.</summary>
    private const long MaxMapNumbers = 1 << 26;

    /// <summary>What is too large, as parts of sentences.</summary>
    public static IEnumerable<string> Problems(FaceptorOptions options)
    {
        (string Name, int Value, int Max)[] sizes =
        [
            (nameof(options.Tasks), options.Tasks?.Count ?? 0, MaxTasks),
            (nameof(options.EncoderDim), options.EncoderDim, MaxDim),
            (nameof(options.EncoderBlocks), options.EncoderBlocks, MaxDepth),
            (nameof(options.PatchSize), options.PatchSize, MaxPatchSize),
            (nameof(options.PositionGridSide), options.PositionGridSide, MaxGridSide),
            (nameof(options.UnusedProjectionDim), options.UnusedProjectionDim, MaxDim),
            (nameof(options.DecoderDim), options.DecoderDim, MaxDim),
            (nameof(options.DecoderLayers), options.DecoderLayers, MaxDepth),
            (nameof(options.DecoderFeedForwardDim), options.DecoderFeedForwardDim, MaxFeedForwardDim),
            (nameof(options.IdentityDim), options.IdentityDim, MaxDim),
            (nameof(options.AttributeInputSidePx), options.AttributeInputSidePx, MaxInputSidePx),
            (nameof(options.DenseInputSidePx), options.DenseInputSidePx, MaxInputSidePx),
            ("NaiveHeads.DenseDim", options.NaiveHeads?.DenseDim ?? 0, MaxDim),
            ("NaiveHeads.AttributeDim", options.NaiveHeads?.AttributeDim ?? 0, MaxDim),
        ];
        var tooLarge = sizes.Where(size => size.Value > size.Max).ToArray();
        foreach (var (name, value, max) in tooLarge)
        {
            yield return $"{name} is {value}, expected at most {max}";
        }

        if (tooLarge.Length == 0 && options.PatchSize > 0)
        {
            foreach (var problem in MapProblems(options))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> MapProblems(FaceptorOptions options)
    {
        foreach (var (name, value) in ((string, int)[])
            [
                (nameof(options.AttributeInputSidePx), options.AttributeInputSidePx),
                (nameof(options.DenseInputSidePx), options.DenseInputSidePx),
            ])
        {
            if (value / options.PatchSize > MaxGridSide)
            {
                yield return $"{name} {value} makes {value / options.PatchSize} patches of PatchSize "
                    + $"{options.PatchSize} a side, expected at most {MaxGridSide}";
            }
        }

        // Maps are four times finer than the patches.
        foreach (var task in options.Tasks?.Where(task => task is { IsDense: true }) ?? [])
        {
            var finest = 4L * options.DenseInputSidePx / options.PatchSize;
            var side = FamilyNetwork.Of(task.Family).MapSidePx(options.DenseInputSidePx, finest);
            if (side * side * task.NumLabels > MaxMapNumbers)
            {
                yield return $"DenseInputSidePx {options.DenseInputSidePx} makes {task.NumLabels} maps of "
                    + $"{side} x {side} for task '{task}', expected at most {MaxMapNumbers} numbers";
            }
        }
    }
}
