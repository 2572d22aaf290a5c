using System.Collections.Immutable;
using Faceptor.Core.Encoders;
using Faceptor.Core.Serialization;
using Faceptor.Core.Tasks;
using static TorchSharp.torch;

namespace Faceptor.Models.Weights;

/// <summary>Brings the tensors of a file into a model: compares all shapes first, then copies one by one.</summary>
internal static class WeightTransfer
{
    private const string Positions = "encoder.positions.weight";

    /// <summary>Compares a file with a model; reads no tensor.</summary>
    /// <param name="model">The model.</param>
    /// <param name="file">The file.</param>
    /// <param name="task">The task of a stage-2 file's Layer-Attention, or null.</param>
    /// <param name="fileNames">The name in the file of each tensor that fits, by the model's name.</param>
    public static WeightReport Compare(
        IFaceModel model, WeightFile file, FaceTask? task, out IReadOnlyDictionary<string, string> fileNames)
    {
        var own = model.Network.state_dict();
        var names = WeightSources.NamesOf(file.Source, task);
        var ignored = file.OtherParts
            .Select(part => new IgnoredWeight(part, "not weights"))
            .ToList();
        var unexpected = new List<string>();
        var otherShape = new Dictionary<string, string>(StringComparer.Ordinal);
        var fitting = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        var met = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in file.Names)
        {
            var ownName = names(name);
            if (WeightSources.WhyIgnored(file.Source, task, name) is { } reason)
            {
                ignored.Add(new IgnoredWeight(name, reason));
            }
            else if (ownName is null || !own.TryGetValue(ownName, out var target))
            {
                if (file.Source == WeightSource.Farl && ownName is not null)
                {
                    ignored.Add(new IgnoredWeight(name, "the model leaves this unused part out"));
                }
                else
                {
                    unexpected.Add(name);
                }
            }
            else if (CanHold(target.shape, file.ShapeOf(name))
                || (file.Source == WeightSource.Farl && ownName == Positions && CanResize(target, file.ShapeOf(name))))
            {
                fitting[ownName] = name;
                met.Add(ownName);
            }
            else
            {
                met.Add(ownName);
                otherShape[ownName] = WeightLoader.ShapeProblem(ownName, file.ShapeOf(name), target.shape);
            }
        }

        var absent = own.Keys.Where(name => !met.Contains(name)).ToLookup(name => IsAbsentByNature(model, file, name));
        fileNames = fitting;
        return new WeightReport
        {
            Path = file.Path,
            Source = file.Source,
            Used = [.. fitting.Keys],
            Missing = [.. absent[false]],
            Untouched = [.. absent[true]],
            Unexpected = [.. unexpected],
            OtherShape = [.. own.Keys.Where(otherShape.ContainsKey).Select(name => otherShape[name])],
            Ignored = [.. ignored],
        };
    }

    /// <summary>Copies what fits, one tensor at a time, so that memory holds the model and one tensor.</summary>
    public static void Copy(
        IFaceModel model, WeightFile file, IReadOnlyDictionary<string, string> fileNames, WeightLoadOptions options)
    {
        var own = model.Network.state_dict();
        using var quiet = no_grad();
        try
        {
            foreach (var (index, (ownName, name)) in fileNames.Index())
            {
                options.Watch?.Cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var target = own[ownName];
                var values = file.Read(name);
                if (ownName == Positions && values.size(0) != target.size(0))
                {
                    var side = PositionEmbedding.GridSideOf(target.size(0))!.Value;
                    values = PositionEmbedding.ResizeTable(values.to(target.dtype), side);
                }

                target.copy_(values.view(target.shape));
                options.Watch?.Progress?.Report(new TensorProgress(index + 1, fileNames.Count));
            }
        }
        finally
        {
            model.ClearCaches();
        }
    }

    /// <summary>
    /// Equal shapes, or equal after sizes of one at the end are dropped: a 1x1 convolution is a matrix.
    /// </summary>
    public static bool CanHold(IReadOnlyList<long> target, IReadOnlyList<long> shape) =>
        shape.Count >= target.Count
        && shape.Take(target.Count).SequenceEqual(target)
        && shape.Skip(target.Count).All(size => size == 1);

    private static bool CanResize(Tensor target, IReadOnlyList<long> shape) =>
        shape.Count == 2
        && shape[1] == target.size(1)
        && PositionEmbedding.GridSideOf(shape[0]) is not null
        && PositionEmbedding.GridSideOf(target.size(0)) is not null;

    // FaRL holds an encoder; a released file holds heads only for its tasks, a model of ours holds all.
    private static bool IsAbsentByNature(IFaceModel model, WeightFile file, string name)
    {
        bool Has(params ReadOnlySpan<TaskFamily> families)
        {
            foreach (var task in model.Tasks)
            {
                if (families.Contains(task.Family))
                {
                    return true;
                }
            }

            return false;
        }

        return file.Source switch
        {
            WeightSource.Farl => !name.StartsWith("encoder.", StringComparison.Ordinal),
            WeightSource.Own or WeightSource.Unknown => false,
            _ => name.Split('.')[0] switch
            {
                "identity_head" => !Has(TaskFamily.Identity),
                "map_head" or "pixel_decoder" => !Has(TaskFamily.Landmarks, TaskFamily.Parsing),
                "value_head" => !Has(TaskFamily.Age, TaskFamily.Expression, TaskFamily.Attributes),
                _ => false,
            },
        };
    }
}
