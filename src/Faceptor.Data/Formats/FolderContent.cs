using System.Collections.Frozen;
using System.IO.Enumeration;

namespace Faceptor.Data.Formats;

/// <summary>
/// What lies in a folder. The only place of this project that lists folders, so that every reader passes over the same
/// files: those whose names start with a point (macOS leaves <c>._a.jpg</c> beside <c>a.jpg</c>) and those that
/// systems and file servers put beside one's own.
/// </summary>
internal static class FolderContent
{
    private static readonly FrozenSet<string> SystemNames = new[]
    {
        "Thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "$RECYCLE.BIN", "System Volume Information",
        "__MACOSX", "@eaDir", "#recycle", "#snapshot", "lost+found",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Attributes of files that Synology's servers keep as files of their own.
    private static readonly string[] SystemEndings = ["@SynoEAStream", "@SynoResource"];

    /// <summary>Names of the files in a folder, in no order, but those that are passed over.</summary>
    /// <exception cref="DatasetException">The folder cannot be listed.</exception>
    public static string[] Files(string folder) => List(folder, Directory.EnumerateFiles);

    /// <summary>Names of the folders in a folder, in no order, but those that are passed over.</summary>
    /// <exception cref="DatasetException">The folder cannot be listed.</exception>
    public static string[] Folders(string folder) => List(folder, Directory.EnumerateDirectories);

    /// <summary>
    /// Paths of files and folders whose names fit a pattern in any case; found one by one, so that who needs the first
    /// alone does not wait for a million others. A folder that cannot be listed has none.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">A name in which <c>*</c> stands for any letters.</param>
    public static IEnumerable<string> Matching(string folder, string pattern) =>
        Directory.EnumerateFileSystemEntries(
            folder,
            pattern,
            new EnumerationOptions
            {
                MatchCasing = MatchCasing.CaseInsensitive,
                AttributesToSkip = FileAttributes.None,
                IgnoreInaccessible = true,
            })
            .Where(path => !IsPassedOver(Path.GetFileName(path)));

    /// <summary>Whether a name fits a pattern in any case.</summary>
    public static bool Fits(string name, string pattern) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);

    /// <summary>Whether nothing is in a folder, hidden things included.</summary>
    public static bool IsEmpty(string folder) => !Directory.EnumerateFileSystemEntries(folder).Any();

    /// <summary>Whether a file or folder of this name is nobody's data.</summary>
    public static bool IsPassedOver(string name) =>
        name.StartsWith('.')
        || SystemNames.Contains(name)
        || SystemEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static string[] List(string folder, Func<string, IEnumerable<string>> enumerate)
    {
        try
        {
            return [.. enumerate(folder).Select(path => Path.GetFileName(path)).Where(name => !IsPassedOver(name))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                folder, $"the folder cannot be listed ({e.Message}); check its permissions.", innerException: e);
        }
    }
}
