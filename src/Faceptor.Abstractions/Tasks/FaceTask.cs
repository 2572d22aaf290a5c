using System.Collections.Immutable;

namespace Faceptor;

/// <summary>
/// One task that a model can hold: a family and the dataset that defines its labels. Compare tasks as values; never
/// parse <see cref="Id"/>.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.2, Eq. 2 (task-specific queries, one per label). The known tasks are in <see cref="FaceTasks"/>.
/// </remarks>
public sealed class FaceTask : IEquatable<FaceTask>
{
    /// <summary>Most labels that a task may have. Our choice: far above every dataset's.</summary>
    public const int MaxLabels = 1000;

    /// <summary>Most letters of an id, a dataset's name and a label. Our choice.</summary>
    public const int MaxNameLength = 100;

    private readonly bool _isKnown;

    /// <summary>Describes a task.</summary>
    /// <param name="id">Stable lower-case name, <c>family/dataset</c>.</param>
    /// <param name="family">The family, which decides head, loss and metric.</param>
    /// <param name="datasetName">The dataset's own spelling, for people.</param>
    /// <param name="labels">One name per query, in the order of the outputs; empty for identity.</param>
    /// <exception cref="ArgumentException">
    /// The id is not lower-case <c>family/dataset</c>, the labels do not fit the family or are more than
    /// <see cref="MaxLabels"/>, a name is empty, longer than <see cref="MaxNameLength"/> or holds control characters,
    /// or the id is that of one of <see cref="FaceTasks"/>, which is something else.
    /// </exception>
    public FaceTask(string id, TaskFamily family, string datasetName, ImmutableArray<string> labels)
        : this(id, family, datasetName, labels, isKnown: false)
    {
        if (FaceTasks.FindKnown(id) is not { } known)
        {
            return;
        }

        if (family != known.Family || datasetName != known.DatasetName || !labels.SequenceEqual(known.Labels))
        {
            throw new ArgumentException(
                $"'{id}' is the paper's task {known.DatasetName} of family {known.Family} with {known.Labels.Length} "
                + $"labels, and cannot be {MessageText.Quote(datasetName)} of family {family} with {labels.Length}, or "
                + "with other labels; take the task from FaceTasks, or give a task of your own an id of its own.",
                nameof(id));
        }

        (Landmarks, Parsing, Framing) = (known.Landmarks, known.Parsing, known.Framing);
    }

    private FaceTask(string id, TaskFamily family, string datasetName, ImmutableArray<string> labels, bool isKnown)
    {
        _isKnown = isKnown;
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentException.ThrowIfNullOrWhiteSpace(datasetName);
        if (id.Length > MaxNameLength || id.Any(character =>
                !char.IsAsciiLetterLower(character)
                && !char.IsAsciiDigit(character)
                && character is not ('/' or '-'))
            || id.Count(character => character == '/') != 1
            || id[0] == '/'
            || id[^1] == '/')
        {
            throw new ArgumentException(
                $"task id '{MessageText.Printable(id[..Math.Min(id.Length, MaxNameLength)])}' must have the form "
                + $"family/dataset in lower-case letters, digits and '-', at most {MaxNameLength} in all.",
                nameof(id));
        }

        if (!Enum.IsDefined(family))
        {
            throw new ArgumentException($"task '{id}' has family {family}, which there is not.", nameof(family));
        }

        Definition = FamilyDefinition.Of(family);
        if (labels.IsDefault || labels.IsEmpty == Definition.HasLabels)
        {
            throw new ArgumentException(
                $"task '{id}' of family {family} has {(labels.IsDefault ? 0 : labels.Length)} labels; "
                + "identity has none, every other family at least one.",
                nameof(labels));
        }

        if (labels.Length > MaxLabels)
        {
            throw new ArgumentException(
                $"task '{id}' has {labels.Length} labels; at most {MaxLabels} are possible.", nameof(labels));
        }

        if (labels.Prepend(datasetName).Any(name => string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength))
        {
            throw new ArgumentException(
                $"the dataset's name and the labels of task '{id}' must have 1 to {MaxNameLength} letters each.",
                nameof(labels));
        }

        if (labels.Prepend(datasetName).FirstOrDefault(name => MessageText.Printable(name) != name) is { } obeyed)
        {
            throw new ArgumentException(
                $"the dataset's name and the labels of task '{id}' must not hold control characters, got "
                + $"'{MessageText.Quote(obeyed)}' (? stands for one); write it without.",
                nameof(labels));
        }

        Id = id;
        DatasetName = datasetName;
        Labels = labels;
        if (isKnown || FaceTasks.FindKnown(id) is null)
        {
            Landmarks = Definition.HasLandmarkSchema ? LandmarkSchema.Of(datasetName, labels) : null;
            Parsing = Definition.HasParsingSchema ? ParsingSchema.Of(datasetName, labels) : null;
            Framing = FaceFraming.DefaultFor(family);
        }
    }

