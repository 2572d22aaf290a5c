namespace Faceptor.Abstractions.Tests.Threading;

public sealed class UseGuardTests
{
    [Fact]
    public async Task Close_waits_for_uses_and_keeps_new_ones_out()
    {
        var guard = new UseGuard(this);
        var use = guard.Enter();

        var closing = Task.Run(guard.Close, TestContext.Current.CancellationToken);
        await WaitUntilClosed(guard);

        Assert.False(closing.IsCompleted);
        use.Dispose();
        use.Dispose();
        Assert.True(await closing);
        Assert.False(guard.Close());
        Assert.Throws<ObjectDisposedException>(guard.Enter);
    }

    [Fact]
    public void CloseUnlessUsed_refuses_while_somebody_is_at_work()
    {
        var guard = new UseGuard(this);
        using (guard.Enter())
        {
            var error = Assert.Throws<InvalidOperationException>(() => guard.CloseUnlessUsed());
            Assert.StartsWith("UseGuardTests is at work", error.Message, StringComparison.Ordinal);
            guard.Require();
        }

        Assert.True(guard.CloseUnlessUsed());
        Assert.False(guard.CloseUnlessUsed());
        Assert.Throws<ObjectDisposedException>(guard.Require);
    }

    private static async Task WaitUntilClosed(UseGuard guard)
    {
        while (true)
        {
            try
            {
                guard.Require();
            }
            catch (ObjectDisposedException)
            {
                return;
            }

            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
