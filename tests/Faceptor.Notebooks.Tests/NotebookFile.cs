using System.Text.Json.Nodes;

namespace Faceptor.Notebooks.Tests;

/// <summary>Writes small notebooks.</summary>
internal static class NotebookFile
{
    /// <summary>Writes a notebook with a cell for each code, not run.</summary>
    public static string Write(string folder, params string[] codes) => Write(folder, codes.Select(code => new JsonObject
    {
        ["cell_type"] = "code",
        ["metadata"] = new JsonObject(),
        ["execution_count"] = null,
        ["outputs"] = new JsonArray(),
        ["source"] = code,
    }));

    /// <summary>Writes a notebook with cells.</summary>
    public static string Write(string folder, IEnumerable<JsonObject> cells)
    {
        var path = Path.Combine(folder, "small.ipynb");
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells]),
            ["metadata"] = new JsonObject { ["kept"] = "ä < b" },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        File.WriteAllText(path, notebook.ToJsonString());
        return path;
    }
}
