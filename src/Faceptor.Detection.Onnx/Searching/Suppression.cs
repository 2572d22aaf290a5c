using System.Numerics;

namespace Faceptor.Detection.Onnx.Searching;

/// <summary>Makes one face of the many boxes that a network gives for it (non-maximum suppression).</summary>
internal static class Suppression
{
    /// <summary>
    /// Boxes that are compared at most, the surest ones: time grows with the square of their number, and a threshold of 0
    /// lets tens of thousands through.
    /// </summary>
    private const int MaxCompared = 5000;

    /// <summary>Takes the surest box and drops those that overlap with it, until none is left.</summary>
    /// <param name="candidates">Boxes in any order.</param>
    /// <param name="overlapRatio">Overlap above which two boxes are one face.</param>
    /// <param name="blends">Whether box and points become those of all dropped ones, averaged by score.</param>
    /// <returns>The faces, the surest first.</returns>
    public static List<Candidate> Apply(IEnumerable<Candidate> candidates, float overlapRatio, bool blends)
    {
        // Equal scores have an order too: results do not depend on the order in which tiles were looked at.
        var left = candidates.Where(candidate => candidate.IsUsable)
            .OrderByDescending(candidate => candidate.Score)
            .ThenBy(candidate => candidate.TopLeft.Y)
            .ThenBy(candidate => candidate.TopLeft.X)
            .Take(MaxCompared)
            .ToArray();
        var isGone = new bool[left.Length];
        List<Candidate> faces = [];
        for (var first = 0; first < left.Length; first++)
        {
            if (isGone[first])
            {
                continue;
            }

            List<Candidate> same = [left[first]];
            for (var other = first + 1; other < left.Length; other++)
            {
                if (!isGone[other] && left[first].OverlapWith(left[other]) > overlapRatio)
                {
                    isGone[other] = true;
                    same.Add(left[other]);
                }
            }

            faces.Add(blends && same.Count > 1 ? Blend(left[first], same) : left[first]);
        }

        return faces;
    }

    private static Candidate Blend(Candidate best, List<Candidate> same)
    {
        var sum = 0f;
        var (topLeft, bottomRight) = (Vector2.Zero, Vector2.Zero);
        var points = new Vector2[best.Points.Length];
        foreach (var candidate in same)
        {
            sum += candidate.Score;
            topLeft += candidate.TopLeft * candidate.Score;
            bottomRight += candidate.BottomRight * candidate.Score;
            for (var i = 0; i < points.Length; i++)
            {
                points[i] += candidate.Points[i] * candidate.Score;
            }
        }

        return sum == 0
            ? best
            : new Candidate(best.Score, topLeft / sum, bottomRight / sum, Array.ConvertAll(points, point => point / sum));
    }
}
