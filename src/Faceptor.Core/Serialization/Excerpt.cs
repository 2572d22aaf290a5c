namespace Faceptor.Core.Serialization;

/// <summary>Text of a file as a message may show it.</summary>
internal static class Excerpt
{
    private const int MaxLength = 80;

    /// <summary>The text on one line, cut off where it gets long.</summary>
    public static string Of(string text)
    {
        var shown = text.Length <= MaxLength ? text : text[..MaxLength] + "...";
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c)) : shown;
    }
}
