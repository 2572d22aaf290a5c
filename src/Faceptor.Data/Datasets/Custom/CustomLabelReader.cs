namespace Faceptor.Data.Datasets.Custom;

/// <summary>Reads the labels of a custom list.</summary>
/// <param name="Read">
/// From a row and its box, null when it has none, to the label; throws <see cref="Faceptor.DatasetException"/> for a
/// value that is missing or means nothing.
/// </param>
/// <param name="NumIdentities">How many identities the whole list names; 0 for the other families.</param>
internal sealed record CustomLabelReader(Func<CustomRow, FaceBox?, FaceLabel> Read, int NumIdentities = 0);
