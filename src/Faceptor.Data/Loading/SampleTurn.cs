namespace Faceptor.Data.Loading;

/// <summary>A sample's turn in training.</summary>
/// <param name="Index">The sample's place in its dataset, from 0.</param>
/// <param name="Epoch">Which pass over the dataset this is, from 0.</param>
public readonly record struct SampleTurn(int Index, long Epoch);
