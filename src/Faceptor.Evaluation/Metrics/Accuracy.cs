namespace Faceptor.Evaluation.Metrics;

/// <summary>Share of samples with the right class. Higher is better.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
internal sealed class Accuracy
{
    private long _right;

    /// <summary>Number of samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>The share; NaN before the first sample.</summary>
    public double Value => (double)_right / Count;

    /// <summary>Adds a sample.</summary>
    /// <param name="isRight">Whether the predicted class is the true one.</param>
    public void Add(bool isRight)
    {
        Count++;
        if (isRight)
        {
            _right++;
        }
    }
}
