namespace Faceptor.Evaluation.Sessions;

/// <summary>
/// Keeps the baseline of one split: it comes from labels alone, so that scoring again during training need not read
/// them again.
/// </summary>
internal sealed class BaselineCache
{
    private object? _baseline;

    /// <summary>Whether the labels have been read.</summary>
    public bool IsFilled => _baseline is not null;

    /// <summary>The baseline, made at the first call.</summary>
    public T Get<T>(Func<T> learn)
        where T : notnull =>
        (T)(_baseline ??= learn());
}
