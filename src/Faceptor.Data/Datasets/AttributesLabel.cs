using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>Binary attributes.</summary>
/// <param name="Values">1 yes, 0 no, -1 unknown, in the order of the task's labels.</param>
public sealed record AttributesLabel(ImmutableArray<sbyte> Values) : FaceLabel;
