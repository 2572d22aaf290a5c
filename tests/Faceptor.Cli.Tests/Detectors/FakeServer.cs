using System.Net;

namespace Faceptor.Cli.Tests.Detectors;

/// <summary>A network with one server that gives one answer, and remembers what it was asked for.</summary>
internal sealed class FakeServer(Func<HttpContent?> answer) : HttpMessageHandler
{
    public List<Uri> Asked { get; } = [];

    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add(request.RequestUri!);
        cancellationToken.ThrowIfCancellationRequested();
        var content = answer() ?? throw new HttpRequestException("Name or service not known");
        return Task.FromResult(new HttpResponseMessage(Status) { Content = content });
    }
}
