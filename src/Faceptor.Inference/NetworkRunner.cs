using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Faceptor.Core.Batches;
using Faceptor.Core.Errors;
using Faceptor.Core.Heads;
using Faceptor.Core.Tasks;
using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Inference;

/// <summary>The only place of inference that touches tensors: views in, plain numbers out.</summary>
/// <param name="model">The network, in evaluation mode.</param>
/// <param name="weightsPath">Where its weights come from, for messages.</param>
internal sealed class NetworkRunner(IFaceModel model, string weightsPath = NetworkRunner.UnknownSource)
{
    /// <summary>Stands for the file of weights that came from nowhere in particular.</summary>
    public const string UnknownSource = "the model";

    /// <summary>Runs the network once for each input size among the views.</summary>
    /// <returns>One answer a view, in the same order.</returns>
    public ImmutableArray<TaskAnswer> Run(ImmutableArray<TaskView> views)
    {
        var answers = new Dictionary<TaskView, TaskAnswer>(ReferenceEqualityComparer.Instance);
        foreach (var group in views.GroupBy(view => view.Warp.SidePx))
        {
            RunOneSize([.. group], group.Key, answers);
        }

        return [.. views.Select(view => answers[view])];
    }

    private void RunOneSize(ImmutableArray<TaskView> views, int sidePx, Dictionary<TaskView, TaskAnswer> answers)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var (images, ranges) = Pack(views, sidePx);
        var outputs = model.Forward(images, ranges);
        for (var index = 0; index < views.Length; index++)
        {
            var values = Decode(outputs[index], sidePx).to(ScalarType.Float32).cpu().contiguous();
            RequireFinite(outputs[index], values);
            answers.Add(views[index], new TaskAnswer(views[index], [.. values.data<float>()]));
        }
    }

    // A softmax and a mean of places make numbers of some that are none, so what the network said counts too.
    private void RequireFinite(TaskOutput output, Tensor values)
    {
        if (!output.Values.isfinite().all().item<bool>() || !values.isfinite().all().item<bool>())
        {
            throw new CheckpointException(
                weightsPath,
                $"the network answers {output.Task} with numbers that are not finite, so its weights are damaged or "
                + "came from a training that failed; load another weight file, or an earlier checkpoint of the run.");
        }
    }

    private (Tensor Images, TaskRange[] Ranges) Pack(ImmutableArray<TaskView> views, int sidePx)
    {
        // The device is named because the program around may have chosen another default.
        var images = empty(                                                                         // [B, 3, S, S]
            views.Sum(view => view.Images.Length), 3, sidePx, sidePx, dtype: ScalarType.Float32, device: CPU);
        var ranges = new List<TaskRange>();
        var bytes = images.bytes;
        var first = 0;
        foreach (var view in views)
        {
            ranges.Add(new TaskRange(view.Task, first, view.Images.Length));
            foreach (var image in view.Images)
            {
                var source = MemoryMarshal.AsBytes(image.AsSpan());
                source.CopyTo(bytes[(first * source.Length)..]);
                first++;
            }
        }

        return (images.to(model.EncoderParameters[0].device), [.. ranges]);
    }

    private static Tensor Decode(TaskOutput output, int sidePx) => output.Task.Family switch
    {
        TaskFamily.Landmarks => HeatmapDecoding.CenterOfMass(output.Values)[0],
        TaskFamily.Parsing => nn.functional.interpolate(
            output.Values, [sidePx, sidePx], mode: InterpolationMode.Bilinear, align_corners: false)[0],
        TaskFamily.Age => AgeDistribution.Probabilities(output.Values, output.AgeActivation)[0],
        TaskFamily.Expression => output.Values.softmax(-1)[0],
        TaskFamily.Attributes => output.Values.sigmoid()[0],
        // Both views, the plain and the mirrored one, count.
        TaskFamily.Identity => nn.functional.normalize(output.Values.mean([0]), dim: 0),
        _ => throw new ArgumentException(
            $"family {output.Task.Family} of {output.Task} cannot be read.", nameof(output)),
    };
}
