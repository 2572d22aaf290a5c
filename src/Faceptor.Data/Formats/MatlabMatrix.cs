namespace Faceptor.Data.Formats;

/// <summary>A table of numbers from a MATLAB file.</summary>
internal sealed class MatlabMatrix
{
    private readonly double[] _values; // Column after column, as MATLAB stores it.

    /// <summary>Wraps values without copying them.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="values">Exactly <c>rows * columns</c> numbers, column after column.</param>
    public MatlabMatrix(int rows, int columns, double[] values)
    {
        if (values.LongLength != (long)rows * columns)
        {
            throw new ArgumentException(
                $"{rows} x {columns} numbers were expected, got {values.LongLength}.", nameof(values));
        }

        Rows = rows;
        Columns = columns;
        _values = values;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>All numbers, column after column; those of a row or column vector in their order.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>One number; both places count from 0.</summary>
    public double this[int row, int column] => _values[row + (column * Rows)];
}
