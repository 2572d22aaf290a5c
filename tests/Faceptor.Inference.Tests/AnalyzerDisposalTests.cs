using Faceptor.Evaluation.Sheets;
using Faceptor.Imaging.Geometry;
using Faceptor.Models;

namespace Faceptor.Inference.Tests;

public sealed class AnalyzerDisposalTests
{
    private const int NumTries = 20;

    private static readonly FaceBox Box = new(20, 30, 100, 110);

    [Fact]
    public void A_predictor_that_is_disposed_under_a_prediction_lets_it_end_and_refuses_the_next()
    {
        var image = TinyModels.Image(140, 120);
        for (var attempt = 0; attempt < NumTries; attempt++)
        {
            var analyzer = TinyModels.Analyzer(TinyModels.Create([.. FaceTasks.Base]));
            using var began = new ManualResetEventSlim();
            Exception? end = null;
            var thread = new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        analyzer.Predict(image, Box, CancellationToken.None);
                        began.Set();
                    }
                }
                catch (Exception error)
                {
                    end = error;
                    began.Set();
                }
            });
            thread.Start();
            began.Wait(TestContext.Current.CancellationToken);

            analyzer.Dispose();

            thread.Join();
            Assert.IsType<ObjectDisposedException>(end);
        }
    }

    [Fact]
    public void Predict_after_Dispose_is_refused_and_disposing_twice_is_not()
    {
        var analyzer = TinyModels.Analyzer(TinyModels.Create(FaceTasks.AgeMorph2));

        analyzer.Dispose();
        analyzer.Dispose();

        var error = Assert.Throws<ObjectDisposedException>(() => analyzer.Predict(
            TinyModels.Image(40, 40), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(typeof(FaceAnalyzer).FullName, error.ObjectName);
    }

    [Fact]
    public void A_model_of_the_caller_s_outlives_the_predictor_and_is_missed_when_it_does_not()
    {
        using var model = TinyModels.Create(FaceTasks.AgeMorph2);
        using var engine = new TorchEngine(model);
        var first = new FaceAnalyzer(new TorchEngine(model), ownsEngine: true);
        first.Dispose();
        using var second = new FaceAnalyzer(new TorchEngine(model), ownsEngine: true);
        var image = TinyModels.Image(40, 40);
        Assert.Single(second.Predict(image, cancellationToken: TestContext.Current.CancellationToken).Ages);

        model.Dispose();

        Assert.Throws<ObjectDisposedException>(
            () => second.Predict(image, cancellationToken: TestContext.Current.CancellationToken));
        var warp = new AlignmentWarp(AffineTransform.Crop(new FaceBox(0, 0, 40, 40), 48), 48);
        Assert.Throws<ObjectDisposedException>(() => PreparedPredictor.Predict(
            engine, FaceTasks.AgeMorph2, [new PreparedImage(image, warp, new float[3 * 48 * 48])]));
    }
}
