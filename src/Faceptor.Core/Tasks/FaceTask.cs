using System.Collections.Immutable;

namespace Faceptor.Core.Tasks;

/// <summary>
/// One task that a model can hold: a family and the dataset that defines its labels. Compare tasks as values; never
/// parse <see cref="Id"/>.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.2, Eq. 2 (task-specific queries, one per label). The known tasks are in <see cref="FaceTasks"/>.
/// </remarks>
public sealed class FaceTask : IEquatable<FaceTask>
{
    /// <summary>Describes a task.</summary>
    /// <param name="id">Stable lower-case name, <c>family/dataset</c>.</param>
    /// <param name="family">The family, which decides head, loss and metric.</param>
    /// <param name="datasetName">The dataset's own spelling, for people.</param>
    /// <param name="labels">One name per query, in the order of the outputs; empty for identity.</param>
    /// <exception cref="ArgumentException">
    /// The id is not lower-case <c>family/dataset</c>, or the labels do not fit the family.
    /// </exception>
    public FaceTask(string id, TaskFamily family, string datasetName, ImmutableArray<string> labels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentException.ThrowIfNullOrWhiteSpace(datasetName);
        if (id.Any(character =>
                !char.IsAsciiLetterLower(character)
                && !char.IsAsciiDigit(character)
                && character is not ('/' or '-'))
            || id.Count(character => character == '/') != 1)
        {
            throw new ArgumentException(
                $"task id '{id}' must have the form family/dataset in lower-case letters, digits and '-'.",
                nameof(id));
        }

        if (labels.IsDefault || labels.IsEmpty != (family == TaskFamily.Identity))
        {
            throw new ArgumentException(
                $"task '{id}' of family {family} has {(labels.IsDefault ? 0 : labels.Length)} labels; "
                + "identity has none, every other family at least one.",
                nameof(labels));
        }

        Id = id;
        Family = family;
        DatasetName = datasetName;
        Labels = labels;
    }

    /// <summary>Stable lower-case name, <c>family/dataset</c>, for files and command lines.</summary>
    public string Id { get; }

    /// <summary>The family, which decides head, loss and metric.</summary>
    public TaskFamily Family { get; }

    /// <summary>The dataset's own spelling, for people.</summary>
    public string DatasetName { get; }

    /// <summary>What each output stands for, in the order of the outputs; empty for identity.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>Point scheme of a landmark task; null for the other families.</summary>
    public LandmarkSchema? Landmarks { get; init; }

    /// <summary>Class scheme of a parsing task; null for the other families.</summary>
    public ParsingSchema? Parsing { get; init; }

    /// <summary>Query tokens the decoder holds for this task: one per label, none for identity.</summary>
    public int NumQueries => Labels.Length;

    /// <summary>Whether the task predicts maps (landmarks, parsing) and therefore sees the larger input.</summary>
    public bool IsDense => Family is TaskFamily.Landmarks or TaskFamily.Parsing;

    /// <inheritdoc/>
    public bool Equals(FaceTask? other) => other is not null && Id == other.Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FaceTask);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);

    /// <inheritdoc/>
    public override string ToString() => Id;
}
