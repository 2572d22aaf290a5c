using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets.Own;

/// <summary>Reads the labels of a custom list.</summary>
/// <param name="Read">
/// From a row and its box, null when it has none, to the label; throws <see cref="Core.Errors.DatasetException"/> for a
/// value that is missing or means nothing.
/// </param>
/// <param name="NumIdentities">How many identities the whole list names; 0 for the other families.</param>
internal sealed record CustomLabelReader(Func<OwnRow, FaceBox?, FaceLabel> Read, int NumIdentities = 0);
