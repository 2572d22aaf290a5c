using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>Picture files of a folder, told by their endings.</summary>
internal static class PictureFiles
{
    /// <summary>Endings of pictures with their points; the first are the usual ones.</summary>
    public static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>File names of the pictures in a folder, in no order.</summary>
    public static IEnumerable<string> In(string folder) =>
        FolderContent.Files(folder).Where(name =>
            Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase));
}
