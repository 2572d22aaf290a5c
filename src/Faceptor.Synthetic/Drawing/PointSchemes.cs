using System.Numerics;

namespace Faceptor.Synthetic.Drawing;

/// <summary>
/// The points of other landmark schemes on a drawn face, in face units. They come from the painted curves, not from the
/// 68 points: only corners and tips are the same in all schemes.
/// </summary>
internal static class PointSchemes
{
    /// <summary>AFLW's 19: three on each brow and eye, wings and tip of the nose, mouth, chin.</summary>
    public static Vector2[] Points19(FaceGeometry face)
    {
        var l = face.Landmarks;
        var wings = face.NoseOutline();
        return
        [
            l[17], l[19], l[21], l[22], l[24], l[26],
            l[36], face.EyeCentre(-1), l[39], l[42], face.EyeCentre(1), l[45],
            wings[3], l[30], wings[9],
            l[48], (l[62] + l[66]) / 2, l[54],
            face.ContourAt(0.5f),
        ];
    }

    /// <summary>LaPa's 106.</summary>
    public static Vector2[] Points106(FaceGeometry face)
    {
        var l = face.Landmarks;
        return
        [
            .. Enumerable.Range(0, 33).Select(i => face.ContourAt(i / 32f)),
            .. Brow(face, -1), .. Brow(face, 1),
            .. l[27..31], .. face.NoseOutline()[1..12],
            .. Eye(face, -1), .. Eye(face, 1),
            .. l[48..68],
            face.Iris(-1), face.Iris(1),
        ];
    }

    // The upper edge from the viewer's left to the right, then back along the lower one; the tail, a point, counts once
    // only.
    private static Vector2[] Brow(FaceGeometry face, int side)
    {
        var line = face.Landmarks.AsSpan(side < 0 ? 17 : 22, 5);
        var widths = face.BrowHalfWidths(side);
        var points = new Vector2[9];
        for (var i = 0; i < 5; i++)
        {
            points[i] = line[i] + (Curves.Across(line, i) * widths[i]);
        }

        var last = side < 0 ? 4 : 3;
        for (var i = 0; i < 4; i++)
        {
            points[5 + i] = line[last - i] - (Curves.Across(line, last - i) * widths[last - i]);
        }

        return points;
    }

    // Around from the viewer's left corner over the upper lid, then the middle.
    private static Vector2[] Eye(FaceGeometry face, int side)
    {
        var p = face.Landmarks[(side < 0 ? 36 : 42)..(side < 0 ? 42 : 48)];
        ReadOnlySpan<Vector2> upper = [p[0], p[1], p[2], p[3]];
        ReadOnlySpan<Vector2> lower = [p[3], p[4], p[5], p[0]];
        return
        [
            p[0], p[1], Curves.Middle(upper, 1), p[2], p[3], p[4], Curves.Middle(lower, 1), p[5], face.EyeCentre(side),
        ];
    }
}
