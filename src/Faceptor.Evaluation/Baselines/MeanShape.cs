using System.Numerics;
using Faceptor.Data.Datasets;

namespace Faceptor.Evaluation.Baselines;

/// <summary>Landmarks without a look at the image: the mean training shape, put into the face's box.</summary>
internal sealed class MeanShape
{
    private readonly Vector2[] _points;

    /// <summary>Averages the training shapes, each relative to its box.</summary>
    /// <param name="labels">Training labels.</param>
    /// <exception cref="DatasetException">There are none, or their numbers of points differ.</exception>
    public MeanShape(IEnumerable<LandmarkLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Vector2[]? sum = null;
        var count = 0;
        foreach (var (points, box) in labels)
        {
            sum ??= new Vector2[points.Length];
            if (points.Length != sum.Length)
            {
                throw new DatasetException(
                    "training labels", $"label {count} has {points.Length} points, expected {sum.Length}.");
            }

            for (var index = 0; index < sum.Length; index++)
            {
                sum[index] += (points[index] - new Vector2(box.Left, box.Top)) / new Vector2(box.Width, box.Height);
            }

            count++;
        }

        _points = sum is null
            ? throw new DatasetException("training labels", "expected at least one shape, found none.")
            : [.. sum.Select(point => point / count)];
    }

    /// <summary>The mean shape in a box.</summary>
    /// <param name="box">The face's box in pixels of the image.</param>
    /// <returns>Points (x, y) in pixels of the image.</returns>
    public Vector2[] PointsIn(FaceBox box) =>
        [.. _points.Select(point => (point * new Vector2(box.Width, box.Height)) + new Vector2(box.Left, box.Top))];
}
