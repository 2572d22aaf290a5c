using Faceptor.Core.Tensors;
using TorchSharp;

namespace Faceptor.Core.Tests.Tensors;

public sealed class ComputeDeviceTests
{
    [Fact]
    public void The_processor_is_there()
    {
        Assert.Equal(DeviceType.CPU, ComputeDevice.Find("cpu").type);
    }

    [Fact]
    public void Auto_takes_cuda_where_it_is()
    {
        Assert.Equal(
            torch.cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU, ComputeDevice.Find(ComputeDevice.Auto).type);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("cuda:")]
    public void A_word_that_names_nothing_is_refused(string name)
    {
        var error = Assert.Throws<OptionsException>(() => ComputeDevice.Find(name));

        Assert.Equal($"device: expected auto, cpu, cuda or cuda:N, got '{name}'.", error.Message);
    }

    [Fact]
    public void A_device_that_is_not_there_is_named()
    {
        var error = Assert.Throws<OptionsException>(() => ComputeDevice.Find("cuda:99"));

        Assert.StartsWith("device: got 'cuda:99', ", error.Message, StringComparison.Ordinal);
    }
}
