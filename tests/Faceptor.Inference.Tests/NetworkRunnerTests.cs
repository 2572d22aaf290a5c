using Faceptor.Core.Batches;
using Faceptor.Core.Heads;
using Faceptor.Core.Tasks;
using Faceptor.Data.Geometry;
using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Inference.Tests;

public sealed class NetworkRunnerTests
{
    [Theory]
    [InlineData(AgeActivation.NormalizedSigmoid)]
    [InlineData(AgeActivation.Softmax)]
    public void Ages_are_read_as_the_models_options_say(AgeActivation activation)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = FaceptorModelFactory.Create(
            TinyModels.Options(FaceTasks.AgeMorph2) with { AgeActivation = activation }, seed: 3);
        var pixels = Enumerable.Range(0, 3 * 48 * 48).Select(index => (index * 7919 % 255 / 127f) - 1).ToArray();
        var view = new TaskView(
            FaceTasks.AgeMorph2, new AlignmentWarp(AffineTransform.Crop(new FaceBox(0, 0, 48, 48), 48), 48), pixels);

        var answer = new NetworkRunner(model).Run([view])[0];

        var logits = model.Forward(tensor(pixels, [1, 3, 48, 48]), [new TaskRange(FaceTasks.AgeMorph2, 0, 1)])[0]
            .Values[0].data<float>().ToArray().Select(logit => (double)logit);
        double[] strengths =
        [
            .. logits.Select(logit => activation == AgeActivation.Softmax
                ? Math.Exp(logit)
                : 1 / (1 + Math.Exp(-logit))),
        ];
        Assert.All(
            answer.Values.Zip(strengths),
            pair => Assert.Equal(pair.Second / strengths.Sum(), pair.First, 1e-6));
    }
}
