using System.Collections.Frozen;
using System.Security.Cryptography;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Checking;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Data.Loading;
using Faceptor.Imaging;

namespace Faceptor.Data.Families;

/// <summary>
/// What a task family is among the datasets: how its labels are read, checked, counted, prepared and packed. One
/// instance a family.
/// </summary>
internal abstract class FamilySamples
{
    private static readonly FrozenDictionary<TaskFamily, FamilySamples> ByFamily = new FamilySamples[]
    {
        new LandmarksSamples(),
        new ParsingSamples(),
        new AgeSamples(),
        new ExpressionSamples(),
        new AttributesSamples(),
        new IdentitySamples(),
    }.ToFrozenDictionary(samples => samples.Family);

    private static readonly FrozenDictionary<Type, FamilySamples> ByLabel =
        ByFamily.Values.ToFrozenDictionary(samples => samples.LabelType);

    /// <summary>The family.</summary>
    public abstract TaskFamily Family { get; }

    /// <summary>The type of its labels.</summary>
    public abstract Type LabelType { get; }

    /// <summary>Whether labels are read without an image; true unless overridden.</summary>
    public virtual bool HasCheapLabels => true;

    /// <summary>
    /// Whether its datasets are record files that are known by their index instead of each sample; false unless
    /// overridden.
    /// </summary>
    public virtual bool HasRecords => false;

    /// <summary>
    /// Whether there are so few different labels that samples share them; false unless overridden.
    /// </summary>
    public virtual bool HasFewLabels => false;

    /// <summary>Whether a box in a custom list cuts the face out of its image; true unless overridden.</summary>
    public virtual bool CropsToBox => true;

    /// <summary>Whether names of folders say enough to be labels; false unless overridden.</summary>
    public virtual bool HasFolderLabels => false;

    /// <summary>Finds what a family is among the datasets.</summary>
    /// <param name="family">A family.</param>
    public static FamilySamples Of(TaskFamily family) => ByFamily[family];

    /// <summary>Finds the family of a label.</summary>
    /// <param name="label">A label.</param>
    /// <returns>Null for a label that belongs to no family.</returns>
    public static FamilySamples? Find(FaceLabel label) => ByLabel.GetValueOrDefault(label.GetType());

    /// <summary>The columns of a custom list that hold a label.</summary>
    /// <param name="task">A task of the family.</param>
    public abstract IEnumerable<string> LabelColumns(FaceTask task);

    /// <summary>Begins to read the labels of a custom list.</summary>
    /// <param name="list">The list.</param>
    /// <exception cref="DatasetException">A value is missing or means nothing.</exception>
    public abstract CustomLabelReader Open(CustomList list);

    /// <summary>The label that a folder's name is; only where <see cref="HasFolderLabels"/>.</summary>
    /// <param name="task">A task of the family.</param>
    /// <param name="name">The folder's name.</param>
    /// <param name="number">The folder's number in ordinal order, from 0.</param>
    /// <param name="path">The folder, for messages.</param>
    /// <exception cref="DatasetException">The name means nothing.</exception>
    public virtual FaceLabel FolderLabel(FaceTask task, string name, int number, string path) =>
        throw new NotSupportedException($"folders of family {Family} have no labels.");

    /// <summary>How many identities folders stand for; 0 unless overridden.</summary>
    /// <param name="numFolders">Number of folders.</param>
    public virtual int NumIdentitiesOf(int numFolders) => 0;

    /// <summary>Makes what turns a sample into network input.</summary>
    /// <param name="task">A task of the family.</param>
    /// <param name="sidePx">Side of the prepared image in pixels.</param>
    /// <param name="numbers">The family's normalisation.</param>
    /// <param name="augmentation">Random changes for training; null for none.</param>
    public virtual ISampleTransform CreateTransform(
        FaceTask task, int sidePx, ChannelNormalization numbers, AugmentationOptions? augmentation) =>
        new AttributeTransform(sidePx, numbers, augmentation);

    /// <summary>Packs labels in pixels of the prepared images.</summary>
    /// <param name="labels">Labels of the family.</param>
    /// <param name="sidePx">Side of the prepared images in pixels.</param>
    public abstract TaskTargets Pack(IReadOnlyList<FaceLabel> labels, int sidePx);

    /// <summary>Begins to count how often each class is there.</summary>
    /// <param name="task">A task of the family.</param>
    public abstract ClassCounter CreateCounter(FaceTask task);

    /// <summary>Says what is impossible about a label; null when nothing is, as unless overridden.</summary>
    /// <param name="task">The task.</param>
    /// <param name="label">A label of the family, in pixels of the image.</param>
    /// <param name="image">The image; null when it was not decoded.</param>
    public virtual string? FindProblem(FaceTask task, FaceLabel label, RgbImage? image) => null;

    /// <summary>Says why a label cannot be its image's, for an error; null when it can, as unless overridden.</summary>
    /// <param name="label">A label of the family, in pixels of the image.</param>
    /// <param name="image">The image.</param>
    /// <param name="name">The image's name in its list.</param>
    public virtual string? FindMismatch(FaceLabel label, RgbImage image, string name) => null;

    /// <summary>Memory that a label takes beside its image; 0 unless overridden.</summary>
    /// <param name="label">A label of the family.</param>
    public virtual long NumBytes(FaceLabel label) => 0;

    /// <summary>Adds a label to a dataset's fingerprint.</summary>
    /// <param name="hash">Receives it.</param>
    /// <param name="label">A label of the family.</param>
    public abstract void AddTo(IncrementalHash hash, FaceLabel label);
}
