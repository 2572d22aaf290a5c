using Faceptor.Data.Datasets;

namespace Faceptor.Data.Loading;

/// <summary>A batch whose samples are being prepared, by several workers at once.</summary>
internal sealed class PendingBatch
{
    private readonly SampleIndex[] _turns;
    private readonly FaceLabel[] _labels;
    private readonly Exception?[] _errors;
    private readonly TaskCompletionSource<FaceLabel[]> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _numLeft;

    public PendingBatch(SampleIndex[] turns, float[] images)
    {
        _turns = turns;
        _labels = new FaceLabel[turns.Length];
        _errors = new Exception?[turns.Length];
        _numLeft = turns.Length;
        Images = images;
    }

    public int NumImages => _turns.Length;

    /// <summary>Which samples were asked for.</summary>
    public IReadOnlyList<int> Samples => [.. _turns.Select(turn => turn.Index)];

    /// <summary>RGB planes [B, 3, S, S]; whole when <see cref="Labels"/> are.</summary>
    public float[] Images { get; }

    /// <summary>
    /// The prepared labels; completes when the last sample is through, or fails as the first one did.
    /// </summary>
    public Task<FaceLabel[]> Labels => _completion.Task;

    /// <summary>Prepares one sample on the calling thread.</summary>
    public void Prepare(int place, Func<SampleIndex, Memory<float>, FaceLabel> prepare, CancellationToken token)
    {
        try
        {
            token.ThrowIfCancellationRequested();
            var imageLength = Images.Length / _turns.Length;
            _labels[place] = prepare(_turns[place], Images.AsMemory(place * imageLength, imageLength));
        }
        catch (Exception error)
        {
            _errors[place] = error;
        }

        if (Interlocked.Decrement(ref _numLeft) > 0)
        {
            return;
        }

        // Which of several failures is reported must not depend on the workers' speed.
        if (_errors.FirstOrDefault(error => error is not null and not OperationCanceledException)
            is { } first)
        {
            _completion.SetException(first);
        }
        else if (_errors.Any(error => error is not null))
        {
            _completion.SetCanceled(token);
        }
        else
        {
            _completion.SetResult(_labels);
        }
    }
}
