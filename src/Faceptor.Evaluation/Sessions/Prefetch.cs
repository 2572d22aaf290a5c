namespace Faceptor.Evaluation.Sessions;

/// <summary>Reads in the background while the consumer computes.</summary>
internal static class Prefetch
{
    /// <summary>How many parts may wait or be in preparation.</summary>
    private const int Depth = 2;

    /// <summary>
    /// Prepares parts on the thread pool, hands them out in order; a part's exception reaches the consumer at that
    /// part.
    /// </summary>
    public static IEnumerable<TResult> Run<TPart, TResult>(IEnumerable<TPart> parts, Func<TPart, TResult> prepare)
    {
        var pending = new Queue<Task<TResult>>();
        try
        {
            foreach (var part in parts)
            {
                pending.Enqueue(Task.Run(() => prepare(part)));
                if (pending.Count == Depth)
                {
                    yield return pending.Dequeue().GetAwaiter().GetResult();
                }
            }

            while (pending.Count > 0)
            {
                yield return pending.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            // A consumer that stops early must not leave readers behind on files that are about to be closed.
            foreach (var task in pending)
            {
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
                _ = task.Exception;
            }
        }
    }
}
