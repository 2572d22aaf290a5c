using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Imaging;

namespace Faceptor.Synthetic;

/// <summary>A drawn image with all its labels.</summary>
/// <param name="Image">The image.</param>
/// <param name="Landmarks">300W's 68 points in pixels, pixel centres at whole numbers.</param>
/// <param name="Map">CelebAMask-HQ's 19 classes; null when the frame asked for none. May be larger than the
/// image.</param>
/// <param name="AgeYears">The age drawn.</param>
/// <param name="Expression">The expression drawn.</param>
/// <param name="Attributes">CelebA's 40 attributes in its order.</param>
/// <param name="Identity">The identity's number.</param>
public sealed record SyntheticFace(
    RgbImage Image,
    ImmutableArray<Vector2> Landmarks,
    LabelMap? Map,
    int AgeYears,
    Expression Expression,
    ImmutableArray<bool> Attributes,
    int Identity);
