using System.Diagnostics.CodeAnalysis;

namespace Faceptor.Evaluation;

/// <summary>
/// What an answer that ignores the image learned from the training labels, or why it learned nothing: scores do not
/// depend on it, so labels that cannot be read cost the baseline and nothing else.
/// </summary>
/// <typeparam name="T">What was learned.</typeparam>
/// <param name="Answer">What was learned.</param>
/// <param name="Problem">Why nothing was learned; null where something was.</param>
internal sealed record LearnedBaseline<T>(T? Answer, string? Problem)
    where T : notnull
{
    [MemberNotNullWhen(true, nameof(Answer))]
    public bool IsKnown => Problem is null;

    /// <summary>Learns, unless the source says that there is nothing to learn from.</summary>
    /// <param name="source">The source.</param>
    /// <param name="learn">Makes the answer from the source's training labels.</param>
    public static LearnedBaseline<T> Of(IEvaluationSource source, Func<T> learn)
    {
        if (source.BaselineProblem is { } problem)
        {
            return new LearnedBaseline<T>(default, problem);
        }

        try
        {
            return new LearnedBaseline<T>(source.Baseline(learn), null);
        }
        catch (Exception error) when (error is DatasetException or IOException or UnauthorizedAccessException)
        {
            return new LearnedBaseline<T>(
                default, MessageText.Fit($"the training labels cannot be used: {error.Message}"));
        }
    }
}
