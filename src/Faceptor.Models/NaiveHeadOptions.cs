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
}
