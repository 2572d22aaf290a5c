using System.Globalization;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>Points in a MATLAB table: a row for each face, x of all points, then y of all points.</summary>
internal static class LandmarkTable
{
    /// <summary>Reads the rows.</summary>
    /// <param name="table">The table; columns behind the points are not looked at.</param>
    /// <param name="numPoints">Number of points of a face.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="label">Makes a label of x, y and the row's number.</param>
    /// <exception cref="DatasetException">A number is not finite.</exception>
    public static LandmarkLabel[] Read(
        MatlabMatrix table, int numPoints, string path, Func<double[], double[], int, LandmarkLabel> label)
    {
        var labels = new LandmarkLabel[table.Rows];
        for (var row = 0; row < labels.Length; row++)
        {
            var (xs, ys) = (new double[numPoints], new double[numPoints]);
            for (var i = 0; i < numPoints; i++)
            {
                xs[i] = Finite(table, row, i, path);
                ys[i] = Finite(table, row, numPoints + i, path);
            }

            labels[row] = label(xs, ys, row);
        }

        return labels;
    }

    /// <summary>A number that must be finite.</summary>
    /// <exception cref="DatasetException">It is not.</exception>
    public static double Finite(MatlabMatrix table, int row, int column, string path)
    {
        var value = table[row, column];
        return double.IsFinite(value)
            ? value
            : throw new DatasetException(path, string.Create(
                CultureInfo.InvariantCulture,
                $"row {row}, column {column}: expected a number, {value} is stored; copy the file again."));
    }
}
