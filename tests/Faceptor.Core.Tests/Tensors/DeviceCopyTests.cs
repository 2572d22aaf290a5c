using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Tensors;

public sealed class DeviceCopyTests
{
    [Fact]
    public void The_copy_outlives_its_source()
    {
        using var scope = NewDisposeScope();
        var source = tensor(new[] { 1L, 2, 3 });

        var sent = DeviceCopy.Send(source, CPU);
        source.fill_(0);
        source.Dispose();

        Assert.Equal([1L, 2, 3], sent.data<long>().ToArray());
    }
}
