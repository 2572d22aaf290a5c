using System.Globalization;

namespace Faceptor.Training.Recipes.Settings;

/// <summary>Values of settings: from text to their type and back, the same in every culture.</summary>
internal static class SettingValues
{
    /// <summary>Stands for a value that is chosen later, by device or data.</summary>
    public const string Automatic = "auto";

    /// <summary>Parses a value.</summary>
    /// <param name="node">What stands there.</param>
    /// <param name="type">The type it should have.</param>
    /// <param name="key">The setting, for messages.</param>
    /// <exception cref="OptionsException">The value does not have the type.</exception>
    public static object? Parse(SettingNode node, Type type, string key)
    {
        if (type == typeof(IReadOnlyList<int>))
        {
            return Integers(node, key);
        }

        if (node is not SettingScalar scalar)
        {
            throw Wrong(node, key, "a single value", node is SettingList ? "a list" : "names and values");
        }

        var inner = Nullable.GetUnderlyingType(type);
        return inner is not null && (scalar.IsNull || scalar.Text == Automatic)
            ? null
            : Parse(scalar, inner ?? type, inner is not null, key);
    }

    /// <summary>A list of whole numbers.</summary>
    public static int[] Integers(SettingNode node, string key) => node is SettingList list
        ? [.. list.Items.Select(item => (int)Parse(item, typeof(int), key)!)]
        : throw Wrong(node, key, "a list of whole numbers, for example [0, 1]", Describe(node));

    /// <summary>A list of numbers.</summary>
    public static double[] Numbers(SettingNode node, string key) => node is SettingList list
        ? [.. list.Items.Select(item => (double)Parse(item, typeof(double), key)!)]
        : throw Wrong(node, key, "a list of numbers, for example [0.5, 0.5, 0.5]", Describe(node));

    /// <summary>A list of words.</summary>
    public static string[] Words(SettingNode node, string key) => node is SettingList list
        ? [.. list.Items.Select(item => Word(item, key))]
        : throw Wrong(node, key, "a list, for example [hat, glasses]", Describe(node));

    /// <summary>A word that is not empty.</summary>
    public static string Word(SettingNode node, string key) =>
        node is SettingScalar { IsNull: false, Text: { Length: > 0 } text }
            ? text
            : throw Wrong(node, key, "a word", Describe(node));

    /// <summary>Named parts.</summary>
    public static SettingMap Map(SettingNode node, string key) => node switch
    {
        SettingMap map => map,
        SettingScalar { IsNull: true } => new SettingMap(node.Place, []),
        _ => throw Wrong(node, key, "names and values", Describe(node)),
    };

    /// <summary>How a value is written.</summary>
    public static string Format(object? value) => value switch
    {
        null => Automatic,
        bool truth => truth ? "true" : "false",
        Enum name => NameOf(name.ToString()),
        double number => number.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"values of {value.GetType()} are no settings.", nameof(value)),
    };

    /// <summary>An error that names the place, what was expected and what it got.</summary>
    public static OptionsException Wrong(SettingNode node, string key, string expected, string got) =>
        new(node.Place, $"{key} must be {expected}, got {got}.");

    /// <summary>A value in few words, for messages.</summary>
    public static string Describe(SettingNode node) => node switch
    {
        SettingScalar { IsNull: true } => "nothing",
        SettingScalar scalar => $"'{MessageText.Quote(scalar.Text)}'",
        SettingList => "a list",
        _ => "names and values",
    };

    // Capitals at the start go together: bfloat16, layerAttention.
    private static string NameOf(string member)
    {
        var length = member.TakeWhile(char.IsAsciiLetterUpper).Count();
        return member[..length].ToLowerInvariant() + member[length..];
    }

    private static object Parse(SettingScalar scalar, Type type, bool mayBeAutomatic, string key)
    {
        var text = scalar.Text;
        if (type.IsEnum)
        {
            var names = Enum.GetNames(type).Select(NameOf).ToArray();
            var name = FormerNameAttribute.MemberOf(type, text) ?? text;
            return names.Contains(name, StringComparer.OrdinalIgnoreCase)
                ? Enum.Parse(type, name, ignoreCase: true)
                : throw Wrong(
                    scalar,
                    key,
                    $"one of {string.Join(", ", mayBeAutomatic ? names.Append(Automatic) : names)}",
                    Describe(scalar));
        }

        var culture = CultureInfo.InvariantCulture;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 when int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) => number,
            TypeCode.Int64 when long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) => number,
            TypeCode.Double when double.TryParse(text, NumberStyles.Float, culture, out var number)
                && double.IsFinite(number) => number,
            TypeCode.Boolean when text is "true" or "false" => text == "true",
            TypeCode.Int32 or TypeCode.Int64 => throw Wrong(scalar, key, "a whole number", Describe(scalar)),
            TypeCode.Double => throw Wrong(scalar, key, "a number, for example 0.05 or 5e-5", Describe(scalar)),
            TypeCode.Boolean => throw Wrong(scalar, key, "true or false", Describe(scalar)),
            _ => throw new ArgumentException($"values of {type} are no settings.", nameof(type)),
        };
    }
}
