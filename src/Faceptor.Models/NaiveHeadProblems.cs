using Faceptor.Core.Heads.Naive;

namespace Faceptor.Models;

/// <summary>What cannot work about the sizes of Naive Faceptor's subnets.</summary>
internal static class NaiveHeadProblems
{
    public static IEnumerable<string> Of(NaiveHeadOptions heads, int encoderBlocks)
    {
        if (heads.DenseDim < 1)
        {
            yield return $"NaiveHeads.DenseDim is {heads.DenseDim}, expected at least 1";
        }

        if (heads.DenseBlocks is not { Count: FeaturePyramid.NumLevels } || !Rise(heads.DenseBlocks, encoderBlocks))
        {
            yield return $"NaiveHeads.DenseBlocks is [{Text(heads.DenseBlocks)}], expected {FeaturePyramid.NumLevels} "
                + $"rising numbers within 1 to EncoderBlocks {encoderBlocks}";
        }

        if (heads.AttributeBlocks is not { Count: > 0 } || !Rise(heads.AttributeBlocks, encoderBlocks))
        {
            yield return $"NaiveHeads.AttributeBlocks is [{Text(heads.AttributeBlocks)}], expected "
                + $"rising numbers within 1 to EncoderBlocks {encoderBlocks}";
        }
        else if (heads.AttributeDim < 1 || heads.AttributeDim % heads.AttributeBlocks.Count != 0)
        {
            yield return $"NaiveHeads.AttributeDim {heads.AttributeDim} is no multiple of the "
                + $"{heads.AttributeBlocks.Count} AttributeBlocks";
        }

        if (heads.AttributeDim < 1 || heads.AttributeDim % ChannelGate.Reduction != 0)
        {
            yield return $"NaiveHeads.AttributeDim {heads.AttributeDim} is no multiple of {ChannelGate.Reduction}, "
                + "which the channel gate needs";
        }
    }

    private static bool Rise(IReadOnlyList<int> blocks, int encoderBlocks) =>
        blocks[0] >= 1
        && blocks[^1] <= encoderBlocks
        && blocks.Zip(blocks.Skip(1), (earlier, later) => earlier < later).All(rises => rises);

    private static string Text(IReadOnlyList<int>? blocks) => string.Join(", ", blocks ?? []);
}
