using System.Globalization;
using System.Text.Json;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets.Custom;

/// <summary>Rows of a list of own images, whichever way it is written.</summary>
internal static class CustomLists
{
    /// <summary>Reads comma-separated values with a line of column names.</summary>
    public static IEnumerable<CustomRow> ReadCsv(string path, CustomColumns columns)
    {
        using var list = new CsvList(path, ',', hasHeader: true);
        columns.Require(list.Header, path, list.Line);
        var places = list.Header.Select(columns.Find).ToArray();
        while (list.Read())
        {
            list.RequireFields(places.Length);
            var values = new string?[columns.Names.Length];
            for (var i = 0; i < places.Length; i++)
            {
                if (places[i] >= 0)
                {
                    values[places[i]] = list.Field(i);
                }
            }

            yield return new CustomRow(values, list.Line);
        }
    }

    /// <summary>Reads lines of JSON, an object each.</summary>
    public static IEnumerable<CustomRow> ReadJsonLines(string path, CustomColumns columns)
    {
        foreach (var (line, text) in TextLines.Read(path))
        {
            var fields = new List<(string Name, string? Value)>();
            try
            {
                using var document = JsonDocument.Parse(text);
                Flatten(document.RootElement, fields, path, line);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // The latter of texts with half a pair of surrogates.
                throw new DatasetException(
                    path, $"expected an object in JSON on a line of its own ({e.Message}); correct it.", line, e);
            }

            columns.Require([.. fields.Select(field => field.Name)], path, line);
            var values = new string?[columns.Names.Length];
            foreach (var (name, value) in fields)
            {
                if (columns.Find(name) is >= 0 and var place)
                {
                    values[place] = value;
                }
            }

            yield return new CustomRow(values, line);
        }
    }

    // "box", "landmarks" and "attributes" gather what a CSV has in columns of its own.
    private static void Flatten(JsonElement root, List<(string Name, string? Value)> fields, string path, int line)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new DatasetException(
                path, $"expected an object in JSON, got {root.ValueKind}; correct the line.", line);
        }

        foreach (var property in root.EnumerateObject())
        {
            var value = property.Value;
            switch (property.Name)
            {
                case "box" when value.ValueKind == JsonValueKind.Array:
                    var edges = value.EnumerateArray().ToArray();
                    if (edges.Length != 4)
                    {
                        throw new DatasetException(
                            path,
                            $"expected left, top, right and bottom as the box, got {edges.Length} numbers; "
                            + "correct the line.",
                            line);
                    }

                    fields.AddRange(
                        edges.Zip(["left", "top", "right", "bottom"], (edge, name) => (name, Text(edge))));
                    break;
                case "landmarks" when value.ValueKind == JsonValueKind.Array:
                    var numbers = value.EnumerateArray().SelectMany(Numbers).ToArray();
                    for (var i = 0; i < numbers.Length; i++)
                    {
                        var name = string.Create(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? 'x' : 'y')}{i / 2}");
                        fields.Add((name, Text(numbers[i])));
                    }

                    break;
                case "attributes" when value.ValueKind == JsonValueKind.Object:
                    fields.AddRange(value.EnumerateObject().Select(item => (item.Name, Text(item.Value))));
                    break;
                default:
                    fields.Add((property.Name, Text(value)));
                    break;
            }
        }
    }

    // A number, or a pair of them.
    private static IEnumerable<JsonElement> Numbers(JsonElement item) =>
        item.ValueKind == JsonValueKind.Array ? item.EnumerateArray() : [item];

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        JsonValueKind.String => value.GetString()!.Trim(),
        _ => value.GetRawText(),
    };
}

/// <summary>What a list of own images says about one of them.</summary>
/// <param name="Values">A value for each known column, in their order; null or empty when it is missing.</param>
/// <param name="Line">The list's line, from 1.</param>
internal readonly record struct CustomRow(string?[] Values, int Line)
{
    /// <summary>The value of a column; null when it is missing.</summary>
    public string? this[int place] => string.IsNullOrEmpty(Values[place]) ? null : Values[place];
}
