using Faceptor.Core.Heads.Naive;

namespace Faceptor.Models;

/// <summary>
/// The sizes of <see cref="NaiveFaceptorModel"/>'s subnets; no other network reads them. The defaults are the released
/// ones for an encoder of 12 blocks.
/// </summary>
public sealed record NaiveHeadOptions
{
    /// <summary>Channels of the dense subnets. Released configuration.</summary>
    public int DenseDim { get; init; } = 512;

    /// <summary>
    /// The four encoder blocks that the dense subnets read, counted from 1, rising; the first is enlarged most. Paper:
    /// A.2.
    /// </summary>
    public IReadOnlyList<int> DenseBlocks { get; init; } = [4, 6, 8, 12];

    /// <summary>Size of the attribute subnets' feature. Released configuration.</summary>
    public int AttributeDim { get; init; } = 512;

    /// <summary>
    /// The encoder blocks that the attribute subnets read, counted from 1, rising; each gets an equal share of
    /// <see cref="AttributeDim"/>. Paper: A.2.
    /// </summary>
    public IReadOnlyList<int> AttributeBlocks { get; init; } = [6, 8, 10, 12];

    /// <summary>What cannot work about the sizes, a clause for each problem.</summary>
    /// <param name="encoderBlocks">Blocks that the encoder has.</param>
    internal IEnumerable<string> Problems(int encoderBlocks)
    {
        if (DenseDim < 1)
        {
            yield return $"NaiveHeads.DenseDim is {DenseDim}, expected at least 1";
        }

        if (DenseBlocks is not { Count: FeaturePyramid.NumLevels } || !Rise(DenseBlocks, encoderBlocks))
        {
            yield return $"NaiveHeads.DenseBlocks is [{Text(DenseBlocks)}], expected {FeaturePyramid.NumLevels} "
                + $"rising numbers within 1 to EncoderBlocks {encoderBlocks}";
        }

        if (AttributeBlocks is not { Count: > 0 } || !Rise(AttributeBlocks, encoderBlocks))
        {
            yield return $"NaiveHeads.AttributeBlocks is [{Text(AttributeBlocks)}], expected "
                + $"rising numbers within 1 to EncoderBlocks {encoderBlocks}";
        }
        else if (AttributeDim < 1 || AttributeDim % AttributeBlocks.Count != 0)
        {
            yield return $"NaiveHeads.AttributeDim {AttributeDim} is no multiple of the "
                + $"{AttributeBlocks.Count} AttributeBlocks";
        }

        if (AttributeDim < 1 || AttributeDim % ChannelGate.Reduction != 0)
        {
            yield return $"NaiveHeads.AttributeDim {AttributeDim} is no multiple of {ChannelGate.Reduction}, "
                + "which the channel gate needs";
        }
    }

    private static bool Rise(IReadOnlyList<int> blocks, int encoderBlocks) =>
        blocks[0] >= 1
        && blocks[^1] <= encoderBlocks
        && blocks.Zip(blocks.Skip(1), (earlier, later) => earlier < later).All(rises => rises);

    private static string Text(IReadOnlyList<int>? blocks) => string.Join(", ", blocks ?? []);
}
