namespace Faceptor.Core.Tasks;

/// <summary>A dataset that weights have learned from.</summary>
/// <param name="Id">The id of the task whose dataset it is, for example <c>landmarks/300w</c>.</param>
/// <param name="IsSynthetic">
/// Whether its faces were synthetic; null when training was not told, because batches did not come from a folder.
/// </param>
public sealed record LearnedDataset(string Id, bool? IsSynthetic);
