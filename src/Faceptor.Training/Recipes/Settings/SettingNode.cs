namespace Faceptor.Training.Recipes.Settings;

/// <summary>A part of a settings file or of a setting on a command line, before anybody knows what for.</summary>
/// <param name="Place">Where it stands, for messages: the file and the line, or the setting itself.</param>
internal abstract record SettingNode(string Place);

/// <summary>A word or a number.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">What stands there.</param>
/// <param name="IsNull">Whether nothing stands there, or <c>null</c> without quotes.</param>
internal sealed record SettingScalar(string Place, string Text, bool IsNull) : SettingNode(Place);

/// <summary>A list.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Items">What is in it.</param>
internal sealed record SettingList(string Place, IReadOnlyList<SettingNode> Items) : SettingNode(Place);

/// <summary>Named parts, in the order of the file.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Entries">The parts.</param>
internal sealed record SettingMap(string Place, IReadOnlyList<SettingEntry> Entries) : SettingNode(Place);

/// <summary>A named part.</summary>
/// <param name="Place">Where the name stands.</param>
/// <param name="Key">The name; each once in a map.</param>
/// <param name="Value">The part.</param>
internal sealed record SettingEntry(string Place, string Key, SettingNode Value);
