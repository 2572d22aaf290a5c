using System.Collections.Immutable;
using Faceptor.Data.Datasets;

namespace Faceptor.Training.Recipes.Settings;

/// <summary>What a custom task is: family, name, labels, the scheme of its points, and its framing.</summary>
internal static class CustomTaskSettings
{
    private const string FamilyKey = "family";
    private const string NameKey = "name";
    private const string LabelsKey = "labels";
    private const string MirrorKey = "mirror";
    private const string NormalizersKey = "normalizers";
    private const string FramingKey = "framing";
    private const string FirstKey = "first";
    private const string SecondKey = "second";

    /// <summary>The keys, in the order that they are written in.</summary>
    public static ImmutableArray<string> Keys { get; } =
        [FamilyKey, NameKey, LabelsKey, MirrorKey, NormalizersKey, FramingKey];

    /// <summary>The task that an entry is about: known, known to the recipe, or defined by the entry.</summary>
    /// <param name="entry">Id and settings.</param>
    /// <param name="settings">The settings; only the keys here are read.</param>
    /// <param name="former">The task of this id that the recipe knows; null when it knows none.</param>
    /// <param name="registry">Knows tasks that neither the recipe nor the entry defines.</param>
    /// <exception cref="OptionsException">
    /// The task is neither known nor defined, or its definition cannot work.
    /// </exception>
    public static FaceTask TaskOf(
        SettingEntry entry, SettingMap settings, FaceTask? former, DatasetRegistry registry)
    {
        // Of several for one key, which single settings may give, the last one holds.
        var parts = settings.Entries.Where(part => Keys.Contains(part.Key))
            .GroupBy(part => part.Key)
            .ToDictionary(part => part.Key, part => part.Last());
        var known = FaceTasks.All.FirstOrDefault(task => task.Id == entry.Key);
        var registered = registry.Tasks.FirstOrDefault(task => task.Id == entry.Key);
        if (parts.Count == 0 && (known ?? registered ?? former) is { } task)
        {
            return task;
        }

        if (known is not null)
        {
            throw new OptionsException(
                parts.Values.First().Place,
                $"'{parts.Keys.First()}' of {known} is not to be chosen, because the task is the paper's; "
                + "give a task of your own an id of its own.");
        }

        if (!parts.ContainsKey(FamilyKey) && (registered ?? former) is null)
        {
            var hint = Suggestion.Of(entry.Key, registry.Tasks.Select(other => other.Id)) is { } near
                ? $"did you mean '{near}'?"
                : $"give '{FamilyKey}' and '{LabelsKey}' to define a task of your own.";
            throw new OptionsException(entry.Place, $"unknown task '{MessageText.Quote(entry.Key)}'; {hint}");
        }

        try
        {
            return registered is null
                ? Define(entry.Key, parts, former)
                : RequireSame(entry, Define(entry.Key, parts, registered), registered);
        }
        catch (ArgumentException error)
        {
            throw new OptionsException(entry.Place, error.Message.Split(" (Parameter", 2)[0]);
        }
    }

    /// <summary>Writes what an own task is; nothing for a known one.</summary>
    public static void Write(SettingWriter writer, FaceTask task)
    {
        if (FaceTasks.All.Contains(task))
        {
            return;
        }

        writer.Write(FamilyKey, task.Family);
        writer.WriteWord(NameKey, task.DatasetName);
        if (task.Definition.UsualLabels is not { } usual || !usual.SequenceEqual(task.Labels))
        {
            writer.WriteWords(LabelsKey, task.Labels);
        }

        if (task.Landmarks is { } schema)
        {
            writer.Write(MirrorKey, schema.MirrorPermutation.ToArray());
            writer.Map(NormalizersKey, () =>
            {
                foreach (var normalizer in schema.Normalizers)
                {
                    writer.Map(normalizer.Name, () =>
                    {
                        writer.Write(FirstKey, normalizer.First.ToArray());
                        writer.Write(SecondKey, normalizer.Second.ToArray());
                    });
                }
            });
        }

        if (task.Framing != FaceFraming.DefaultFor(task.Family))
        {
            writer.WriteWord(FramingKey, task.Framing.Name);
        }
    }

    // A recipe.yaml of a run repeats the definition; the dataset reads what its class says.
    private static FaceTask RequireSame(SettingEntry entry, FaceTask defined, FaceTask registered) =>
        defined.Family == registered.Family && defined.Labels.SequenceEqual(registered.Labels)
        && defined.Framing == registered.Framing
            ? registered
            : throw new OptionsException(
                entry.Place,
                $"expected task {registered} as its dataset defines it (family {registered.Family}, "
                + $"{registered.Labels.Length} labels, framing {registered.Framing}), got family {defined.Family} with "
                + $"{defined.Labels.Length} or other labels and framing {defined.Framing}; leave family, labels and "
                + "framing out.");