    /// <summary>Stable lower-case name, <c>family/dataset</c>, for files and command lines.</summary>
    public string Id { get; }

    /// <summary>The family, which decides head, loss and metric.</summary>
    public TaskFamily Family => Definition.Family;

    /// <summary>What is particular to the family.</summary>
    internal FamilyDefinition Definition { get; }

    /// <summary>The dataset's own spelling, for people.</summary>
    public string DatasetName { get; }

    /// <summary>What each output stands for, in the order of the outputs; empty for identity.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>
    /// Point scheme of a landmark task, by default one without mirroring and normalisers; null for the other families.
    /// </summary>
    /// <exception cref="ArgumentException">The scheme has another number of points than there are labels.</exception>
    public LandmarkSchema? Landmarks
    {
        get;
        init => field = Require(
            value, value?.NumPoints, nameof(Landmarks), Definition.HasLandmarkSchema, known => known.Landmarks);
    }

    /// <summary>
    /// Class scheme of a parsing task, by default in colours made from the labels; null for the other families.
    /// </summary>
    /// <exception cref="ArgumentException">The scheme has another number of classes than there are labels.</exception>
    public ParsingSchema? Parsing
    {
        get;
        init => field = Require(
            value, value?.Classes.Length, nameof(Parsing), Definition.HasParsingSchema, known => known.Parsing);
    }

    /// <summary>
    /// What a network sees of a face for this task. A known task has its dataset's; a custom one, by default, what
    /// custom lists cut images to: the box for landmarks, the whole image for parsing, the box cut out for
    /// the other families.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The framing is not one of the family's (<see cref="FaceFraming.ForFamily"/>), or not that of the known task.
    /// </exception>
    public FaceFraming Framing
    {
        get;
        init => field = RequireFraming(value);
    } = null!; // every constructor sets it

    /// <summary>Query tokens the decoder holds for this task: one per label, none for identity.</summary>
    public int NumLabels => Labels.Length;

    /// <summary>Whether the task predicts maps (landmarks, parsing) and therefore sees the larger input.</summary>
    public bool IsDense => Definition.IsDense;

    /// <summary>Makes one of the known tasks, whose id belongs to nobody else.</summary>
    internal static FaceTask Known(
        string id,
        TaskFamily family,
        string datasetName,
        ImmutableArray<string> labels,
        FaceFraming framing,
        LandmarkSchema? landmarks = null,
        ParsingSchema? parsing = null) =>
        new(id, family, datasetName, labels, isKnown: true)
        {
            Landmarks = landmarks,
            Parsing = parsing,
            Framing = framing,
        };

    /// <inheritdoc/>
    public bool Equals(FaceTask? other) => other is not null && Id == other.Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FaceTask);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);

    /// <inheritdoc/>
    public override string ToString() => Id;

    private T? Require<T>(T? schema, int? count, string kind, bool isOfFamily, Func<FaceTask, T?> ofKnown)
        where T : class
    {
        if (schema is not null && (!isOfFamily || count != Labels.Length))
        {
            throw new ArgumentException(
                $"a scheme of {kind} with {count} entries does not fit task '{Id}' of family {Family} with "
                + $"{Labels.Length} labels.");
        }

        return _isKnown || FaceTasks.FindKnown(Id) is not { } known || ReferenceEquals(schema, ofKnown(known))
            ? schema
            : throw new ArgumentException(
                $"'{Id}' is the paper's task with a scheme of its own, which cannot be another; "
                + "give a task of your own an id of its own.");
    }

    // By name, so that a framing may be given without the mirrored view that identity adds to it.
    private FaceFraming RequireFraming(FaceFraming framing)
    {
        ArgumentNullException.ThrowIfNull(framing);
        var own = FaceFraming.Get(framing.Name, Family);
        return _isKnown || FaceTasks.FindKnown(Id) is not { } known || known.Framing == own
            ? own
            : throw new ArgumentException(
                $"'{Id}' is the paper's task with the framing {known.Framing}, which cannot be {own}; "
                + "give a task of your own an id of its own.");
    }
}
