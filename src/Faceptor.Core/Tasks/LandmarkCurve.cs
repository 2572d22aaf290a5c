using System.Collections.Immutable;

namespace Faceptor.Core.Tasks;

/// <summary>A run of points that belong together, for drawing.</summary>
/// <param name="Name">The part of the face, for example <c>outer lips</c>.</param>
/// <param name="Points">Indices in drawing order.</param>
/// <param name="IsClosed">Whether the last point joins the first.</param>
public sealed record LandmarkCurve(string Name, ImmutableArray<int> Points, bool IsClosed);
