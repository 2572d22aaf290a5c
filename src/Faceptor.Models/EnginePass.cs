using System.Runtime.InteropServices;
using Faceptor.Core.Batches;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>Inputs of one size that go through the network together: each image once, and a range for each task's run.</summary>
internal sealed class EnginePass
{
    private readonly int _sidePx;
    private readonly Dictionary<float[], int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly List<float[]> _views = [];
    private readonly List<(TaskRange Range, List<int> Inputs)> _runs = [];

    private EnginePass(int sidePx) => _sidePx = sidePx;

    /// <summary>What is run: a task, its images, and the places of the inputs that these answer.</summary>
    public IReadOnlyList<(TaskRange Range, List<int> Inputs)> Runs => _runs;

    /// <summary>Side of the images in pixels.</summary>
    public int SidePx => _sidePx;

    /// <summary>Divides inputs into passes.</summary>
    /// <param name="inputs">The inputs; those that hold the same array share an image.</param>
    /// <param name="maxPixels">Pixels of a pass at most; a single input may have more.</param>
    public static IEnumerable<EnginePass> Divide(IReadOnlyList<ModelInput> inputs, long maxPixels)
    {
        foreach (var group in inputs.Index().GroupBy(place => place.Item.SidePx))
        {
            var maxViews = Math.Max(1, maxPixels / ((long)group.Key * group.Key));
            // By image and not by task, so that tasks that share one stay together.
            var images = group.GroupBy(place => place.Item.Views[0], ReferenceEqualityComparer.Instance);
            var pass = new List<(int Index, ModelInput Item)>();
            var numViews = 0;
            foreach (var image in images)
            {
                var more = image.Max(place => place.Item.Views.Length);
                if (pass.Count > 0 && numViews + more > maxViews)
                {
                    yield return Of(pass, group.Key);
                    pass = [];
                    numViews = 0;
                }

                pass.AddRange(image);
                numViews += more;
            }

            yield return Of(pass, group.Key);
        }
    }

    /// <summary>The images in the processor's memory [B, 3, S, S]; owned by the caller's scope.</summary>
    public Tensor Images()
    {
        // The device is named because the program around may have chosen another default.
        var images = empty(_views.Count, 3, _sidePx, _sidePx, dtype: ScalarType.Float32, device: CPU);
        var bytes = images.bytes;
        foreach (var (place, view) in _views.Index())
        {
            var source = MemoryMarshal.AsBytes(view.AsSpan());
            source.CopyTo(bytes[(place * source.Length)..]);
        }

        return images;
    }

    private static EnginePass Of(List<(int Index, ModelInput Item)> inputs, int sidePx)
    {
        var pass = new EnginePass(sidePx);
        foreach (var task in inputs.GroupBy(place => place.Item.Task))
        {
            foreach (var (index, input) in task.OrderBy(place => place.Index))
            {
                pass.Add(index, input);
            }
        }

        return pass;
    }

    private void Add(int index, ModelInput input)
    {
        var first = PlaceOf(input.Views);
        var numViews = input.Views.Length;
        if (_runs is [.., var (range, answered)] && range.Task.Equals(input.Task)
            && range.FirstImage + range.NumImages == first && range.NumImages == numViews * answered.Count)
        {
            answered.Add(index);
            _runs[^1] = (range with { NumImages = range.NumImages + numViews }, answered);
        }
        else
        {
            _runs.Add((new TaskRange(input.Task, first, numViews), [index]));
        }
    }

    // Where all views of an input stand one after the other; they are added where they do not yet.
    private int PlaceOf(float[][] views)
    {
        if (_places.TryGetValue(views[0], out var first)
            && views.Index().All(view => first + view.Index < _views.Count
                && ReferenceEquals(_views[first + view.Index], view.Item)))
        {
            return first;
        }

        first = _views.Count;
        foreach (var view in views)
        {
            _places[view] = _views.Count;
            _views.Add(view);
        }

        return first;
    }
}
