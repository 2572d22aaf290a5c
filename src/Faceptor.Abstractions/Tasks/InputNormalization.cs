namespace Faceptor;

/// <summary>
/// How images become network input, for each task family. A model learned with one and answers well with this one only,
/// so weight files carry it, and training, evaluation and prediction all take it from the model's options.
/// </summary>
public sealed record InputNormalization
{
    /// <summary>What the published weights were trained and tested with.</summary>
    /// <remarks>
    /// Released configuration: CLIP's numbers for landmarks and parsing, 0.5 and 0.5 for age, expression, attributes
    /// and identity.
    /// </remarks>
    public static InputNormalization Released { get; } = new()
    {
        Landmarks = FamilyDefinition.Of(TaskFamily.Landmarks).ReleasedNormalization,
        Parsing = FamilyDefinition.Of(TaskFamily.Parsing).ReleasedNormalization,
        Age = FamilyDefinition.Of(TaskFamily.Age).ReleasedNormalization,
        Expression = FamilyDefinition.Of(TaskFamily.Expression).ReleasedNormalization,
        Attributes = FamilyDefinition.Of(TaskFamily.Attributes).ReleasedNormalization,
        Identity = FamilyDefinition.Of(TaskFamily.Identity).ReleasedNormalization,
    };

    /// <summary>
    /// What Faceptor for .NET scored and predicted with before weight files said it: CLIP's numbers for all families
    /// but identity. Files without the entry are read so and keep their scores.
    /// </summary>
    public static InputNormalization BeforeItWasRecorded { get; } = Released with
    {
        Age = ChannelNormalization.Clip,
        Expression = ChannelNormalization.Clip,
        Attributes = ChannelNormalization.Clip,
    };

    /// <summary>Images of <see cref="TaskFamily.Landmarks"/>.</summary>
    public required ChannelNormalization Landmarks { get; init; }

    /// <summary>Images of <see cref="TaskFamily.Parsing"/>.</summary>
    public required ChannelNormalization Parsing { get; init; }

    /// <summary>Images of <see cref="TaskFamily.Age"/>.</summary>
    public required ChannelNormalization Age { get; init; }

    /// <summary>Images of <see cref="TaskFamily.Expression"/>.</summary>
    public required ChannelNormalization Expression { get; init; }

    /// <summary>Images of <see cref="TaskFamily.Attributes"/>.</summary>
    public required ChannelNormalization Attributes { get; init; }

    /// <summary>Images of <see cref="TaskFamily.Identity"/>, in training, verification and prediction.</summary>
    public required ChannelNormalization Identity { get; init; }

    /// <summary>The normalisation of a family.</summary>
    /// <param name="family">The family.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such family.</exception>
    public ChannelNormalization Of(TaskFamily family) => FamilyDefinition.Of(family).NormalizationOf(this);

    /// <summary>The same with another normalisation for a family.</summary>
    /// <param name="family">The family.</param>
    /// <param name="value">Its normalisation.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such family.</exception>
    public InputNormalization With(TaskFamily family, ChannelNormalization value) =>
        FamilyDefinition.Of(family).With(this, value);

    /// <summary>The families of some tasks that two normalisations treat differently.</summary>
    /// <param name="other">The other normalisation.</param>
    /// <param name="tasks">The tasks.</param>
    /// <returns>Families, each once; none when no image of the tasks differs.</returns>
    public TaskFamily[] DifferencesTo(InputNormalization other, IEnumerable<FaceTask> tasks)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(tasks);
        return
        [
            .. tasks.Select(task => task.Family)
                .Distinct()
                .Where(family => !Equals(Of(family), other.Of(family))),
        ];
    }

    /// <summary>What cannot work about the numbers of any family.</summary>
    /// <param name="owner">The option that holds them, for the messages.</param>
    /// <returns>A clause for each problem; none when the numbers work.</returns>
    public IEnumerable<string> Problems(string owner) => Enum.GetValues<TaskFamily>().SelectMany(family =>
        Of(family)?.Problems($"{owner}.{family}") ?? [$"{owner}.{family} is null; leave Normalization out"]);

    /// <summary>One line for people, families with the same numbers together.</summary>
    public override string ToString() => string.Join("; ", Enum.GetValues<TaskFamily>()
        .GroupBy(Of)
        .Select(group =>
            $"{string.Join(", ", group.Select(family => FamilyDefinition.Of(family).Name))}: {group.Key}"));
}
