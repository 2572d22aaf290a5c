namespace Faceptor.Data.Datasets;

/// <summary>Picture files of a folder, told by their endings.</summary>
internal static class PictureFiles
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>File names of the pictures in a folder, in no order, but those that start with a point.</summary>
    public static IEnumerable<string> In(string folder) =>
        Directory.EnumerateFiles(folder)
            .Select(path => Path.GetFileName(path))
            .Where(name => name[0] != '.'
                && Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase));
}
