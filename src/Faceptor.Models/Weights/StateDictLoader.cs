using System.Collections.Immutable;
using Faceptor.Core.Encoders;
using Faceptor.Models.Families;
using Faceptor.Serialization;
using static TorchSharp.torch;

namespace Faceptor.Models.Weights;

/// <summary>Brings the tensors of a file into a model: compares all shapes first, then copies one by one.</summary>
internal static class StateDictLoader
{
    private const string Positions = "encoder.positions.weight";

    /// <summary>Copies the tensors.</summary>
    /// <param name="network">The network; its tensors keep their type and device.</param>
    /// <param name="source">The file the tensors come from, for messages.</param>
    /// <param name="tensors">Tensors under the network's own names; not disposed here.</param>
    /// <exception cref="CheckpointException">
    /// Names are missing or unexpected, or shapes differ; up to ten of each are listed and nothing is copied.
    /// </exception>
    public static void Load(nn.Module network, string source, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var own = network.state_dict();
        new WeightReport
        {
            Path = source,
            Source = WeightSource.Unknown,
            Missing = [.. own.Keys.Where(name => !tensors.ContainsKey(name))],
            Unexpected = [.. tensors.Keys.Where(name => !own.ContainsKey(name))],
            OtherShape =
            [
                .. own
                    .Where(pair => tensors.TryGetValue(pair.Key, out var tensor)
                        && !CanHold(pair.Value.shape, tensor.shape))
                    .Select(pair => ShapeProblem(pair.Key, tensors[pair.Key].shape, pair.Value.shape)),
            ],
        }.RequireFits();
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var (name, target) in own)
        {
            target.copy_(tensors[name].view(target.shape));
        }
    }

    /// <summary>Compares a file with a model, which need not be made yet; reads no tensor.</summary>
    /// <param name="own">Names and shapes of the model's tensors.</param>
    /// <param name="tasks">The model's tasks.</param>
    /// <param name="file">The file.</param>
    /// <param name="task">The task of a stage-2 file's Layer-Attention, or null.</param>
    /// <param name="fileNames">The name in the file of each tensor that fits, by the model's name.</param>
    /// <exception cref="CheckpointException">
    /// An object of an unknown class stands where a tensor of the model should.
    /// </exception>
    public static WeightReport Compare(
        IReadOnlyDictionary<string, long[]> own,
        IReadOnlyList<FaceTask> tasks,
        WeightFile file,
        FaceTask? task,
        out IReadOnlyDictionary<string, string> fileNames)
    {
        var names = WeightSources.NamesOf(file.Source, task);
        var ignored = file.Others.ToList();
        AddClosed(own, file, names, ignored);
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
            else if (!CanFill(ownName, file.TypeOf(name)))
            {
                met.Add(ownName);
                otherShape[ownName] = $"{ownName} of {file.TypeOf(name)} for numbers with a fraction";
            }
            else if (CanHold(target, file.ShapeOf(name))
                || (file.Source == WeightSource.Farl && ownName == Positions && CanResize(target, file.ShapeOf(name))))
            {
                fitting[ownName] = name;
                met.Add(ownName);
            }
            else
            {
                met.Add(ownName);
                otherShape[ownName] = ShapeProblem(ownName, file.ShapeOf(name), target);
            }
        }

        var absent = own.Keys.Where(name => !met.Contains(name)).ToLookup(name => IsAbsentByNature(tasks, file, name));
        fileNames = fitting;
        return new WeightReport
        {
            Path = file.Path,
            Source = file.Source,
            Layout = file.Layout,
            Used = [.. fitting.Keys],
            Missing = [.. absent[false]],
            Untouched = [.. absent[true]],
            Unexpected = [.. unexpected],
            OtherShape = [.. own.Keys.Where(otherShape.ContainsKey).Select(name => otherShape[name])],
            Ignored = [.. ignored],
        };
    }

    /// <summary>Copies what fits, one tensor at a time, so that memory holds the model and one tensor.</summary>
    /// <returns>The model's names of tensors with numbers that are none, which lenient loading takes as they are.
    /// </returns>
    /// <exception cref="CheckpointException">
    /// A tensor holds numbers that are none, and loading is not lenient; what was copied before stays.
    /// </exception>
    public static ImmutableArray<string> Copy(
        IFaceModel model,
        WeightFile file,
        IReadOnlyDictionary<string, string> fileNames,
        bool isLenient,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken)
    {
        var own = model.Module.state_dict();
        var nonFinite = ImmutableArray.CreateBuilder<string>();
        using var quiet = no_grad();
        try
        {
            foreach (var (index, (ownName, name)) in fileNames.Index())
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var target = own[ownName];
                var values = file.Read(name);
                if (ownName == Positions && values.size(0) != target.size(0))
                {
                    var side = PositionEmbedding.GridSideOf(target.size(0))!.Value;
                    values = PositionEmbedding.ResizeTable(values.to(target.dtype), side);
                }

                target.copy_(values.view(target.shape));
                // Of what was copied: a number may fit the file's type and not the model's.
                if (CountNonFinite(target) is > 0 and var count)
                {
                    nonFinite.Add(Refuse(file, ownName, count, target.numel(), isLenient));
                }

                progress?.Report(new WorkProgress(index + 1, fileNames.Count));
            }
        }
        finally
        {
            model.ClearCaches();
        }

        return nonFinite.ToImmutable();
    }

    /// <summary>Reads tensors to look for numbers that are none.</summary>
    /// <returns>As of <see cref="Copy"/>.</returns>
    /// <exception cref="CheckpointException">There are some, and loading is not lenient.</exception>
    public static ImmutableArray<string> FindNonFinite(
        WeightFile file, IReadOnlyDictionary<string, string> fileNames, bool isLenient)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var (ownName, name) in fileNames)
        {
            using var values = file.Read(name);
            if (CountNonFinite(values) is > 0 and var count)
            {
                found.Add(Refuse(file, ownName, count, values.numel(), isLenient));
            }
        }

        return found.ToImmutable();
    }

    private static string Refuse(WeightFile file, string name, long count, long numElements, bool isLenient)
    {
        var text = $"{name} ({count} of {numElements})";
        return isLenient
            ? text
            : throw new CheckpointException(
                file.Path,
                $"weights are not a number or infinite in {text}; the training that wrote them went astray, or the "
                + "file is damaged. Use an earlier checkpoint, or copy the file again.");
    }

    /// <summary>How many numbers of a tensor are not a number or infinite.</summary>
    /// <param name="tensor">A tensor of any type; not disposed here.</param>
    public static long CountNonFinite(Tensor tensor)
    {
        if (!tensor.is_floating_point() || tensor.numel() == 0)
        {
            return 0;
        }

        using var scope = NewDisposeScope();
        // One such number makes the sum one, in a single pass without memory. The sum of sound numbers may be too large
        // for its type too, so that it is only a reason to count.
        return tensor.sum(ScalarType.Float32).isfinite().item<bool>()
            ? 0
            : tensor.isfinite().logical_not().sum().item<long>();
    }

    // Beside the model's tensors they change nothing.
    private static void AddClosed(
        IReadOnlyDictionary<string, long[]> own,
        WeightFile file,
        Func<string, string?> names,
        List<IgnoredWeight> ignored)
    {
        foreach (var (name, className) in file.Closed)
        {
            if (names(name) is { } ownName && own.ContainsKey(ownName))
            {
                throw ClosedProblem(file, name);
            }

            ignored.Add(new IgnoredWeight($"{name} ({className})", "of a class that is not known here, left closed"));
        }
    }

    /// <summary>An object of an unknown class where a tensor is needed.</summary>
    public static CheckpointException ClosedProblem(WeightFile file, string name) => new(
        file.Path,
        $"expected a tensor as '{MessageText.Quote(name)}', got an object of "
        + $"'{MessageText.Quote(file.Closed[name])}', which is not among the allowed names; nothing was run. "
        + "Save plain tensors.");

    private static bool CanFill(string ownName, ElementType type) =>
        ownName.EndsWith(".num_batches_tracked", StringComparison.Ordinal)
        || type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64;

    /// <summary>
    /// Equal shapes, or equal after sizes of one at the end are dropped: a 1x1 convolution is a matrix.
    /// </summary>
    public static bool CanHold(IReadOnlyList<long> target, IReadOnlyList<long> shape) =>
        shape.Count >= target.Count
        && shape.Take(target.Count).SequenceEqual(target)
        && shape.Skip(target.Count).All(size => size == 1);

    private static bool CanResize(long[] target, IReadOnlyList<long> shape) =>
        shape.Count == 2
        && shape[1] == target[1]
        && PositionEmbedding.GridSideOf(shape[0]) is not null
        && PositionEmbedding.GridSideOf(target[0]) is not null;

    // FaRL holds an encoder; a released file holds heads only for its tasks, a model of ours holds all.
    private static bool IsAbsentByNature(IReadOnlyList<FaceTask> tasks, WeightFile file, string name)
    {
        var part = name.Split('.')[0];
        return file.Source switch
        {
            WeightSource.Farl => !name.StartsWith("encoder.", StringComparison.Ordinal),
            WeightSource.Own or WeightSource.Unknown => false,
            _ => part is not ("encoder" or "decoder")
                && !tasks.Any(task => FamilyNetwork.Of(task.Family).Parts.Contains(part)),
        };
    }

    /// <summary>A tensor of another shape than the model's, for a report.</summary>
    public static string ShapeProblem(string name, IReadOnlyList<long> got, IReadOnlyList<long> expected) =>
        $"{name} [{string.Join(", ", got)}] for [{string.Join(", ", expected)}]";
}
