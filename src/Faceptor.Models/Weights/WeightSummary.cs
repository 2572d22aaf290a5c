using System.Collections.Immutable;

namespace Faceptor.Models.Weights;

/// <summary>What is in a weight file, told from names and shapes; no tensor is read and no model is made.</summary>
internal sealed record WeightSummary
{
    private const string Unknown = "other";

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The format, for people.</summary>
    public required string Format { get; init; }

    /// <summary>What the file is.</summary>
    public required WeightSource Source { get; init; }

    /// <summary>The same for people.</summary>
    public string Kind => Describe(Source);

    /// <summary>Options of the model that loading the file would make; null when they cannot be told.</summary>
    public FaceptorOptions? Options { get; init; }

    /// <summary>
    /// Whether the file says how its images were normalised; false for files of early versions, for which
    /// <see cref="InputNormalization.BeforeItWasRecorded"/> holds, and null for files of others.
    /// </summary>
    public bool? SaysNormalization { get; init; }

    /// <summary>
    /// How images were normalised for the model of the file; null for FaRL's, an encoder that any model may start from,
    /// for an unknown file, and where the file's options cannot be read.
    /// </summary>
    public InputNormalization? Normalization { get; init; }

    /// <summary>Why <see cref="Options"/> is null, for a file of a known source; otherwise null.</summary>
    public string? Problem { get; init; }

    /// <summary>Where the tensors are in the file, and what was taken off their names.</summary>
    public WeightLayout Layout { get; init; } = new();

    /// <summary>The tasks that the file holds outputs for.</summary>
    public ImmutableArray<FaceTask> Tasks { get; init; } = [];

    /// <summary>
    /// Parts of the network, by their names in our files; of an unknown file, by the names' beginnings.
    /// </summary>
    public ImmutableArray<WeightPart> Parts { get; init; } = [];

    /// <summary>How many tensors have which element type.</summary>
    public ImmutableSortedDictionary<string, int> ElementTypes { get; init; } =
        ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Tensors with types and shapes, in the order of the file.</summary>
    public ImmutableArray<WeightTensor> Tensors { get; init; } = [];

    /// <summary>The file's text entries.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Entries beside the state dict of a PyTorch file.</summary>
    public ImmutableArray<string> OtherParts { get; init; } = [];

    /// <summary>Where the weights come from and under which terms; null when the file is unknown.</summary>
    public WeightProvenance? Provenance { get; init; }

    /// <summary>
    /// What the weights have learned from; <see cref="LearnedFrom.Unknown"/> where the file does not say.
    /// </summary>
    public LearnedFrom LearnedFrom => Provenance?.LearnedFrom ?? LearnedFrom.Unknown;

    /// <summary>Parameters of all parts that loading does not leave out.</summary>
    public long NumParameters => Parts.Where(part => !part.IsLeftOut).Sum(part => part.NumParameters);

    /// <summary>Looks into a file.</summary>
    /// <param name="path">A safetensors or PyTorch file, of any source.</param>
    /// <param name="options">What a foreign file does not say; null for nothing.</param>
    /// <exception cref="CheckpointException">The file is missing, damaged or of no such format.</exception>
    public static WeightSummary Of(string path, WeightLoadOptions? options = null)
    {
        using var file = WeightFile.Open(path);
        var (modelOptions, problem) = OptionsOf(file, options ?? new WeightLoadOptions());
        return new WeightSummary
        {
            Path = file.Path,
            Format = file.Format,
            Source = file.Source,
            Layout = file.Layout,
            Options = modelOptions,
            SaysNormalization = file.Source == WeightSource.Own && modelOptions is not null
                ? FaceptorOptionsJson.HasNormalization(file.Metadata[WeightMetadata.OptionsKey])
                : null,
            Normalization = NormalizationOf(file),
            Problem = problem,
            Tasks = file.Source == WeightSource.Own
                ? [.. modelOptions?.Tasks ?? []]
                : [.. InferredOptions.TasksIn(file)],
            Parts = PartsOf(file),
            ElementTypes = file.Names
                .GroupBy(name => file.TypeOf(name).ToString())
                .ToImmutableSortedDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal),
            Tensors =
            [
                .. file.Names.Select(name =>
                    new WeightTensor(name, file.TypeOf(name).ToString(), [.. file.ShapeOf(name)])),
            ],
            Metadata = file.Metadata,
            OtherParts = file.OtherParts,
            Provenance = file.Source == WeightSource.Unknown ? null : WeightMetadata.ReadProvenance(file),
        };
    }

    /// <summary>A source in a few words.</summary>
    /// <param name="source">The source.</param>
    public static string Describe(WeightSource source) => WeightSources.Describe(source);

    private static (FaceptorOptions? Options, string? Problem) OptionsOf(WeightFile file, WeightLoadOptions given)
    {
        try
        {
            return file.Source switch
            {
                WeightSource.Unknown => (null, null),
                WeightSource.Own => (WeightMetadata.ReadOptions(file), null),
                _ => (InferredOptions.Of(file, given), null),
            };
        }
        catch (CheckpointException e)
        {
            return (null, e.Message);
        }
    }

    private static InputNormalization? NormalizationOf(WeightFile file)
    {
        try
        {
            return WeightMetadata.ReadNormalization(file);
        }
        catch (CheckpointException)
        {
            return null; // Problem says why
        }
    }

    private static ImmutableArray<WeightPart> PartsOf(WeightFile file)
    {
        var names = WeightSources.NamesOf(file.Source, FaceTasks.AgeMorph2);
        return
        [
            .. file.Names
                .Select(name =>
                {
                    var reason = WeightSources.WhyIgnored(file.Source, FaceTasks.AgeMorph2, name);
                    var ownName = file.Source == WeightSource.Unknown ? name : names(name);
                    return (Part: reason ?? PartOf(ownName), IsLeftOut: reason is not null, Name: name);
                })
                .GroupBy(entry => (entry.Part, entry.IsLeftOut), entry => entry.Name)
                .OrderBy(part => part.Key.IsLeftOut)
                .Select(part => new WeightPart(
                    part.Key.Part,
                    part.Count(),
                    part.Where(IsParameter).Sum(name => file.ShapeOf(name).Aggregate(1L, (a, b) => a * b)),
                    part.Key.IsLeftOut)),
        ];
    }

    private static string PartOf(string? name) => name?.Split('.') switch
    {
        null => Unknown,
        ["decoder", "layer_attention", ..] => "decoder.layer_attention",
        [var first, ..] => first,
        [] => Unknown,
    };

    // Statistics of batch norms are kept, not learned.
    private static bool IsParameter(string name) =>
        !name.EndsWith(".running_mean", StringComparison.Ordinal)
        && !name.EndsWith(".running_var", StringComparison.Ordinal)
        && !name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);
}

/// <summary>A part of a weight file: of the network, or one that loading leaves out.</summary>
/// <param name="Name">Its name in our files; for a part that is left out, why.</param>
/// <param name="NumTensors">Tensors, statistics of batch norms among them.</param>
/// <param name="NumParameters">Numbers that are learned.</param>
/// <param name="IsLeftOut">Whether loading leaves it out on purpose.</param>
internal sealed record WeightPart(string Name, int NumTensors, long NumParameters, bool IsLeftOut);

/// <summary>A tensor of a weight file, not read.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its sizes.</param>
internal sealed record WeightTensor(string Name, string Type, ImmutableArray<long> Shape);
