using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Events;

namespace Faceptor.Notebooks;

/// <summary>Makes the outputs of a cell, as notebooks keep them, of what the kernel says.</summary>
internal sealed class CellOutputs
{
    private readonly List<JsonObject> _outputs = [];
    private readonly Dictionary<string, JsonObject> _byId = [];

    /// <summary>The outputs so far.</summary>
    public IReadOnlyList<JsonObject> All => _outputs;

    /// <summary>Adds what an event shows; events that show nothing are passed over.</summary>
    /// <param name="kernelEvent">What the kernel says.</param>
    /// <param name="cellNumber">The number of the cell.</param>
    public void Add(KernelEvent kernelEvent, int cellNumber)
    {
        switch (kernelEvent)
        {
            case StandardOutputValueProduced text:
                AddText("stdout", text);
                break;
            case StandardErrorValueProduced text:
                AddText("stderr", text);
                break;
            case ReturnValueProduced value:
                AddData(value, new JsonObject { ["output_type"] = "execute_result", ["execution_count"] = cellNumber });
                break;
            case DisplayedValueProduced value:
                AddData(value, new JsonObject { ["output_type"] = "display_data" });
                break;
            case DisplayedValueUpdated value when _byId.TryGetValue(value.ValueId, out var shown):
                shown["data"] = Data(value);
                break;
            default:
                break; // says nothing that a page shows
        }
    }

    // Neighbouring texts are one output, as in Jupyter.
    private void AddText(string stream, DisplayEvent text)
    {
        var added = string.Concat(text.FormattedValues.Select(value => value.Value)).ReplaceLineEndings("\n");
        if (_outputs is [.., { } last] && (string?)last["name"] == stream)
        {
            last["text"] = Lines(CodeCell.Text(last["text"]) + added);
            return;
        }

        _outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = stream, ["text"] = Lines(added) });
    }

    private void AddData(DisplayEvent value, JsonObject output)
    {
        output["data"] = Data(value);
        output["metadata"] = new JsonObject();
        _outputs.Add(output);
        if (value.ValueId is { } id)
        {
            _byId[id] = output;
        }
    }

    private static JsonObject Data(DisplayEvent value)
    {
        var data = new JsonObject();
        foreach (var formatted in value.FormattedValues)
        {
            data[formatted.MimeType] = Lines(formatted.Value.ReplaceLineEndings("\n"));
        }

        return data;
    }

    // Lines keep their ends, as in Jupyter, so that changes of a notebook show line by line.
    private static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            var next = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..next]);
            start = next;
        }

        return lines;
    }
}
