namespace Faceptor.Training.Recipes.Settings;

/// <summary>
/// Puts single settings together, so that those that need each other are looked at together, as in a file.
/// </summary>
internal static class SettingMerge
{
    /// <summary>One map of several; what comes later wins.</summary>
    /// <param name="maps">At least one map.</param>
    public static SettingMap Of(IEnumerable<SettingMap> maps) => maps.Aggregate(Merge);

    private static SettingMap Merge(SettingMap former, SettingMap later) => former with
    {
        Entries = [.. later.Entries.Aggregate(former.Entries.ToList(), Add)],
    };

    private static List<SettingEntry> Add(List<SettingEntry> entries, SettingEntry entry)
    {
        var place = entries.FindLastIndex(former => former.Key == entry.Key);
        if (place < 0)
        {
            entries.Add(entry);
        }
        else if (entry.Value is not SettingMap later)
        {
            // The whole value is new, whatever parts were named before.
            entries.RemoveAll(former => former.Key == entry.Key);
            entries.Add(entry);
        }
        else if (entries[place].Value is SettingMap former)
        {
            entries[place] = entries[place] with { Value = Merge(former, later) };
        }
        else
        {
            // A word first and parts after it, as in dataset=faces, dataset.evaluationSplit=test: both hold, in order.
            entries.Add(entry);
        }

        return entries;
    }
}
