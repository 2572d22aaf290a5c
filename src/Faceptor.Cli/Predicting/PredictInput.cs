namespace Faceptor.Cli.Predicting;

/// <summary>A file that is predicted.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Name">Its name in results: the path as the command line or a list gives it.</param>
/// <param name="OutputName">Names of its results below the output folder, without ending.</param>
internal sealed record PredictInput(string Path, string Name, string OutputName)
{
    private static readonly string[] VideoEndings =
        [".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".wmv", ".flv", ".3gp", ".mts", ".m2ts"];

    private static readonly string[] ImageEndings = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>Whether it is a video, by its ending.</summary>
    public bool IsVideo => HasEnding(Path, VideoEndings);

    /// <summary>Whether a file of a folder is an image, by its ending.</summary>
    /// <param name="path">The file.</param>
    public static bool IsImage(string path) => HasEnding(path, ImageEndings);

    private static bool HasEnding(string path, string[] endings) =>
        endings.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
