using Faceptor.Core.Batches;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>
/// The memory as keys and values of one decoder layer. Everything that does not depend on the task is formed in the
/// constructor, once for all tasks; what a task adds to the keys are a few vectors, one a level.
/// </summary>
/// <remarks>Paper: Eq. 7, W_k (F + L_t + P) = W_k F + W_k L_t + W_k P. Tensors belong to the caller's scope.</remarks>
internal sealed class ProjectedMemory
{
    private readonly Attention _attention;
    private readonly MultiLevelMemory _memory;
    private readonly Tensor? _plainKeys;
    private readonly Tensor _plainValues;
    private readonly Dictionary<LevelMemory, (Tensor Keys, Tensor Values)> _levels;

    /// <summary>Projects the memory.</summary>
    /// <param name="attention">The layer's cross-attention.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="placeKeys">The layer's keys of positions, with and without stage 1's level embedding.</param>
    public ProjectedMemory(Attention attention, MultiLevelMemory memory, PositionKeys placeKeys)
    {
        _attention = attention;
        _memory = memory;
        var keys = attention.KeyWithoutBias(memory.Top);                                              // [B, L, D]
        _plainValues = attention.Value(memory.Top);                                                   // [B, L, D]
        _plainKeys = placeKeys.OfTopLevel is { } plain ? keys.Plus(plain) : null;                     // [B, L, D]
        _levels = memory.Levels.ToDictionary(
            level => level,
            level => (
                level.Join(level.Lower is null ? null : attention.KeyWithoutBias(level.Lower), keys)
                    .Plus(placeKeys.OfAnyLevel!),                                                     // [B', T, L, D]
                level.Join(level.Lower is null ? null : attention.Value(level.Lower), _plainValues)));
    }

    /// <summary>Keys and values that a range looks at.</summary>
    /// <param name="rangeIndex">The range's number.</param>
    /// <param name="range">The range.</param>
    /// <returns>Both [B, T L, D], in the caller's scope.</returns>
    public (Tensor Keys, Tensor Values) Of(int rangeIndex, TaskRange range)
    {
        if (_memory.ReaderOf(rangeIndex) is not { } reader)
        {
            return (
                _plainKeys!.narrow(0, range.FirstImage, range.NumImages),
                _plainValues.narrow(0, range.FirstImage, range.NumImages));
        }

        var (allKeys, allValues) = _levels[reader.Memory];
        var levelKeys = _attention.KeyWithoutBias(reader.Embeddings).unsqueeze(1);                    // [T, 1, D]
        var keys = reader.Pick(reader.Memory.ImagesOf(range, allKeys)).Plus(levelKeys);               // [B, T, L, D]
        var values = reader.Pick(reader.Memory.ImagesOf(range, allValues));                           // [B, T, L, D]
        return (keys.flatten(1, 2), values.flatten(1, 2));
    }
}
