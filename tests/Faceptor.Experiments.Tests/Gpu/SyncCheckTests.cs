using Faceptor.Experiments.Gpu;

namespace Faceptor.Experiments.Tests.Gpu;

public sealed class SyncCheckTests
{
    [Fact]
    public void Complaints_are_counted_for_the_part_before_them()
    {
        string[] lines =
        [
            $"[W1] Warning: {SyncCheck.Complaint} (before all)",
            "== part: images",
            $"[W1] Warning: {SyncCheck.Complaint} (function …)",
            "something else",
            "== part: losses",
            "== part: images",
            $"[W1] Warning: {SyncCheck.Complaint} (function …)",
        ];

        Assert.Equal([("losses", 0), ("images", 2)], SyncCheck.Count(lines));
    }
}
