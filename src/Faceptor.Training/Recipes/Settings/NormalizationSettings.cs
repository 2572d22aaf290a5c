namespace Faceptor.Training.Recipes.Settings;

/// <summary>The settings below <c>model.normalization</c>: for each family the mean and std of its images.</summary>
internal static class NormalizationSettings
{
    private const string MeanKey = "mean";
    private const string StdKey = "std";

    private static readonly (string Key, TaskFamily Family)[] Families =
        [.. Enum.GetValues<TaskFamily>().Select(family => (SettingValues.Format(family), family))];

    /// <summary>A copy with settings changed; families that are not named stay as they are.</summary>
    /// <param name="normalization">What is changed.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="path">What stands before the keys, for messages; ends in a point.</param>
    /// <exception cref="Faceptor.OptionsException">A key is unknown, or a value does not fit.</exception>
    public static InputNormalization With(InputNormalization normalization, SettingMap settings, string path)
    {
        foreach (var entry in settings.Entries)
        {
            var (key, family) = Families.FirstOrDefault(known => known.Key == entry.Key);
            normalization = key is null
                ? throw RecordSettings<InputNormalization>.Unknown(entry, Families.Select(known => known.Key))
                : normalization.With(
                    family,
                    SettingValues.Map(entry.Value, entry.Key).Entries.Aggregate(
                        normalization.Of(family), (numbers, part) => With(numbers, part, $"{path}{key}.")));
        }

        return normalization;
    }

    /// <summary>Writes the families that differ from the released normalisation; nothing when none does.</summary>
    public static void Write(SettingWriter writer, string name, InputNormalization normalization)
    {
        var changed = Families.Where(
            known => normalization.Of(known.Family) != InputNormalization.Released.Of(known.Family)).ToArray();
        if (changed.Length == 0)
        {
            return;
        }

        writer.Map(name, () =>
        {
            foreach (var (key, family) in changed)
            {
                var numbers = normalization.Of(family);
                writer.Map(key, () =>
                {
                    writer.WriteWords(MeanKey, numbers.Mean.Select(value => SettingValues.Format(value)));
                    writer.WriteWords(StdKey, numbers.Std.Select(value => SettingValues.Format(value)));
                });
            }
        });
    }

    private static ChannelNormalization With(ChannelNormalization numbers, SettingEntry part, string path) =>
        part.Key switch
        {
            MeanKey => numbers with { Mean = [.. SettingValues.Numbers(part.Value, path + part.Key)] },
            StdKey => numbers with { Std = [.. SettingValues.Numbers(part.Value, path + part.Key)] },
            _ => throw RecordSettings<ChannelNormalization>.Unknown(part, MeanKey, StdKey),
        };
}
