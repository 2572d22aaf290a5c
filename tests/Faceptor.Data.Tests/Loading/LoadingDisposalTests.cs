using Faceptor.Data.Loading;

namespace Faceptor.Data.Tests.Loading;

public sealed class LoadingDisposalTests
{
    [Fact]
    public void Threads_that_have_ended_take_no_work_and_may_be_disposed_again()
    {
        var workers = new WorkerPool(2);

        workers.Dispose();
        workers.Dispose();

        Assert.Throws<ObjectDisposedException>(() => workers.Add(() => { }));
    }

    [Fact]
    public void A_batch_that_was_given_back_says_so_and_is_given_back_once()
    {
        var numReleased = 0;
        var batch = new TaskBatch(
            FaceTasks.AgeMorph2, 1, 1, new float[3], new AgeTargets([30]), _ => numReleased++);

        batch.Dispose();
        batch.Dispose();

        Assert.Equal(1, numReleased);
        Assert.Throws<ObjectDisposedException>(() => batch.Images);
        Assert.Throws<ObjectDisposedException>(() => batch.Slice(0, 1));
    }
}
