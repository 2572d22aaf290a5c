using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Faceptor.Notebooks;

/// <summary>What a notebook has to be before it is kept in version control.</summary>
internal static partial class NotebookCheck
{
    /// <summary>Most letters of one image: 150 kB in base64.</summary>
    public const int MaxImageLength = 200_000;

    /// <summary>Most letters of one output, which may have several images.</summary>
    public const int MaxOutputLength = 500_000;

    /// <summary>Finds what is wrong with the outputs of a notebook that was run.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="privatePlaces">Folders of this machine that no output may name.</param>
    /// <returns>A sentence each; empty where nothing is wrong.</returns>
    public static IEnumerable<string> Problems(Notebook notebook, IReadOnlyCollection<string> privatePlaces)
    {
        if (notebook.CodeCells.Count == 0)
        {
            yield return "there is no code in it.";
        }

        foreach (var cell in notebook.CodeCells)
        {
            if (!cell.HasRun)
            {
                yield return $"cell {cell.Number} was not run; run the notebook with --in-place.";
            }

            foreach (var output in cell.Outputs)
            {
                if ((string?)output["output_type"] == "error")
                {
                    yield return $"cell {cell.Number} ended with an error: {(string?)output["evalue"]}";
                }

                var text = output.ToJsonString(Plain);
                foreach (var image in Image().Matches(text).Where(image => image.Length > MaxImageLength))
                {
                    yield return $"cell {cell.Number} has an image of {image.Length} letters, at most {MaxImageLength} are "
                        + "kept; show it smaller.";
                }

                if (text.Length > MaxOutputLength)
                {
                    yield return $"cell {cell.Number} has an output of {text.Length} letters, at most {MaxOutputLength} "
                        + "are kept; show less.";
                }

                if (privatePlaces.FirstOrDefault(place => text.Contains(place, StringComparison.Ordinal)) is { } place)
                {
                    yield return $"cell {cell.Number} shows a path of this machine ({place}), which differs elsewhere.";
                }
            }
        }

        if (!notebook.CodeCells.SelectMany(cell => cell.Outputs).Any())
        {
            yield return "no cell has an output; run the notebook with --in-place.";
        }
    }

    // Base64 as it is in the file, with no sign escaped.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex("base64,[A-Za-z0-9+/=]*")]
    private static partial Regex Image();

    /// <summary>The folders of this machine that outputs may not name: temporary ones, the user's, the notebook's.</summary>
    /// <param name="notebookPath">The notebook.</param>
    public static string[] PrivatePlaces(string notebookPath) =>
    [
        .. new[]
        {
            Path.GetTempPath(),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + Path.DirectorySeparatorChar,
            Path.GetDirectoryName(Path.GetFullPath(notebookPath))! + Path.DirectorySeparatorChar,
        }.Where(place => place.Length > 3),
    ];
}
