using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Faceptor;

/// <summary>
/// What is particular to a task family, without its network, its datasets and its loss: labels, schemas, input
/// normalisation, how it is scored. One instance a family, found by <see cref="Of"/> or
/// <see cref="FaceTask.Definition"/>.
/// </summary>
/// <remarks>
/// <para>A new family is a member of <see cref="TaskFamily"/>, a member of <see cref="InputNormalization"/> and one
/// class in the folder <c>Families</c> of each layer, beside its head, loss and metric. Code outside of these folders
/// asks a definition instead of comparing families.</para>
/// <para>Immutable; safe to use from several threads.</para>
/// </remarks>
internal abstract class FamilyDefinition
{
    private static readonly FrozenDictionary<TaskFamily, FamilyDefinition> ByFamily = new FamilyDefinition[]
    {
        new LandmarksFamily(),
        new ParsingFamily(),
        new AgeFamily(),
        new ExpressionFamily(),
        new AttributesFamily(),
        new IdentityFamily(),
    }.ToFrozenDictionary(definition => definition.Family);

    private protected FamilyDefinition()
    {
    }

    /// <summary>The family.</summary>
    public abstract TaskFamily Family { get; }

    /// <summary>The family's name in lower case, as tensors of Naive Faceptor and messages begin with.</summary>
    public string Name => field ??= Family.ToString().ToLowerInvariant();

    /// <summary>Whether tasks predict maps and see the larger input; false unless overridden.</summary>
    public virtual bool IsDense => false;

    /// <summary>Whether a task has at least one label; false means that it has none. True unless overridden.</summary>
    public virtual bool HasLabels => true;

    /// <summary>The labels of a task that names none; null where a task has to name its labels.</summary>
    public virtual ImmutableArray<string>? UsualLabels => null;

    /// <summary>Whether a custom task may name its labels; true unless overridden.</summary>
    public virtual bool AllowsCustomLabels => true;

    /// <summary>Whether a custom task may say how many labels it has instead of naming them.</summary>
    public virtual bool CountsLabels => false;

    /// <summary>Whether tasks have a <see cref="LandmarkSchema"/>; false unless overridden.</summary>
    public virtual bool HasLandmarkSchema => false;

    /// <summary>Whether tasks have a <see cref="ParsingSchema"/>; false unless overridden.</summary>
    public virtual bool HasParsingSchema => false;

    /// <summary>
    /// Whether the label of an image is an image of its own, so that reading it takes long; false unless overridden.
    /// </summary>
    public virtual bool LabelsAreImages => false;

    /// <summary>
    /// Whether tasks are scored on pairs of images or templates instead of a split's labels, and therefore have no
    /// validation split; false unless overridden.
    /// </summary>
    public virtual bool IsScoredOnPairs => false;

    /// <summary>The normalisation of the family's images that the published weights learned with.</summary>
    public abstract ChannelNormalization ReleasedNormalization { get; }

    /// <summary>
    /// What networks may see of a face for tasks of the family, the framing of custom tasks first. Unless overridden the
    /// box cut out, and the aligned faces of the known datasets.
    /// </summary>
    public virtual ImmutableArray<FaceFraming> Framings =>
        [FaceFraming.BoxCrop, FaceFraming.ArcFace, FaceFraming.LooseArcFace, FaceFraming.CelebA];

    /// <summary>Finds the definition of a family.</summary>
    /// <param name="family">The family.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such family.</exception>
    public static FamilyDefinition Of(TaskFamily family) => ByFamily.TryGetValue(family, out var definition)
        ? definition
        : throw new ArgumentOutOfRangeException(nameof(family), family, "a task family was expected.");

    /// <summary>Labels for a task that only says how many it has; only where <see cref="CountsLabels"/>.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="NotSupportedException">The family wants names.</exception>
    public virtual ImmutableArray<string> NumberedLabels(int count) =>
        throw new NotSupportedException($"labels of family {Name} have names.");

    /// <summary>
    /// The columns of a task in a table of faces: the task's id unless overridden, <c>task:label</c> for labels.
    /// </summary>
    /// <param name="task">A task of the family.</param>
    internal virtual IEnumerable<string> TableColumns(FaceTask task) => [task.Id];

    /// <summary>What stands in the columns of <see cref="TableColumns"/> for a face.</summary>
    /// <param name="task">A task of the family.</param>
    /// <param name="face">A prediction that has the task's.</param>
    /// <exception cref="InvalidOperationException">The prediction lacks the task's.</exception>
    internal abstract IEnumerable<string> TableCells(FaceTask task, FacePrediction face);

    /// <summary>The family's member of a normalisation.</summary>
    internal abstract ChannelNormalization NormalizationOf(InputNormalization normalization);

    /// <summary>The same normalisation with another member of the family.</summary>
    internal abstract InputNormalization With(InputNormalization normalization, ChannelNormalization value);

    /// <summary>A number as programs read it, without loss.</summary>
    private protected static string Cell(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Cell(double)"/>
    private protected static string Cell(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
