using System.Text.Json.Nodes;

namespace Faceptor.Notebooks;

/// <summary>A cell with code.</summary>
/// <param name="json">The cell in its notebook.</param>
/// <param name="number">Its number among the cells with code, from 1.</param>
internal sealed class CodeCell(JsonObject json, int number)
{
    /// <summary>Number among the cells with code, from 1.</summary>
    public int Number => number;

    /// <summary>The code.</summary>
    public string Source => Text(json["source"]);

    /// <summary>The kernel that the cell asks for; null where it leaves that to the notebook.</summary>
    public string? KernelName =>
        (string?)json["metadata"]?["polyglot_notebook"]?["kernelName"]
        ?? (string?)json["metadata"]?["dotnet_interactive"]?["language"];

    /// <summary>Whether the cell was run.</summary>
    public bool HasRun => json["execution_count"] is JsonValue;

    /// <summary>The outputs.</summary>
    public IEnumerable<JsonObject> Outputs => (json["outputs"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Replaces the outputs and says that the cell was run.</summary>
    /// <param name="outputs">The new outputs; they belong to the cell from now on.</param>
    public void SetOutputs(IEnumerable<JsonObject> outputs)
    {
        json["execution_count"] = number;
        json["outputs"] = new JsonArray([.. outputs]);
    }

    /// <summary>A text that the format keeps as one string or as a list of lines.</summary>
    public static string Text(JsonNode? text) => text is JsonArray lines
        ? string.Concat(lines.Select(line => (string?)line))
        : (string?)text ?? string.Empty;
}
