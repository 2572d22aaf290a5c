using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets;

/// <summary>Points of one face and the box around it.</summary>
/// <param name="Points">
/// (x, y) in pixels of the picture, pixel centres at whole numbers, in the order of the schema.
/// </param>
/// <param name="Box">The face box in pixels of the picture.</param>
public sealed record LandmarkLabel(ImmutableArray<Vector2> Points, FaceBox Box) : FaceLabel;
