using System.Runtime.CompilerServices;
using Faceptor.Imaging;

namespace Faceptor.Inference.Tests;

/// <summary>Lists and streams of images: results in their order, failures among them, reading ahead.</summary>
public sealed class AnalysisStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FaceAnalyzer _analyzer = TinyModels.Analyzer(
        TinyModels.Create(FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb), new FaceAnalyzerOptions { BatchSize = 3 });

    public void Dispose()
    {
        _analyzer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_bad_file_is_a_result_and_stops_no_other()
    {
        var requests = Requests(8);
        File.WriteAllText(requests[2].Name, "no image");
        File.Delete(requests[5].Name);
        var token = TestContext.Current.CancellationToken;

        var list = _analyzer.Analyze(requests, cancellationToken: token);
        var stream = new List<ImageAnalysis>();
        await foreach (var analysis in _analyzer.AnalyzeAsync(requests.ToAsyncEnumerable(), cancellationToken: token))
        {
            stream.Add(analysis);
        }

        Assert.Equal(requests.Select(request => request.Name), stream.Select(analysis => analysis.Image));
        foreach (var (index, (first, second)) in list.Zip(stream).Index())
        {
            Assert.Equal(ImageAnalysisJson.Write(first), ImageAnalysisJson.Write(second));
            Assert.Equal(index is 2 or 5, second.Failure is not null);
            Assert.Equal(index is 2 or 5 ? 0 : 1, second.Faces.Length);
        }

        Assert.Equal("DatasetException", stream[2].Failure!.Kind);
        Assert.Contains(Path.GetFileName(requests[2].Name), stream[2].Failure!.Message, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(requests[5].Name), stream[5].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_come_while_the_stream_goes_on()
    {
        var answered = new SemaphoreSlim(0);
        var token = TestContext.Current.CancellationToken;
        var numAnswered = 0;

        await foreach (var analysis in _analyzer.AnalyzeAsync(OneAtATime(answered, token), cancellationToken: token))
        {
            Assert.Null(analysis.Failure);
            numAnswered++;
            answered.Release();
        }

        Assert.Equal(4, numAnswered);
    }

    [Fact]
    public async Task A_stream_reads_no_more_than_it_may_hold_and_can_be_left()
    {
        var numRead = 0;
        RgbImage Read()
        {
            Interlocked.Increment(ref numRead);
            return TinyModels.Image(50, 50);
        }

        IEnumerable<AnalysisRequest> Endless()
        {
            while (true)
            {
                yield return new AnalysisRequest(Read) { IsCropped = true };
            }
        }

        var token = TestContext.Current.CancellationToken;
        await foreach (var _ in _analyzer.AnalyzeAsync(Endless().ToAsyncEnumerable(), cancellationToken: token))
        {
            await Task.Delay(100, token);
            break;
        }

        Assert.InRange(numRead, 1, 9);
    }

    [Fact]
    public async Task A_stream_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        var requests = Enumerable.Repeat(new AnalysisRequest(TinyModels.Image(50, 50)) { IsCropped = true }, 100_000);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _analyzer.AnalyzeAsync(requests.ToAsyncEnumerable(), cancellationToken: cancelled.Token))
            {
                await cancelled.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task What_goes_wrong_in_the_stream_itself_is_thrown()
    {
        static async IAsyncEnumerable<AnalysisRequest> Broken([EnumeratorCancellation] CancellationToken token = default)
        {
            yield return new AnalysisRequest(TinyModels.Image(50, 50)) { IsCropped = true };
            await Task.Delay(1, token);
            throw new InvalidOperationException("the camera is gone");
        }

        var numAnswered = 0;
        var token = TestContext.Current.CancellationToken;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in _analyzer.AnalyzeAsync(Broken(token), cancellationToken: token))
            {
                numAnswered++;
            }
        });

        Assert.Equal("the camera is gone", error.Message);
        Assert.Equal(1, numAnswered);
    }

    private AnalysisRequest[] Requests(int count) =>
    [
        .. Enumerable.Range(0, count).Select(index =>
        {
            var path = _folder.File($"{index}.png");
            File.WriteAllBytes(path, ImageCodec.EncodePng(TinyModels.Image(50 + index, 60)));
            return AnalysisRequest.OfFile(path) with { IsCropped = true };
        }),
    ];

    // The next image comes when the one before is answered.
    private static async IAsyncEnumerable<AnalysisRequest> OneAtATime(
        SemaphoreSlim answered, [EnumeratorCancellation] CancellationToken token)
    {
        for (var index = 0; index < 4; index++)
        {
            yield return new AnalysisRequest(TinyModels.Image(50, 50)) { IsCropped = true };
            await answered.WaitAsync(token);
        }
    }
}
