using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Tensors;

[Collection(TorchGeneratorCollection.Name)]
public sealed class TensorFloat32Tests
{
    [Fact]
    public void It_is_on_until_it_is_disposed_and_then_as_before()
    {
        var before = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);

        using (new TensorFloat32())
        {
            Assert.True(backends.cuda.matmul.allow_tf32);
            Assert.True(backends.cudnn.allow_tf32);
        }

        Assert.Equal(before, (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32));
    }
}