    private static FaceTask Define(string id, Dictionary<string, SettingEntry> parts, FaceTask? former)
    {
        var family = parts.TryGetValue(FamilyKey, out var familyPart)
            ? (TaskFamily)SettingValues.Parse(familyPart.Value, typeof(TaskFamily), $"tasks.{id}.{FamilyKey}")!
            : former!.Family;
        var name = parts.TryGetValue(NameKey, out var namePart)
            ? SettingValues.Word(namePart.Value, $"tasks.{id}.{NameKey}")
            : former?.DatasetName ?? id[(id.IndexOf('/') + 1)..];
        var labels = LabelsOf(id, family, parts, former);
        var framing = FramingOf(id, family, parts, former);
        if (!FamilyDefinition.Of(family).HasLandmarkSchema)
        {
            return Array.Find([MirrorKey, NormalizersKey], parts.ContainsKey) is { } misplaced
                ? throw new OptionsException(
                    parts[misplaced].Place, $"'{misplaced}' is for landmarks, tasks.{id} is of family {family}.")
                : new FaceTask(id, family, name, labels) { Framing = framing };
        }

        var mirror = parts.TryGetValue(MirrorKey, out var mirrorPart)
            ? [.. SettingValues.Integers(mirrorPart.Value, $"tasks.{id}.{MirrorKey}")]
            : former?.Landmarks?.MirrorPermutation ?? default;
        var normalizers = parts.TryGetValue(NormalizersKey, out var normalizersPart)
            ? [.. SettingValues.Map(normalizersPart.Value, NormalizersKey).Entries.Select(part => Normalizer(id, part))]
            : former?.Landmarks?.Normalizers ?? default(ImmutableArray<NmeNormalizer>);
        return new FaceTask(id, family, name, labels)
        {
            Landmarks = LandmarkSchema.Of(name, labels, mirror, normalizers),
            Framing = framing,
        };
    }

    private static FaceFraming FramingOf(
        string id, TaskFamily family, Dictionary<string, SettingEntry> parts, FaceTask? former)
    {
        if (!parts.TryGetValue(FramingKey, out var part))
        {
            return former is { } task && task.Family == family ? task.Framing : FaceFraming.DefaultFor(family);
        }

        try
        {
            return FaceFraming.Get(SettingValues.Word(part.Value, $"tasks.{id}.{FramingKey}"), family);
        }
        catch (ArgumentException error)
        {
            throw new OptionsException(part.Place, error.Message.Split(" (Parameter", 2)[0]);
        }
    }

    private static ImmutableArray<string> LabelsOf(
        string id, TaskFamily family, Dictionary<string, SettingEntry> parts, FaceTask? former)
    {
        var key = $"tasks.{id}.{LabelsKey}";
        var definition = FamilyDefinition.Of(family);
        if (!parts.TryGetValue(LabelsKey, out var part))
        {
            return former?.Labels ?? definition.UsualLabels
                ?? throw new OptionsException(
                    parts[FamilyKey].Place, $"{key} is missing; name what the task tells apart.");
        }

        if (!definition.AllowsCustomLabels)
        {
            throw new OptionsException(part.Place, $"{key}: a task of family {family} has no labels of its own.");
        }

        return definition.CountsLabels && part.Value is SettingScalar
            ? definition.NumberedLabels((int)SettingValues.Parse(part.Value, typeof(int), key)!)
            : [.. SettingValues.Words(part.Value, key)];
    }

    private static NmeNormalizer Normalizer(string id, SettingEntry entry)
    {
        var key = $"tasks.{id}.{NormalizersKey}.{entry.Key}";
        var parts = SettingValues.Map(entry.Value, key).Entries
            .GroupBy(part => part.Key)
            .ToDictionary(part => part.Key, part => part.Last());
        if (parts.Values.FirstOrDefault(part => part.Key is not (FirstKey or SecondKey)) is { } unknown)
        {
            throw RecordSettings<NmeNormalizer>.Unknown(unknown, FirstKey, SecondKey);
        }

        return new NmeNormalizer(entry.Key, Points(FirstKey), Points(SecondKey));

        ImmutableArray<int> Points(string end) => parts.TryGetValue(end, out var part)
            ? [.. SettingValues.Integers(part.Value, $"{key}.{end}")]
            : throw SettingValues.Wrong(entry.Value, $"{key}.{end}", "a list of points", "nothing");
    }
}
