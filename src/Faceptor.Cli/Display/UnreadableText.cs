using Faceptor.Evaluation.Sessions;

namespace Faceptor.Cli.Display;

/// <summary>Says that scores are missing because datasets could not be read; the others are good.</summary>
internal static class UnreadableText
{
    /// <summary>Writes one line, beside the results rather than among them, where there is something to say.</summary>
    public static void Warn(CliContext context, IReadOnlyList<UnscoredSplit> notScored)
    {
        string[] names = [.. notScored.Where(unscored => unscored.IsUnreadable).Select(unscored => unscored.Name)];
        if (names.Length > 0)
        {
            context.Error.WriteLine(
                $"warning: could not be read and is not scored, see above: {string.Join(", ", names)}");
        }
    }
}
