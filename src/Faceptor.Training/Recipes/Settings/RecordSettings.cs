using System.Reflection;
using System.Text.Json;

namespace Faceptor.Training.Recipes.Settings;

/// <summary>
/// The settings that an options record has: its properties by their names in camel case. So a property that is added to
/// the record is a setting at once. A property with a <see cref="FormerNameAttribute"/> is found by that name too.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class RecordSettings<T>
    where T : class
{
    private static readonly MethodInfo Copy =
        typeof(T).GetMethod("<Clone>$") ?? throw new ArgumentException($"{typeof(T)} is no record.");

    private readonly (string Key, string? FormerKey, PropertyInfo Property)[] _settings;

    /// <summary>Looks at the record.</summary>
    /// <param name="elsewhere">Properties that are no settings, or that somebody else reads.</param>
    public RecordSettings(params IEnumerable<string> elsewhere)
    {
        var others = elsewhere.ToArray();
        _settings =
        [
            .. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite && !others.Contains(property.Name))
                .OrderBy(property => property.MetadataToken)
                .Select(property => (KeyOf(property.Name), FormerNameAttribute.Of(property), property)),
        ];
    }

    /// <summary>The keys and values of a record, in the order of its properties.</summary>
    public IEnumerable<(string Key, object? Value)> Of(T record) =>
        _settings.Select(setting => (setting.Key, setting.Property.GetValue(record)));

    /// <summary>Refuses settings that name one property twice, by its former key and by its key.</summary>
    /// <param name="settings">What a file or a command line sets.</param>
    /// <exception cref="OptionsException">Both keys of a property are there.</exception>
    public void RefuseBothKeys(SettingMap settings)
    {
        foreach (var (key, former, _) in _settings.Where(setting => setting.FormerKey is not null))
        {
            if (settings.Entries.FirstOrDefault(entry => entry.Key == former) is { } entry
                && settings.Entries.Any(other => other.Key == key))
            {
                throw new OptionsException(
                    entry.Place, $"'{former}' is the former name of '{key}', which is set too; remove one of them.");
            }
        }
    }

    /// <summary>A copy of the record with one setting changed.</summary>
    /// <param name="record">The record; unchanged.</param>
    /// <param name="entry">Key and value.</param>
    /// <param name="path">What stands before the key, for messages; empty or ends in a point.</param>
    /// <param name="more">Further keys that would have been right.</param>
    /// <exception cref="OptionsException">
    /// There is no such setting (the message names the nearest), or the value does not fit.
    /// </exception>
    public T With(T record, SettingEntry entry, string path = "", params IEnumerable<string> more)
    {
        var property = _settings.FirstOrDefault(setting => entry.Key == setting.Key || entry.Key == setting.FormerKey).Property
            ?? throw Unknown(entry, _settings.Select(setting => setting.Key).Concat(more));
        var copy = (T)Copy.Invoke(record, null)!;
        property.SetValue(copy, SettingValues.Parse(entry.Value, property.PropertyType, path + entry.Key));
        return copy;
    }

    /// <summary>An error that says what the key may have meant.</summary>
    public static OptionsException Unknown(SettingEntry entry, params IEnumerable<string> known)
    {
        var names = known.ToArray();
        return new OptionsException(
            entry.Place,
            $"unknown key '{MessageText.Quote(entry.Key)}'; "
            + (Suggestion.Of(entry.Key, names) is { } near
                ? $"did you mean '{near}'?"
                : $"known here are {string.Join(", ", names)}."));
    }

    private static string KeyOf(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);
}
