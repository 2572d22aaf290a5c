using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faceptor.Notebooks;

/// <summary>
/// A Jupyter notebook as the JSON that it is. Whatever is not an output stays as it was, so that running a notebook
/// changes nothing else in its file.
/// </summary>
internal sealed class Notebook
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        IndentSize = 1, // as Jupyter writes it
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject _root;

    private Notebook(string path, JsonObject root)
    {
        Path = path;
        _root = root;
        CodeCells =
        [
            .. (root["cells"] as JsonArray ?? [])
                .OfType<JsonObject>()
                .Where(cell => (string?)cell["cell_type"] == "code")
                .Select((cell, index) => new CodeCell(cell, index + 1)),
        ];
    }

    /// <summary>The file it was read from.</summary>
    public string Path { get; }

    /// <summary>The cells with code, in order.</summary>
    public IReadOnlyList<CodeCell> CodeCells { get; }

    /// <summary>Reads a notebook.</summary>
    /// <param name="path">A file in version 4 of the format.</param>
    /// <exception cref="NotebookException">The file is missing or no such notebook.</exception>
    public static Notebook Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject root && (int?)root["nbformat"] == 4
                ? new Notebook(path, root)
                : throw new NotebookException(path, "expected a Jupyter notebook of version 4 (nbformat).");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new NotebookException(path, $"the notebook cannot be read ({error.Message}).", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException(path, error.Message, error);
        }
    }

    /// <summary>Writes it with the outputs that its cells have now.</summary>
    /// <param name="path">The file; replaced as a whole.</param>
    public void Write(string path)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = path + ".new";
        File.WriteAllText(temporary, _root.ToJsonString(Format) + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
