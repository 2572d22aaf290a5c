using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Faceptor.Training.Recipes.Settings;

/// <summary>Reads YAML; the only place that knows the parser.</summary>
internal static class YamlSettings
{
    /// <summary>Reads a whole document.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="OptionsException">The text is no YAML, or no map of names and values.</exception>
    public static SettingMap ReadDocument(string yaml, string source)
    {
        var root = Parse(yaml, source);
        return root switch
        {
            null => new SettingMap(source, []),
            YamlMappingNode => (SettingMap)Convert(root, Line),
            _ => throw new OptionsException(
                Line(root.Start), "expected names and values, for example 'numSteps: 500'."),
        };

        string Line(Mark mark) => FormattableString.Invariant($"{source}, line {mark.Line}");
    }

    /// <summary>Reads a single value, as it stands behind the colon of a file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="OptionsException">The text is no YAML.</exception>
    public static SettingNode ReadValue(string yaml, string place) => Parse(yaml, place) is { } root
        ? Convert(root, _ => place)
        : new SettingScalar(place, string.Empty, true);

    private static YamlNode? Parse(string yaml, string source)
    {
        var reading = new FlatReading(source, yaml);
        try
        {
            // Before nodes are made of it, which goes as deep as the text does.
            reading.Run(new Parser(new StringReader(yaml)));
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents switch
            {
                [] => null,
                [var only] => only.RootNode,
                _ => throw new OptionsException(source, "expected one YAML document, got several; remove the '---'."),
            };
        }
        catch (Exception error) when (error is not (FaceptorException or OutOfMemoryException))
        {
            // Some mistakes make the parser fail in other ways than by its own exceptions.
            throw reading.Explain(error);
        }
    }

    private static SettingNode Convert(YamlNode node, Func<Mark, string> placeOf)
    {
        var place = placeOf(node.Start);
        return node switch
        {
            YamlMappingNode map => new SettingMap(
                place,
                [
                    .. map.Children.Select(child => new SettingEntry(
                        placeOf(child.Key.Start),
                        child.Key is YamlScalarNode key
                            ? key.Value ?? string.Empty
                            : throw new OptionsException(placeOf(child.Key.Start), "expected a name before the colon."),
                        Convert(child.Value, placeOf))),
                ]),
            YamlSequenceNode list => new SettingList(
                place, [.. list.Children.Select(child => Convert(child, placeOf))]),
            YamlScalarNode scalar => new SettingScalar(place, scalar.Value ?? string.Empty, IsNull(scalar)),
            _ => throw new OptionsException(place, "expected a value."),
        };
    }

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar is { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };
}
