using Faceptor.Distributed.Launching;

namespace Faceptor.Distributed.Tests.Launching;

public sealed class NodeListTests
{
    [Theory]
    [InlineData("login1", "login1")]
    [InlineData("node3,node1", "node3")]
    [InlineData("node[03-05,9]", "node03")]
    [InlineData("node[9,03-05],login1", "node9")]
    [InlineData("rack[1-2]node[07,09]-ib", "rack1node07-ib")]
    [InlineData("gpu-a[12]", "gpu-a12")]
    public void The_first_host_is_found(string list, string first)
    {
        Assert.Equal(first, NodeList.First(list));
    }
}
